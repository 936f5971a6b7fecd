/* Somebody's running shell: looked at, or typed into instead of its owner. */
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useStore } from '../../../shared/lib/store';
import { useTheme } from '../../../shared/lib/theme';
import { Spinner } from '../../../shared/ui/icon';
import { endDetail, endText, isBadEnd } from '../ends';
import { lookAt } from '../paste';
import type { Mode, TerminalSession } from '../queries';
import type { Xterm } from '../screen';
import { terminals } from '../text';
import { Wire, type WireEnd, type WireState } from '../wire';
import { fontSize } from '../workspace';
import { PasteDialog } from './paste-dialog';
import { Strip } from './term-pane';
import '../terminals.css';

export function LiveView({ session, mode, onEnd }: {
	session: TerminalSession;
	mode: Exclude<Mode, 'attach'>;
	onEnd: () => void;
}): ReactElement {
	const t = terminals.useT();
	const theme = useTheme();
	const size = useStore(fontSize);
	const hold = useRef<HTMLDivElement>(null);
	const wire = useRef<Wire>(undefined);
	const xterm = useRef<Xterm>(undefined);
	const [state, setState] = useState<WireState>('connecting');
	const [end, setEnd] = useState<WireEnd | null>(null);
	const [pasted, setPasted] = useState<string | null>(null);
	const id = session.session_id;
	const over = useRef(onEnd);
	over.current = onEnd;

	useEffect(() => {
		const at = hold.current;
		if (!at) return undefined;
		let here = true;
		let watch: ResizeObserver | undefined;
		setState('connecting');
		setEnd(null);
		void import('../screen').then(({ makeXterm, openXterm, fontFor }) => {
			if (!here) return;
			const box = document.createElement('div');
			box.className = 'term-box';
			at.append(box);
			const made = makeXterm({ theme, fontSize: size, still: mode === 'watch', label: '' });
			openXterm(made, box, t('shell.of', { name: session.host_name }));
			xterm.current = made;
			made.term.resize(session.cols, session.rows);
			/* the size is the owner's: the letters are as small as it takes */
			const fit = (): void => {
				made.term.options.fontSize = fontFor(made.term, {
					width: box.clientWidth - 16, height: box.clientHeight,
				}, made.term.cols, made.term.rows, size);
			};
			watch = new ResizeObserver(fit);
			watch.observe(at);
			fit();
			const own = new Wire(id, mode, {
				onState: (next, why) => {
					setState(next);
					setEnd(why ?? null);
					if (next === 'ended') over.current();
				},
				onReady: ({ cols, rows }) => {
					made.term.reset();
					if (cols > 0 && rows > 0) made.term.resize(cols, rows);
					fit();
					if (mode === 'control') made.term.focus();
				},
				onOutput: (bytes, done) => made.term.write(bytes, done),
				onNotice: () => undefined,
			});
			wire.current = own;
			if (mode === 'control') {
				made.term.onData((keys) => own.input(keys));
				made.term.onBinary((keys) => own.input(keys));
			}
		});
		const guard = (event: ClipboardEvent): void => {
			event.preventDefault();
			event.stopPropagation();
			const text = event.clipboardData?.getData('text/plain') ?? '';
			if (!text || mode === 'watch') return;
			const look = lookAt(text);
			if (look.risky || look.tooLong) setPasted(text);
			else xterm.current?.term.paste(text);
		};
		at.addEventListener('paste', guard, true);
		return () => {
			here = false;
			watch?.disconnect();
			wire.current?.close();
			xterm.current?.term.dispose();
			xterm.current = undefined;
			at.removeEventListener('paste', guard, true);
			at.replaceChildren();
		};
	}, [id, mode]); // eslint-disable-line react-hooks/exhaustive-deps
	useEffect(() => {
		void import('../screen').then(({ themes }) => {
			if (xterm.current) xterm.current.term.options.theme = themes[theme];
		});
	}, [theme]);

	useEffect(() => {
		if (pasted === null) return undefined;
		return () => void setTimeout(() => xterm.current?.term.focus());
	}, [pasted]);

	return (
		<section className="term-pane framed" aria-label={t('shell.of', { name: session.host_name })}>
			{state === 'live' && mode === 'watch' && <Strip tone="work" icon="eye">{t('watch.now', { by: session.username })}</Strip>}
			{state === 'live' && mode === 'control' && <Strip tone="bad" icon="lock">{t('control.now', { by: session.username })}</Strip>}
			{state === 'lost' && <Strip tone="wait" icon="warn" busy>{t('lost')}</Strip>}
			{state === 'ended' && end && (
				<Strip tone={isBadEnd(end.reason) ? 'bad' : 'none'} icon="info">
					{endText(end.reason, end.code)} {endDetail(end)}
				</Strip>
			)}
			<div className="term-hold-outer">
				{(state === 'connecting' || state === 'waiting') && (
					<div className="term-wait" role="status"><Spinner />{t('watch.wait')}</div>
				)}
				<div className="term-hold" ref={hold} />
			</div>
			{pasted !== null && (
				<PasteDialog
					text={pasted} host={session.host_name} onSend={(text) => xterm.current?.term.paste(text)}
					onClose={() => setPasted(null)}
				/>
			)}
		</section>
	);
}
