import { Modal } from 'antd';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { Host } from '../../../api/types';
import { useStore } from '../../../shared/lib/store';
import { Icon } from '../../../shared/ui/icon';
import { useTitle } from '../../../shared/ui/page';
import { toneOf } from '../../../shared/ui/status-tag';
import { toast } from '../../../shared/ui/toast';
import { HostChooser } from '../components/host-chooser';
import { askClose, leaveTerminal, TermPane } from '../components/term-pane';
import { hostOf, readSession } from '../queries';
import { terminals } from '../text';
import {
	activate, focusActive, isLive, joinTerminal, openTerminal, restore, showBeside, workspace, type TermTab,
} from '../workspace';
import '../terminals.css';

const dots = { opening: 'work', connecting: 'work', waiting: 'work', live: 'ok', lost: 'wait', ended: 'none' } as const;

/* ?host=7 or ?host=7,8 opens shells there, or shows those that are open; ?session=hts-9 joins one's own. */
const atOnce = 12;

function useDeepLink(): void {
	const [search, setSearch] = useSearchParams();
	const hosts = search.get('host') ?? '';
	const session = search.get('session') ?? '';
	const done = useRef('');

	useEffect(() => {
		restore();
		const wanted = `${hosts}/${session}`;
		const ids = hosts.split(',').map(Number).filter((id) => id > 0).slice(0, atOnce);
		if ((ids.length === 0 && !session) || done.current === wanted) return;
		done.current = wanted;
		/* loading the page anew must not open another one */
		setSearch((old) => {
			const next = new URLSearchParams(old);
			next.delete('host');
			next.delete('session');
			return next;
		}, { replace: true });
		void (async () => {
			try {
				if (session) {
					const row = await readSession(session);
					joinTerminal({ id: row.host_id ?? 0, name: row.host_name, project: row.project_id }, session);
					return;
				}
				for (const id of ids) {
					const open = workspace.get().tabs.findLast((tab) => tab.host.id === id && isLive(tab));
					if (open) {
						activate(open.key);
						continue;
					}
					const one = await hostOf(id);
					openTerminal({ id: one.id, name: one.name, project: one.project_id });
				}
			} catch (error) {
				toast.error(error);
			} finally {
				done.current = '';
			}
		})();
	}, [hosts, session, setSearch]);
}

export function Component(): ReactElement {
	const t = terminals.useT();
	const { tabs, active, beside } = useStore(workspace);
	const [choosing, setChoosing] = useState<'tab' | 'beside' | null>(null);
	useDeepLink();
	const shown = tabs.find((tab) => tab.key === active);
	const second = tabs.find((tab) => tab.key === beside && tab.key !== active);
	useTitle(shown ? `${shown.host.name} · ${t('title')}` : t('title'));

	function choose(host: Host): void {
		const before = workspace.get().active;
		const key = openTerminal({ id: host.id, name: host.name, project: host.project_id });
		if (choosing === 'beside' && before) {
			activate(before);
			showBeside(key);
		}
		setChoosing(null);
	}
	const move = (step: number): void => {
		const at = tabs.findIndex((tab) => tab.key === active);
		const next = tabs[(at + step + tabs.length) % tabs.length];
		if (next) activate(next.key);
	};
	return (
		<div className="term-page">
			<h1 className="hidden-label">{t('title')}</h1>
			{tabs.length > 0 && (
				<div className="term-tabs">
					<div className="term-tablist" role="group" aria-label={t('tabs')}>
						{tabs.map((tab) => (
							<TabButton key={tab.key} tab={tab} on={tab.key === active} twin={twin(tabs, tab)} onMove={move} />
						))}
					</div>
					<button
						type="button" className="icon-button" aria-label={t('new')} title={t('new')}
						onClick={() => setChoosing('tab')}
					>
						<Icon name="plus" />
					</button>
					<Link className="term-link right" to="/terminal-sessions?mine=true"><Icon name="clock" />{t('sessions')}</Link>
				</div>
			)}
			{shown ? (
				<div className={`term-panes${second ? ' two' : ''}`}>
					<TermPane
						key={shown.key} tab={shown} focus onMove={move}
						onSplit={second ? undefined : () => {
							const other = tabs.findLast((tab) => tab.key !== active);
							if (other) showBeside(other.key);
							else setChoosing('beside');
						}}
					/>
					{second && <TermPane key={second.key} tab={second} onMove={move} onUnsplit={() => showBeside('')} />}
				</div>
			) : (
				<div className="term-start">
					<span className="state-icon"><Icon name="terminal" size={24} /></span>
					<h2>{t('start')}</h2>
					<p className="muted">{t('start.text')}</p>
					<HostChooser onChoose={choose} focus />
					<p><Link to="/terminal-sessions">{t('sessions.all')}</Link></p>
				</div>
			)}
			<Modal
				open={choosing !== null} onCancel={() => setChoosing(null)} footer={null} width={520}
				title={choosing === 'beside' ? t('split') : t('new')} destroyOnHidden
				afterClose={focusActive}
			>
				<HostChooser onChoose={choose} focus />
			</Modal>
		</div>
	);
}

/** Which of several on the same host it is; 0: the only one. */
function twin(tabs: readonly TermTab[], tab: TermTab): number {
	const same = tabs.filter((one) => one.host.id === tab.host.id);
	return same.length > 1 ? same.indexOf(tab) + 1 : 0;
}

function TabButton({ tab, on, twin: number, onMove }: {
	tab: TermTab;
	on: boolean;
	twin: number;
	onMove: (step: number) => void;
}): ReactElement {
	const t = terminals.useT();
	const here = useRef<HTMLSpanElement>(null);
	useEffect(() => {
		if (on) here.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
	}, [on]);
	const name = number ? `${tab.host.name} (${number})` : tab.host.name;
	return (
		<span ref={here} className={`term-tab${on ? ' on' : ''}`}>
			<button
				type="button" className="term-tab-main" id={`term-tab-${tab.key}`} aria-current={on || undefined} title={tab.title || name}
				onClick={() => {
					activate(tab.key);
					focusActive();
				}}
				onAuxClick={(event) => event.button === 1 && void askClose(tab.key)}
				onKeyDown={(event) => {
					if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
						onMove(event.key === 'ArrowRight' ? 1 : -1);
						/* whoever walks along the tabs stays among them */
						setTimeout(() => leaveTerminal(workspace.get().active));
					} else if (event.key === 'Delete') void askClose(tab.key);
				}}
			>
				<i className={`term-dot ${dots[tab.state] ?? toneOf(tab.state)}`} aria-hidden="true" />
				<span className="term-tab-name" data-data>{name}</span>
				{tab.news && !on && <i className="term-news" role="img" aria-label={t('news')} />}
			</button>
			<button
				type="button" className="plain muted" aria-label={t('close.of', { name })} title={t('close.tab')}
				onClick={() => void askClose(tab.key)}
			>
				<Icon name="close" size={12} />
			</button>
		</span>
	);
}
