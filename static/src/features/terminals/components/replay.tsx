/* A recording: played, searched, and jumped about in. */
import { useQuery } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import {
	useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactElement, type RefObject,
} from 'react';
import { formatBytes } from '../../../shared/lib/format';
import { useStore } from '../../../shared/lib/store';
import { useTheme } from '../../../shared/lib/theme';
import { common } from '../../../shared/text';
import { ErrorNote, ErrorState } from '../../../shared/ui/error-state';
import { Icon, Spinner } from '../../../shared/ui/icon';
import { EmptyState, Notice, SkeletonLines } from '../../../shared/ui/page';
import { useDebounced } from '../../../shared/ui/use-debounced';
import { activity, clock, Recording } from '../cast';
import { Player, speeds, type PlayerState } from '../player';
import { readRecording, searchLines, terminalsKey, typedQuery, type TerminalSession } from '../queries';
import type { Xterm } from '../screen';
import { terminals } from '../text';
import { fontSize } from '../workspace';
import { Marked } from './marked';
import '../terminals.css';

const bars = 120;
const stepMs = 5000;
const idle: PlayerState = { playing: false, seeking: false, ms: 0, speed: 1, skipIdle: true, ended: false };

interface Loaded {
	recording: Recording;
	/** Grows with each piece that has come. */
	pieces: number;
	error: unknown;
}

function useRecording(id: string): Loaded {
	const [state, setState] = useState<Loaded>(() => ({ recording: new Recording(), pieces: 0, error: null }));
	useEffect(() => {
		const stop = new AbortController();
		const recording = new Recording();
		let pieces = 0;
		setState({ recording, pieces, error: null });
		void (async () => {
			try {
				for await (const text of readRecording(id, stop.signal)) {
					recording.add(text);
					setState({ recording, pieces: ++pieces, error: null });
				}
				recording.end();
				setState({ recording, pieces: ++pieces, error: null });
			} catch (error) {
				if (!stop.signal.aborted) setState({ recording, pieces, error });
			}
		})();
		return () => stop.abort();
	}, [id]);
	return state;
}

export function Replay({ session, at, q }: {
	session: TerminalSession;
	/** Moment to begin with. */
	at: number;
	/** Looked for from the start. */
	q: string;
}): ReactElement {
	const t = terminals.useT();
	const theme = useTheme();
	const size = useStore(fontSize);
	const loaded = useRecording(session.session_id);
	const { recording, pieces } = loaded;
	const hold = useRef<HTMLDivElement>(null);
	const xterm = useRef<Xterm>(undefined);
	const [player, setPlayer] = useState<Player | null>(null);
	const begun = Boolean(recording.header);

	useEffect(() => {
		const box = hold.current;
		if (!begun || !box) return undefined;
		let here = true;
		let watch: ResizeObserver | undefined;
		void import('../screen').then(({ makeXterm, openXterm, screenOf, fontFor }) => {
			if (!here || !recording.header) return;
			const made = makeXterm({ theme, fontSize: size, still: true, label: '' });
			openXterm(made, box, t('replay.screen'));
			made.term.resize(recording.header.width, recording.header.height);
			const fit = (): void => {
				made.term.options.fontSize = fontFor(made.term, {
					width: box.clientWidth - 16, height: box.clientHeight - 8,
				}, made.term.cols, made.term.rows, Math.max(size, 13));
			};
			watch = new ResizeObserver(fit);
			watch.observe(box);
			fit();
			xterm.current = made;
			const one = new Player(recording, screenOf(made, fit), session.duration_ms);
			if (at > 0) one.seek(at);
			else one.play();
			setPlayer(one);
		});
		return () => {
			here = false;
			watch?.disconnect();
			xterm.current?.term.dispose();
			xterm.current = undefined;
			box.replaceChildren();
			setPlayer(null);
		};
	}, [begun, recording]); // eslint-disable-line react-hooks/exhaustive-deps
	useEffect(() => {
		player?.grown();
	}, [player, pieces]);
	useEffect(() => {
		if (player && at > 0) player.seek(at);
	}, [player, at]);
	useEffect(() => {
		void import('../screen').then(({ themes }) => {
			if (xterm.current) xterm.current.term.options.theme = themes[theme];
		});
	}, [theme, player]);
	useEffect(() => {
		if (!player) return undefined;
		let frame = 0;
		let last = performance.now();
		const turn = (now: number): void => {
			player.tick(Math.min(1000, now - last));
			last = now;
			frame = requestAnimationFrame(turn);
		};
		frame = requestAnimationFrame(turn);
		return () => cancelAnimationFrame(frame);
	}, [player]);

	if (loaded.error && !begun) return <ErrorState error={loaded.error} />;
	if (recording.whole && (!begun || recording.events.length === 0))
		return <EmptyState icon="terminal" title={t('replay.none')} text={t('replay.none.text')} />;
	return (
		<div className="replay">
			<div className="replay-main">
				{session.cut_at_ms >= 0 && (
					<Notice tone="wait">{t('replay.cut', { at: clock(session.cut_at_ms) })}</Notice>
				)}
				<ErrorNote error={loaded.error} />
				<Stage hold={hold} player={player} session={session} recording={recording} pieces={pieces} />
			</div>
			<Aside session={session} player={player} q={q} />
		</div>
	);
}

function usePlayer(player: Player | null): PlayerState {
	return useSyncExternalStore(player?.subscribe ?? never, player?.get ?? (() => idle));
}

const never = (): (() => void) => () => undefined;

function Stage({ hold, player, session, recording, pieces }: {
	hold: RefObject<HTMLDivElement | null>;
	player: Player | null;
	session: TerminalSession;
	recording: Recording;
	pieces: number;
}): ReactElement {
	const t = terminals.useT();
	const state = usePlayer(player);
	const stage = useRef<HTMLDivElement>(null);
	const total = Math.max(1, player?.length ?? session.duration_ms);
	const shape = useMemo(() => activity(recording, total, bars), [recording, total, pieces]); // eslint-disable-line react-hooks/exhaustive-deps
	const share = recording.whole ? 1 : Math.min(1, recording.length / total);

	function onKey(event: React.KeyboardEvent): void {
		if (!player || event.ctrlKey || event.metaKey || event.altKey) return;
		const at = event.target as HTMLElement;
		if (at.closest('.ant-select')) return;
		const onButton = at.tagName === 'BUTTON';
		if ((event.key === ' ' && !onButton) || event.key === 'k') player.toggle();
		else if (event.key === 'ArrowRight') player.seek(state.ms + stepMs);
		else if (event.key === 'ArrowLeft') player.seek(state.ms - stepMs);
		else if (event.key === 'Home') player.seek(0);
		else if (event.key === 'End') player.seek(total);
		else if (/^[0-9]$/.test(event.key)) player.seek((total * Number(event.key)) / 10);
		else if (event.key === '>' || event.key === '<') {
			const i = speeds.indexOf(state.speed as 1) + (event.key === '>' ? 1 : -1);
			const next = speeds[i];
			if (next) player.setSpeed(next);
		} else if (event.key === 'f') void fullscreen();
		else return;
		event.preventDefault();
		event.stopPropagation();
	}
	async function fullscreen(): Promise<void> {
		if (document.fullscreenElement) await document.exitFullscreen();
		else await stage.current?.requestFullscreen?.();
	}
	return (
		<div className="replay-stage" ref={stage} onKeyDownCapture={onKey}>
			<div className="replay-screen" onClick={() => !window.getSelection()?.toString() && player?.toggle()}>
				<div className="term-hold" ref={hold} tabIndex={0} role="group" aria-label={t('replay.screen')} />
				{(!player || state.seeking) && <div className="term-wait" role="status"><Spinner />{t(player ? 'replay.seeking' : 'replay.loading')}</div>}
				{player && !state.playing && !state.seeking && (
					<button type="button" className="replay-big" aria-label={t('play')} onClick={() => player.play()}><Icon name="play" size={32} /></button>
				)}
			</div>
			<div className="replay-bar">
				<button
					type="button" className="icon-button" aria-label={t(state.playing ? 'pause' : 'play')} title={t(state.playing ? 'pause' : 'play')}
					disabled={!player} onClick={() => player?.toggle()}
				>
					{state.playing ? <Pause /> : <Icon name={state.ended ? 'retry' : 'play'} />}
				</button>
				<span className="num replay-clock">{`${clock(state.ms)} / ${clock(total)}`}</span>
				<div className="replay-seek">
					<svg viewBox={`0 0 ${bars} 20`} preserveAspectRatio="none" aria-hidden="true">
						{shape.map((n, i) => n > 0 && <rect key={i} x={i + 0.1} width={0.8} y={20 - n * 18} height={n * 18} />)}
					</svg>
					<i className="replay-here" style={{ width: `${share * 100}%` }} />
					<i className="replay-done" style={{ width: `${Math.min(100, (state.ms / total) * 100)}%` }} />
					<input
						type="range" min={0} max={total} step={Math.max(1, Math.round(total / 2000))} value={Math.min(total, state.ms)}
						aria-label={t('seek')} aria-valuetext={clock(state.ms)} disabled={!player}
						onChange={(event) => player?.seek(Number(event.target.value))}
					/>
				</div>
				<Select<number>
					size="small" value={state.speed} aria-label={t('speed')} popupMatchSelectWidth={false} disabled={!player}
					options={speeds.map((one) => ({ value: one, label: `${one}×` }))} onChange={(speed) => player?.setSpeed(speed)}
				/>
				<label className="row replay-skip">
					<input
						type="checkbox" checked={state.skipIdle} disabled={!player}
						onChange={(event) => player?.setSkipIdle(event.target.checked)}
					/>
					{t('skip')}
				</label>
				<button type="button" className="icon-button term-wide" aria-label={t('full')} title={t('full')} onClick={() => void fullscreen()}>
					<Icon name="expand" />
				</button>
			</div>
			{!recording.whole && pieces > 0 && <div className="replay-load muted">{t('replay.more', { at: clock(recording.length), size: formatBytes(session.recorded_bytes) })}</div>}
		</div>
	);
}

function Pause(): ReactElement {
	return <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path d="M5 3.5v9M11 3.5v9" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" /></svg>;
}

/* What was typed, or what was looked for; each line leads to its moment. */
function Aside({ session, player, q }: {
	session: TerminalSession;
	player: Player | null;
	q: string;
}): ReactElement {
	const t = terminals.useT();
	const c = common.useT();
	const state = usePlayer(player);
	const [typed, setTyped] = useState(q);
	const wanted = useDebounced(typed.trim(), 300);
	const lines = useQuery({ ...typedQuery(session.session_id), enabled: !wanted });
	const hits = useQuery({
		queryKey: [...terminalsKey, 'search', session.session_id, wanted],
		queryFn: ({ signal }) => searchLines({ q: wanted, session_id: session.session_id, page_size: 100 }, signal),
		enabled: wanted.length > 0, retry: false,
	});
	const query = wanted ? hits : lines;
	const list = (query.data ?? []).map((one) => ({ ms: one.ms, kind: one.kind, text: one.text })).sort((a, b) => a.ms - b.ms);
	const now = list.findLastIndex((one) => one.ms <= state.ms + 50);
	return (
		<aside className="replay-aside" aria-label={t('moments')}>
			<Input
				value={typed} allowClear aria-label={t('search.in')} placeholder={t('search.in')} prefix={<Icon name="search" size={14} />}
				data-hotkey="/" onChange={(event) => setTyped(event.target.value)}
			/>
			<h2>{wanted ? t('hits') : t('typed')}{query.data && <span className="page-count num">{list.length}</span>}</h2>
			{query.isFetching && !query.data && <SkeletonLines lines={4} />}
			{query.error && <ErrorNote error={query.error} />}
			{query.data && list.length === 0 && <p className="muted">{wanted ? c('nothing.found') : t('typed.none')}</p>}
			<ol>
				{list.map((one, i) => (
					<li key={`${one.ms}/${i}`}>
						<button
							type="button" aria-current={i === now && !wanted ? 'true' : undefined} disabled={!player}
							onClick={() => {
								player?.pause();
								/* just after it: what was found is on the screen */
								player?.seek(one.ms + 20);
							}}
						>
							<span className="num muted">{clock(one.ms)}</span>
							<code>{wanted ? <Marked text={one.text} q={wanted} /> : one.text}</code>
						</button>
					</li>
				))}
			</ol>
		</aside>
	);
}
