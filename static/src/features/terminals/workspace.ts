/*
 * The terminals of this browser tab.  They live outside of React: going to
 * another page and back finds the shells as they were, and a page that was
 * loaded anew joins those that still run.
 */
import { ApiError, currentUid, sessionState } from '../../api/client';
import { createStore } from '../../shared/lib/store';
import { load, save } from '../../shared/lib/storage';
import { endSession, openSession } from './queries';
import type { Xterm } from './screen';
import { Wire, type WireEnd, type WireState } from './wire';

export type TabState = 'opening' | WireState;

export interface Watcher {
	by: string;
	control: boolean;
}

export interface TermHost {
	id: number;
	name: string;
	project: number;
}

/** What is shown of a tab; each change makes a new one. */
export interface TermTab {
	key: string;
	host: TermHost;
	session: string;
	state: TabState;
	end: WireEnd | null;
	/** Set by the program that runs in it. */
	title: string;
	watchers: readonly Watcher[];
	/** Something was shown while another tab was looked at. */
	news: boolean;
	/** Soon ended by the server, and why. */
	warning: string;
	recording: boolean;
}

export interface Workspace {
	tabs: readonly TermTab[];
	active: string;
	/** Shown beside the active one. */
	beside: string;
}

/** What of a tab does not belong on the screen as text. */
interface Parts {
	xterm: Xterm | null;
	box: HTMLDivElement;
	wire: Wire | null;
	/** Output that came before xterm was there. */
	early: { bytes: Uint8Array; done: () => void }[];
	abort: AbortController;
}

export const workspace = createStore<Workspace>({ tabs: [], active: '', beside: '' });
export const fontSize = createStore<number>(load('terminal.font', 13));

/** What is shown is kept as text for screen readers, too: it costs time, so it is chosen. */
export const readAloud = createStore<boolean>(load('terminal.reader', false));

export function setReadAloud(on: boolean): void {
	save('terminal.reader', on);
	readAloud.set(on);
	for (const { xterm } of parts.values()) if (xterm) xterm.term.options.screenReaderMode = on;
}

const parts = new Map<string, Parts>();
let serial = 0;

/** The next letter is typed with Ctrl held: keyboards of phones have none. */
export const stickyCtrl = createStore<boolean>(false);

export const fontMin = 8;
export const fontMax = 28;

export function setFontSize(next: number): void {
	const size = Math.max(fontMin, Math.min(fontMax, Math.round(next)));
	save('terminal.font', size);
	fontSize.set(size);
}

function change(key: string, next: Partial<TermTab>): void {
	const now = workspace.get();
	workspace.set({ ...now, tabs: now.tabs.map((tab) => (tab.key === key ? { ...tab, ...next } : tab)) });
	remember();
}

interface Kept {
	uid: number;
	list: { host: TermHost; session: string }[];
}

/* Of this browser tab: a copy of the page in another one has its own. */
function remember(): void {
	const list = workspace.get().tabs
		.filter((tab) => tab.session && tab.state !== 'ended')
		.map(({ host, session }) => ({ host, session }));
	save('terminals', list.length ? { uid: currentUid(), list } : undefined, 'session');
}

export function tabOf(key: string): TermTab | undefined {
	return workspace.get().tabs.find((tab) => tab.key === key);
}

export function partsOf(key: string): Parts | undefined {
	return parts.get(key);
}

export function isLive(tab: TermTab): boolean {
	return tab.state !== 'ended';
}

export function activate(key: string): void {
	const now = workspace.get();
	const beside = now.beside === key ? (now.active !== key ? now.active : '') : now.beside;
	workspace.set({ ...now, active: key, beside });
	change(key, { news: false });
}

/** The keyboard is the active terminal's. */
export function focusActive(): void {
	parts.get(workspace.get().active)?.xterm?.term.focus();
}

export function showBeside(key: string): void {
	workspace.set({ ...workspace.get(), beside: key });
	if (key) change(key, { news: false });
}

function add(host: TermHost, session: string): string {
	const key = `t${++serial}`;
	const box = document.createElement('div');
	box.className = 'term-box';
	/* what stands in it are no words of ours */
	box.dataset['data'] = '';
	parts.set(key, { xterm: null, box, wire: null, early: [], abort: new AbortController() });
	const tab: TermTab = {
		key, host, session, state: session ? 'connecting' : 'opening', end: null, title: '', watchers: [],
		news: false, warning: '', recording: true,
	};
	const now = workspace.get();
	workspace.set({ ...now, tabs: [...now.tabs, tab], active: key });
	return key;
}

function notice(key: string, kind: string, by: string, n: number): void {
	const tab = tabOf(key);
	if (!tab) return;
	const others = (control: boolean): Watcher[] => {
		const at = tab.watchers.findIndex((one) => one.by === by && one.control === control);
		return tab.watchers.filter((_, i) => i !== at);
	};
	if (kind === 'watched') change(key, { watchers: [...tab.watchers, { by, control: false }] });
	else if (kind === 'taken_over') change(key, { watchers: [...tab.watchers, { by, control: true }] });
	else if (kind === 'unwatched') change(key, { watchers: others(false) });
	else if (kind === 'given_back') {
		change(key, { watchers: others(true) });
		/* what was asked for meanwhile was not heard */
		const own = parts.get(key);
		if (own?.xterm) own.wire?.resize(own.xterm.term.cols, own.xterm.term.rows);
	}
	else if (kind === 'idle_soon' || kind === 'limit_soon') {
		change(key, { warning: kind });
		/* a key that is typed takes the first one back */
		setTimeout(() => tabOf(key)?.warning === kind && change(key, { warning: '' }), n * 1000);
	}
}

function seen(key: string): boolean {
	const now = workspace.get();
	return document.visibilityState === 'visible' && parts.get(key)?.box.isConnected === true
		&& (now.active === key || now.beside === key);
}

function connect(key: string, session: string): void {
	const own = parts.get(key);
	if (!own) return;
	change(key, { session, state: 'connecting', end: null });
	own.wire = new Wire(session, 'attach', {
		onState: (state, end) => change(key, { state, end: end ?? null, ...(state === 'ended' ? { warning: '', watchers: [] } : {}) }),
		onReady(ready) {
			if (ready.again) own.xterm?.term.reset();
			change(key, { recording: ready.recording, watchers: [] });
			const term = own.xterm?.term;
			if (term) own.wire?.resize(term.cols, term.rows);
		},
		onOutput(bytes, done) {
			if (own.xterm) own.xterm.term.write(bytes, done);
			else own.early.push({ bytes, done });
			if (tabOf(key)?.news === false && !seen(key)) change(key, { news: true });
		},
		onNotice: (kind, by, n) => notice(key, kind, by, n),
	});
}

function withCtrl(keys: string): string {
	if (!stickyCtrl.get()) return keys;
	stickyCtrl.set(false);
	return /^[@-_a-z]$/.test(keys) ? String.fromCharCode(keys.toUpperCase().charCodeAt(0) & 31) : keys;
}

/** Keys that no keyboard typed. */
export function typeInto(key: string, keys: string): void {
	parts.get(key)?.wire?.input(withCtrl(keys));
}

/** xterm.js is there: what came before it is drawn. */
export function equip(key: string, xterm: Xterm): void {
	const own = parts.get(key);
	if (!own) return;
	own.xterm = xterm;
	xterm.term.options.screenReaderMode = readAloud.get();
	for (const { bytes, done } of own.early) xterm.term.write(bytes, done);
	own.early = [];
	xterm.term.onData((keys) => {
		if (tabOf(key)?.warning === 'idle_soon') change(key, { warning: '' });
		own.wire?.input(withCtrl(keys));
	});
	xterm.term.onBinary((keys) => own.wire?.input(keys));
	xterm.term.onResize(({ cols, rows }) => own.wire?.resize(cols, rows));
	xterm.term.onTitleChange((title) => change(key, { title: title.slice(0, 120) }));
}

async function start(key: string): Promise<void> {
	const own = parts.get(key);
	const tab = tabOf(key);
	if (!own || !tab) return;
	const term = own.xterm?.term;
	try {
		const made = await openSession(tab.host.id, { cols: term?.cols ?? 120, rows: term?.rows ?? 32 }, own.abort.signal);
		if (parts.has(key)) connect(key, made.session_id);
		else void endSession(made.session_id).catch(() => undefined);
	} catch (error) {
		if (!own.abort.signal.aborted)
			change(key, { state: 'ended', end: { reason: error instanceof ApiError && error.offline ? 'network' : 'refused', error } });
	}
}

/** A new shell in a new tab; its key. */
export function openTerminal(host: TermHost): string {
	const key = add(host, '');
	void start(key);
	return key;
}

/** Joins a shell of one's own that runs; its key. */
export function joinTerminal(host: TermHost, session: string): string {
	const there = workspace.get().tabs.find((tab) => tab.session === session && isLive(tab));
	if (there) {
		activate(there.key);
		return there.key;
	}
	const key = add(host, session);
	connect(key, session);
	return key;
}

/** A new shell in the place of one that has ended; what it showed stays above. */
export function reopen(key: string): void {
	const own = parts.get(key);
	const tab = tabOf(key);
	if (!own || !tab || isLive(tab)) return;
	own.wire?.close();
	const term = own.xterm?.term;
	if (term) {
		/* out of whatever program was cut off, and on below a line */
		const out = term.buffer.active.type === 'alternate' ? '\x1b[?1049l' : '';
		term.write(`${out}\x1b[!p\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?2004l\x1b[0m\r\n\x1b[2m${'─'.repeat(Math.min(60, term.cols))}\x1b[0m\r\n`);
	}
	change(key, { session: '', state: 'opening', end: null, title: '', watchers: [], warning: '' });
	void start(key);
}

/** Takes the tab away; its shell is ended. */
export function closeTab(key: string): void {
	const own = parts.get(key);
	const tab = tabOf(key);
	const now = workspace.get();
	const at = now.tabs.findIndex((one) => one.key === key);
	if (!own || !tab) return;
	own.abort.abort();
	own.wire?.close();
	own.xterm?.term.dispose();
	own.box.remove();
	parts.delete(key);
	const tabs = now.tabs.filter((one) => one.key !== key);
	const active = now.active === key ? (tabs[Math.min(at, tabs.length - 1)]?.key ?? '') : now.active;
	const beside = now.beside === key || now.beside === active ? '' : now.beside;
	workspace.set({ tabs, active, beside });
	remember();
	if (tab.session && isLive(tab)) void endSession(tab.session).catch(() => undefined);
}

/** After the page was loaded anew: joins what was open in this browser tab. */
export function restore(): void {
	const kept = load<Partial<Kept>>('terminals', {}, 'session');
	if (workspace.get().tabs.length > 0 || kept.uid !== currentUid() || !Array.isArray(kept.list)) return;
	for (const one of kept.list)
		if (one?.session && one.host?.id) joinTerminal(one.host, one.session);
}

/* Whoever logs out leaves no shell behind on the screen. */
sessionState.subscribe(() => {
	if (sessionState.get() !== 'out') return;
	for (const tab of workspace.get().tabs) closeTab(tab.key);
	save('terminals', undefined, 'session');
});
