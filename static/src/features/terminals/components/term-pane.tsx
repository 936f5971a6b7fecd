/* One terminal with its bar: the shell, how it stands, and what to do when it is gone. */
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { ApiError } from '../../../api/client';
import { useLocale } from '../../../shared/lib/i18n';
import { useStore } from '../../../shared/lib/store';
import { useTheme } from '../../../shared/lib/theme';
import { ActionMenu } from '../../../shared/ui/action-button';
import { confirm } from '../../../shared/ui/confirm';
import { copy, CopyText } from '../../../shared/ui/copy-text';
import { Icon, Spinner, type IconName } from '../../../shared/ui/icon';
import { StatusTag } from '../../../shared/ui/status-tag';
import { toast } from '../../../shared/ui/toast';
import { common } from '../../../shared/text';
import { projectsQuery } from '../../tenancy/queries';
import { endDetail, endText, isBadEnd } from '../ends';
import { lookAt } from '../paste';
import type * as ScreenModule from '../screen';
import { terminals } from '../text';
import {
	closeTab, equip, focusActive, fontSize, isLive, openTerminal, partsOf, readAloud, reopen, setFontSize, setReadAloud, tabOf, type TermTab,
} from '../workspace';
import { FindBar } from './find-bar';
import { KeyBar } from './key-bar';
import { PasteDialog } from './paste-dialog';
import '../terminals.css';

const loadScreen = (): Promise<typeof ScreenModule> => import('../screen');

export async function askClose(key: string): Promise<void> {
	const tab = tabOf(key);
	if (!tab) return;
	if (tab.state === 'live' || tab.state === 'lost') {
		const yes = await confirm({
			title: terminals.t('close.title', { name: tab.host.name }), text: terminals.t('close.text'),
			action: terminals.t('close.yes'), danger: true,
		});
		if (yes === null) return;
	}
	closeTab(key);
	setTimeout(focusActive);
}

/** Leaves the terminal: Tab and the other keys are the page's again. */
export function leaveTerminal(key: string): void {
	(document.getElementById(`term-tab-${key}`) ?? document.getElementById('main'))?.focus();
}

interface PaneProps {
	tab: TermTab;
	/** The keyboard is its own as soon as it is shown. */
	focus?: boolean;
	/** Beside another one: closes the split. */
	onUnsplit?: () => void;
	onSplit?: () => void;
	/** Moves to the next or previous tab. */
	onMove?: (step: number) => void;
}

export function TermPane({ tab, focus, onUnsplit, onSplit, onMove }: PaneProps): ReactElement {
	const t = terminals.useT();
	const theme = useTheme();
	const size = useStore(fontSize);
	const hold = useRef<HTMLDivElement>(null);
	const [ready, setReady] = useState(Boolean(partsOf(tab.key)?.xterm));
	const [failed, setFailed] = useState<unknown>(null);
	const [finding, setFinding] = useState(false);
	const [pasted, setPasted] = useState<string | null>(null);
	const key = tab.key;
	const xterm = (ready && partsOf(key)?.xterm) || null;
	const move = useRef(onMove);
	move.current = onMove;

	function paste(text: string): void {
		if (!text) return;
		const look = lookAt(text);
		if (look.risky || look.tooLong) setPasted(text);
		else partsOf(key)?.xterm?.term.paste(text);
	}

	function copySelection(): void {
		const text = partsOf(key)?.xterm?.term.getSelection() ?? '';
		if (!text) toast.info(t('copy.none'));
		else void copy(text).then((done) => {
			if (done) toast.ok(t('copy.done'));
			partsOf(key)?.xterm?.term.focus();
		});
	}

	async function pasteButton(): Promise<void> {
		try {
			paste(await navigator.clipboard.readText());
		} catch {
			toast.info(t('paste.blocked'));
		}
	}

	/* the box moves from page to page, with everything that it shows */
	useEffect(() => {
		const own = partsOf(key);
		const at = hold.current;
		if (!own || !at) return undefined;
		let here = true;
		at.append(own.box);
		const fit = (): void => {
			if (own.xterm && own.box.clientWidth > 40 && own.box.clientHeight > 40) own.xterm.fit.fit();
		};
		let timer: ReturnType<typeof setTimeout> | undefined;
		const watch = new ResizeObserver(() => {
			clearTimeout(timer);
			timer = setTimeout(fit, 60);
		});
		watch.observe(at);
		if (own.xterm) fit();
		else void loadScreen().then(({ makeXterm, openXterm }) => {
			if (!partsOf(key)) return;
			if (!own.xterm) {
				const made = makeXterm({ theme, fontSize: fontSize.get(), label: '' });
				openXterm(made, own.box, t('shell.of', { name: tab.host.name }));
				equip(key, made);
			}
			if (!here) return;
			fit();
			setReady(true);
		}, (error: unknown) => here && setFailed(error));
		return () => {
			here = false;
			clearTimeout(timer);
			watch.disconnect();
			own.box.remove();
		};
	}, [key]); // eslint-disable-line react-hooks/exhaustive-deps

	useEffect(() => {
		if (!xterm) return;
		void loadScreen().then(({ themes }) => {
			xterm.term.options.theme = themes[theme];
		});
	}, [xterm, theme]);
	useEffect(() => {
		if (!xterm) return;
		xterm.term.options.fontSize = size;
		xterm.fit.fit();
	}, [xterm, size]);
	useEffect(() => {
		if (xterm && focus && isLive(tab)) xterm.term.focus();
	}, [xterm, focus, tab.state]); // eslint-disable-line react-hooks/exhaustive-deps
	useEffect(() => {
		if (!xterm) return;
		xterm.term.options.disableStdin = tab.state !== 'live';
	}, [xterm, tab.state]);

	useEffect(() => {
		if (!xterm) return undefined;
		const at = hold.current;
		const guard = (event: ClipboardEvent): void => {
			event.preventDefault();
			event.stopPropagation();
			paste(event.clipboardData?.getData('text/plain') ?? '');
		};
		at?.addEventListener('paste', guard, true);
		xterm.term.attachCustomKeyEventHandler((event) => {
			if (event.type !== 'keydown') return true;
			const both = event.ctrlKey && event.shiftKey && !event.altKey;
			const letter = event.key.toLowerCase();
			const stop = (): false => {
				event.preventDefault();
				event.stopPropagation();
				return false;
			};
			if (both && letter === 'x') {
				leaveTerminal(key);
				return stop();
			}
			if (both && letter === 'f') {
				setFinding(true);
				return stop();
			}
			if (both && letter === 'c') {
				copySelection();
				return stop();
			}
			/* the browser's own paste follows, and is guarded */
			if (both && letter === 'v') return false;
			if (event.ctrlKey && event.altKey && (event.key === 'PageDown' || event.key === 'PageUp')) {
				move.current?.(event.key === 'PageDown' ? 1 : -1);
				return stop();
			}
			return true;
		});
		return () => at?.removeEventListener('paste', guard, true);
	}, [xterm]); // eslint-disable-line react-hooks/exhaustive-deps

	useEffect(() => {
		if (pasted === null) return undefined;
		/* the dialog holds on to the focus until it is gone */
		return () => void setTimeout(() => partsOf(key)?.xterm?.term.focus());
	}, [pasted, key]);

	const controlled = tab.watchers.find((one) => one.control);
	return (
		<section className="term-pane" aria-label={t('shell.of', { name: tab.host.name })}>
			<Bar
				tab={tab} onFind={() => setFinding(true)} onCopy={copySelection} onPaste={() => void pasteButton()}
				onSplit={onSplit} onUnsplit={onUnsplit}
			/>
			{controlled && <Strip tone="bad" icon="lock">{t('taken', { by: controlled.by })}</Strip>}
			{tab.warning === 'idle_soon' && <Strip tone="wait" icon="clock">{t('warn.idle')}</Strip>}
			{tab.warning === 'limit_soon' && <Strip tone="wait" icon="clock">{t('warn.limit')}</Strip>}
			{tab.state === 'lost' && <Strip tone="wait" icon="warn" busy>{t('lost')}</Strip>}
			{tab.state === 'ended' && <Ended tab={tab} />}
			{failed !== null && <Strip tone="bad" icon="error">{t('screen.failed')}</Strip>}
			<div className="term-hold" ref={hold} data-state={tab.state}>
				{(!ready || tab.state === 'opening' || tab.state === 'connecting' || tab.state === 'waiting') && failed === null && tab.state !== 'ended' && (
					<div className="term-wait" role="status"><Spinner />{t('opening', { name: tab.host.name })}</div>
				)}
				{finding && xterm && (
					<FindBar
						xterm={xterm} onClose={() => {
							setFinding(false);
							xterm.term.focus();
						}}
					/>
				)}
			</div>
			<KeyBar tab={key} />
			{pasted !== null && (
				<PasteDialog
					text={pasted} host={tab.host.name} onSend={(text) => xterm?.term.paste(text)}
					onClose={() => setPasted(null)}
				/>
			)}
		</section>
	);
}

export function Strip({ tone, icon, busy, children }: {
	tone: 'wait' | 'bad' | 'none' | 'work';
	icon: IconName;
	busy?: boolean;
	children: React.ReactNode;
}): ReactElement {
	return (
		<div className={`term-strip ${tone}`} role="status">
			{busy ? <Spinner size={14} /> : <Icon name={icon} size={14} />}
			<span className="grow">{children}</span>
		</div>
	);
}

function Ended({ tab }: { tab: TermTab }): ReactElement {
	const t = terminals.useT();
	const c = common.useT();
	useLocale();
	const end = tab.end ?? { reason: 'ended' };
	const detail = endDetail(end);
	const requestId = end.error instanceof ApiError ? end.error.requestId : '';
	return (
		<div className={`term-strip ${isBadEnd(end.reason) ? 'bad' : 'none'}`} role="alert">
			<Icon name={isBadEnd(end.reason) ? 'error' : 'info'} size={14} />
			<span className="grow">
				{endText(end.reason, end.code)}
				{detail && <span className="term-detail">{detail}</span>}
				{requestId && <span className="term-detail">{c('error.request')} <CopyText text={requestId} mono /></span>}
			</span>
			<Button size="small" type="primary" autoFocus icon={<Icon name="refresh" size={14} />} onClick={() => reopen(tab.key)}>
				{t('reopen')}
			</Button>
			<Button size="small" onClick={() => closeTab(tab.key)}>{t('close.tab')}</Button>
		</div>
	);
}

function Bar({ tab, onFind, onCopy, onPaste, onSplit, onUnsplit }: {
	tab: TermTab;
	onFind: () => void;
	onCopy: () => void;
	onPaste: () => void;
	onSplit?: () => void;
	onUnsplit?: () => void;
}): ReactElement {
	const t = terminals.useT();
	const c = common.useT();
	const size = useStore(fontSize);
	const reading = useStore(readAloud);
	const project = useQuery(projectsQuery).data?.list.find((one) => one.id === tab.host.project);
	const tones = { opening: 'work', connecting: 'work', waiting: 'work', live: 'ok', lost: 'wait', ended: 'none' } as const;
	const tool = (icon: IconName, label: string, run: () => void, wide = true): ReactElement => (
		<button type="button" className={`icon-button${wide ? ' term-wide' : ''}`} aria-label={label} title={label} onClick={run}>
			<Icon name={icon} />
		</button>
	);
	return (
		<div className="term-bar">
			<StatusTag status={tab.state} label={t(`state.${tab.state}`)} tone={tones[tab.state]} />
			{project?.environment === 'production' && <StatusTag status="production" soft />}
			{tab.state === 'live' && tab.recording && (
				<span className="term-rec" title={t('recording.text')}><i aria-hidden="true" />{t('recording')}</span>
			)}
			{tab.watchers.filter((one) => !one.control).map((one, i) => (
				<span key={i} className="term-watcher" title={t('watched', { by: one.by })}><Icon name="eye" size={14} />{one.by}</span>
			))}
			<span className="term-title muted" data-data>{tab.title}</span>
			<span className="right row" style={{ gap: 0 }}>
				{tool('search', t('find'), onFind, false)}
				{tool('copy', t('copy.selection'), onCopy)}
				<ActionMenu
					label={t('more')}
					actions={[
						{ key: 'copy', label: t('copy.selection'), icon: 'copy', run: onCopy },
						{ key: 'paste', label: t('paste'), icon: 'edit', run: onPaste },
						{ key: 'bigger', label: t('font.bigger'), icon: 'plus', run: () => setFontSize(size + 1) },
						{ key: 'smaller', label: t('font.smaller'), icon: 'down', run: () => setFontSize(size - 1) },
						{ key: 'again', label: t('again'), icon: 'terminal', run: () => void openTerminal(tab.host) },
						Boolean(onSplit) && { key: 'split', label: t('split'), icon: 'columns', run: () => onSplit?.() },
						{ key: 'host', label: t('host.page'), icon: 'server', to: `/hosts/${tab.host.id}` },
						tab.session !== '' && { key: 'session', label: t('session.page'), icon: 'audit', to: `/terminal-sessions/${tab.session}` },
						{ key: 'reader', label: t(reading ? 'reader.off' : 'reader.on'), icon: 'eye', run: () => setReadAloud(!reading) },
						{ key: 'keys', label: t('shortcuts'), icon: 'info', run: () => toast.info(t('shortcuts.text')) },
						{ key: 'end', label: t('close.tab'), icon: 'close', danger: true, run: () => askClose(tab.key) },
					]}
				/>
				{onUnsplit && (
					<button type="button" className="icon-button" aria-label={t('unsplit')} title={t('unsplit')} onClick={onUnsplit}>
						<Icon name="close" />
					</button>
				)}
			</span>
			<span className="hidden-label">{c('status')}</span>
		</div>
	);
}
