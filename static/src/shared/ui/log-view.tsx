/* A live log: only the rows in view exist. */
import { Input } from 'antd';
import {
	useCallback, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState,
	type ReactElement,
} from 'react';
import { parseAnsi, stripAnsi, type Span } from '../lib/ansi';
import { formatClock } from '../lib/format';
import type { LogBuffer } from '../lib/log-buffer';
import { RowIndex } from '../lib/log-layout';
import { load, save } from '../lib/storage';
import { common } from '../text';
import { Icon, type IconName } from './icon';
import './log-view.css';
import { logText } from './log-text';

const rowHeight = 20;
const overscan = 20;

interface Props {
	log: LogBuffer;
	/** More may still come. */
	live: boolean;
	onDownload?: () => void;
	empty?: string;
	height?: number | string;
}

function useVersion(log: LogBuffer): number {
	const [, poke] = useReducer((n: number) => n + 1, 0);
	useEffect(() => {
		let frame = 0;
		const off = log.subscribe(() => {
			frame ||= requestAnimationFrame(() => {
				frame = 0;
				poke();
			});
		});
		poke();
		return () => {
			off();
			cancelAnimationFrame(frame);
		};
	}, [log]);
	return log.version;
}

export function LogView({ log, live, onDownload, empty, height }: Props): ReactElement {
	const t = logText.useT();
	const version = useVersion(log);
	const box = useRef<HTMLDivElement>(null);
	const [wrap, setWrap] = useState(() => load('log.wrap', false));
	const [times, setTimes] = useState(() => load('log.times', false));
	const [follow, setFollow] = useState(true);
	const [view, setView] = useState({ top: 0, height: 400, columns: 120 });
	const [needle, setNeedle] = useState('');
	const [hit, setHit] = useState(0);
	const [mark, setMark] = useState(-1);

	const index = useMemo(() => new RowIndex(Math.max(20, view.columns)), [view.columns, log]); // eslint-disable-line react-hooks/exhaustive-deps
	if (wrap) index.extend(log.length, (i) => stripAnsi(log.line(i)));
	const rows = wrap ? index.rows : log.length;
	const hits = useMemo(() => log.search(needle), [log, needle, version]); // eslint-disable-line react-hooks/exhaustive-deps

	const measure = useCallback(() => {
		const at = box.current;
		if (!at) return;
		const gutter = (times ? 88 : 0) + 64;
		const columns = Math.floor((at.clientWidth - gutter) / 7.83);
		setView((old) => old.top === at.scrollTop && old.height === at.clientHeight && old.columns === columns
			? old : { top: at.scrollTop, height: at.clientHeight, columns });
	}, [times]);

	useLayoutEffect(measure, [measure]);
	useEffect(() => {
		const at = box.current;
		if (!at) return undefined;
		const observer = new ResizeObserver(measure);
		observer.observe(at);
		return () => observer.disconnect();
	}, [measure]);
	useLayoutEffect(() => {
		const at = box.current;
		if (follow && at) at.scrollTop = at.scrollHeight;
	}, [follow, rows, view.height]);

	function onScroll(): void {
		const at = box.current;
		if (!at) return;
		const bottom = at.scrollHeight - at.scrollTop - at.clientHeight < rowHeight * 2;
		if (follow !== bottom) setFollow(bottom);
		measure();
	}

	function goTo(line: number): void {
		const at = box.current;
		if (!at || line < 0) return;
		setFollow(false);
		setMark(line);
		const row = wrap ? index.rowOf(line) : line;
		at.scrollTop = Math.max(0, row * rowHeight - at.clientHeight / 3);
	}

	function goToHit(step: number): void {
		if (hits.length === 0) return;
		const next = (hit + step + hits.length) % hits.length;
		setHit(next);
		goTo(hits[next] ?? -1);
	}

	const first = Math.max(0, Math.floor(view.top / rowHeight) - overscan);
	const last = Math.ceil((view.top + view.height) / rowHeight) + overscan;
	const fromLine = wrap ? index.lineAt(first) : Math.min(first, log.length);
	const toLine = Math.min(log.length, (wrap ? index.lineAt(last) : last) + 1);
	const offset = (wrap ? index.rowOf(fromLine) : fromLine) * rowHeight;
	const lines: ReactElement[] = [];
	for (let i = fromLine; i < toLine; i++)
		lines.push(
			<Line
				key={i} at={i} log={log} text={log.line(i)} needle={needle} marked={i === mark} times={times}
			/>,
		);

	return (
		<div className="log" style={height ? { height } : undefined}>
			<div className="log-bar" role="toolbar" aria-label={t('log')}>
				<Input
					size="small" className="log-search" allowClear value={needle} data-hotkey="/"
					prefix={<Icon name="search" size={12} />} placeholder={t('search')} aria-label={t('search')}
					onChange={(event) => {
						setNeedle(event.target.value);
						setHit(-1);
					}}
					onKeyDown={(event) => {
						if (event.key === 'Enter') goToHit(event.shiftKey ? -1 : 1);
						if (event.key === 'Escape' && needle) {
							event.stopPropagation();
							setNeedle('');
						}
					}}
				/>
				{needle && (
					<>
						<span className="muted num log-hits">
							{hits.length ? `${Math.max(0, hit) + 1}/${hits.length}` : t('search.none')}
						</span>
						<Tool icon="up" label={t('search.before')} onClick={() => goToHit(-1)} />
						<Tool icon="down" label={t('search.after')} onClick={() => goToHit(1)} />
					</>
				)}
				<span className="right row">
					<Tool
						icon="warn" label={t('next.error')} disabled={log.length === 0}
						onClick={() => goTo(log.nextError(mark + 1))}
					/>
					<Tool
						icon="clock" label={t('times')} on={times} onClick={() => {
							save('log.times', !times);
							setTimes(!times);
						}}
					/>
					<Tool
						icon="wrap" label={t('wrap')} on={wrap} onClick={() => {
							save('log.wrap', !wrap);
							setWrap(!wrap);
						}}
					/>
					<Tool
						icon="follow" label={t('follow')} on={follow}
						onClick={() => setFollow(!follow)}
					/>
					{onDownload && <Tool icon="download" label={t('download')} onClick={onDownload} />}
				</span>
			</div>
			<div
				ref={box} className={`log-box${wrap ? ' wrapped' : ''}`} onScroll={onScroll} tabIndex={0}
				role="log" aria-label={t('log')} aria-live="off"
			>
				{log.length === 0 ? (
					<p className="log-empty">{live ? t('waiting') : (empty ?? t('empty'))}</p>
				) : (
					<div style={{ height: rows * rowHeight }} className="log-all">
						<div style={{ transform: `translateY(${offset}px)` }} className="log-lines">{lines}</div>
					</div>
				)}
			</div>
			{log.dropped > 0 && <p className="log-note">{t('dropped', { n: log.dropped })}</p>}
			{!follow && live && (
				<button type="button" className="log-jump" onClick={() => setFollow(true)}>
					<Icon name="follow" size={14} />{t('follow.again')}
				</button>
			)}
		</div>
	);
}

function Tool({ icon, label, on, onClick, disabled }: {
	icon: IconName;
	label: string;
	on?: boolean;
	onClick: () => void;
	disabled?: boolean;
}): ReactElement {
	return (
		<button
			type="button" className={`icon-button small${on ? ' on' : ''}`} title={label}
			aria-label={label} aria-pressed={on} onClick={onClick} disabled={disabled}
		>
			<Icon name={icon} size={14} />
		</button>
	);
}

/* Cuts the spans where the searched words are. */
function marked(spans: readonly Span[], needle: string): ReactElement[] {
	const low = needle.toLowerCase();
	return spans.flatMap((span, at) => {
		if (!low || !span.text.toLowerCase().includes(low))
			return [<span key={at} className={span.style || undefined}>{span.text}</span>];
		const parts: ReactElement[] = [];
		let from = 0;
		for (;;) {
			const found = span.text.toLowerCase().indexOf(low, from);
			if (found < 0) break;
			parts.push(<span key={`${at}.${from}`} className={span.style || undefined}>{span.text.slice(from, found)}</span>);
			parts.push(<mark key={`${at}.${found}m`}>{span.text.slice(found, found + low.length)}</mark>);
			from = found + low.length;
		}
		parts.push(<span key={`${at}.end`} className={span.style || undefined}>{span.text.slice(from)}</span>);
		return parts;
	});
}

function Line({ at, log, text, needle, marked: on, times }: {
	at: number;
	log: LogBuffer;
	text: string;
	needle: string;
	marked: boolean;
	times: boolean;
}): ReactElement {
	common.useT();
	/* longer lines are cut on the screen, not in the download */
	const shown = text.length > 20_000 ? `${text.slice(0, 20_000)} …` : text;
	return (
		<div className={`log-line ${log.lineKind(at)}${on ? ' here' : ''}`}>
			<span className="log-n" aria-hidden="true">{at + 1}</span>
			{times && <span className="log-t">{formatClock(log.lineTime(at))}</span>}
			<span className="log-c">{marked(parseAnsi(shown), needle)}</span>
		</div>
	);
}
