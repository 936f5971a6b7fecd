/* Before and after: unified or side by side, equal runs folded. */
import { Segmented } from 'antd';
import { useMemo, useState, type ReactElement } from 'react';
import { diffLines, foldLines, type DiffLine } from '../lib/diff';
import { load, save } from '../lib/storage';
import { common } from '../text';
import './diff-view.css';

interface Props {
	before: string;
	after: string;
}

export function pretty(value: unknown): string {
	if (value === null || value === undefined) return '';
	return typeof value === 'string' ? value : JSON.stringify(sorted(value), null, 2);
}

/* Keys in one order on both sides, so that only values differ. */
function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (value === null || typeof value !== 'object') return value;
	return Object.fromEntries(Object.entries(value)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([key, one]) => [key, sorted(one)]));
}

export function DiffView({ before, after }: Props): ReactElement {
	const t = common.useT();
	const [mode, setMode] = useState<'unified' | 'split'>(() => load('diff', 'unified'));
	const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
	const blocks = useMemo(() => foldLines(diffLines(before, after)), [before, after]);
	const split = mode === 'split' && before !== '' && after !== '';

	if (before === after) return <p className="muted">{t('diff.none')}</p>;
	return (
		<div className="diff">
			{before !== '' && after !== '' && (
				<Segmented<'unified' | 'split'>
					size="small" value={mode} className="diff-mode"
					options={[
						{ value: 'unified', label: t('diff.unified') }, { value: 'split', label: t('diff.split') },
					]}
					onChange={(next) => {
						save('diff', next);
						setMode(next);
					}}
				/>
			)}
			<div className="diff-box" tabIndex={0}>
				{blocks.map((block, at) => (block.kind === 'fold' && !unfolded.has(at) ? (
					<button
						key={at} type="button" className="diff-fold"
						onClick={() => setUnfolded(new Set([...unfolded, at]))}
					>
						{t('diff.folded', { n: block.lines.length })}
					</button>
				) : split ? <Split key={at} lines={block.lines} /> : <Unified key={at} lines={block.lines} />))}
			</div>
		</div>
	);
}

const signs = { same: ' ', add: '+', del: '−' } as const;

function Unified({ lines }: { lines: readonly DiffLine[] }): ReactElement {
	return (
		<>
			{lines.map((line, i) => (
				<div key={i} className={`diff-line ${line.kind}`}>
					<span className="diff-sign">{signs[line.kind]}</span>
					<span>{line.text}</span>
				</div>
			))}
		</>
	);
}

/* Deletions stand beside the additions that follow them. */
function pairs(lines: readonly DiffLine[]): [DiffLine | null, DiffLine | null][] {
	const out: [DiffLine | null, DiffLine | null][] = [];
	let gone: DiffLine[] = [];
	let come: DiffLine[] = [];
	const flush = (): void => {
		for (let i = 0; i < Math.max(gone.length, come.length); i++)
			out.push([gone[i] ?? null, come[i] ?? null]);
		gone = [];
		come = [];
	};
	for (const line of lines) {
		if (line.kind === 'del') gone.push(line);
		else if (line.kind === 'add') come.push(line);
		else {
			flush();
			out.push([line, line]);
		}
	}
	flush();
	return out;
}

function Split({ lines }: { lines: readonly DiffLine[] }): ReactElement {
	const side = (line: DiffLine | null): ReactElement => (
		<div className={`diff-line ${line?.kind ?? 'gap'}`}>
			<span className="diff-sign">{line ? signs[line.kind] : ''}</span>
			<span>{line?.text}</span>
		</div>
	);
	return (
		<>
			{pairs(lines).map(([before, after], i) => (
				<div key={i} className="diff-pair">{side(before)}{side(after)}</div>
			))}
		</>
	);
}
