/* Looking for text in what a terminal shows and has shown. */
import { Input } from 'antd';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTheme } from '../../../shared/lib/theme';
import { common } from '../../../shared/text';
import { Icon } from '../../../shared/ui/icon';
import { terminals } from '../text';
import type { Xterm } from '../screen';

const colours = {
	light: { matchBackground: '#fbe3a6', matchOverviewRuler: '#dc9416', activeMatchBackground: '#f2b13c', activeMatchColorOverviewRuler: '#b36b00' },
	dark: { matchBackground: '#5a4516', matchOverviewRuler: '#dc9a26', activeMatchBackground: '#9a6b10', activeMatchColorOverviewRuler: '#ffd27a' },
} as const;

export function FindBar({ xterm, onClose }: { xterm: Xterm; onClose: () => void }): ReactElement {
	const t = terminals.useT();
	const c = common.useT();
	const theme = useTheme();
	const [typed, setTyped] = useState('');
	const [found, setFound] = useState<{ at: number; n: number }>({ at: -1, n: 0 });
	const input = useRef<HTMLDivElement>(null);

	useEffect(() => {
		const off = xterm.search.onDidChangeResults(({ resultIndex, resultCount }) => setFound({ at: resultIndex, n: resultCount }));
		return () => {
			off.dispose();
			xterm.search.clearDecorations();
		};
	}, [xterm]);

	function go(back: boolean, text = typed, incremental = false): void {
		if (!text) {
			xterm.search.clearDecorations();
			setFound({ at: -1, n: 0 });
			return;
		}
		const options = { decorations: colours[theme], incremental };
		if (back) xterm.search.findPrevious(text, options);
		else xterm.search.findNext(text, options);
	}
	return (
		<div
			className="term-find" role="search" ref={input}
			onKeyDown={(event) => {
				if (event.key === 'Escape') {
					event.stopPropagation();
					onClose();
				}
			}}
		>
			<Input
				size="small" autoFocus value={typed} aria-label={t('find')} placeholder={t('find')}
				onChange={(event) => {
					setTyped(event.target.value);
					go(false, event.target.value, true);
				}}
				onKeyDown={(event) => {
					if (event.key === 'Enter' && !event.nativeEvent.isComposing) go(!event.shiftKey);
				}}
			/>
			<span className="muted num" role="status">
				{typed && (found.n > 0 ? `${found.at + 1}/${found.n}` : t('find.none'))}
			</span>
			<button type="button" className="icon-button" aria-label={t('find.prev')} title={t('find.prev')} onClick={() => go(true)}><Icon name="up" /></button>
			<button type="button" className="icon-button" aria-label={t('find.next')} title={t('find.next')} onClick={() => go(false)}><Icon name="down" /></button>
			<button type="button" className="icon-button" aria-label={c('close')} title={c('close')} onClick={onClose}><Icon name="close" /></button>
		</div>
	);
}
