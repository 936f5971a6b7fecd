import { Button } from 'antd';
import type { ReactElement } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useCan } from '../../../api/session';
import { useStore } from '../../../shared/lib/store';
import { Icon } from '../../../shared/ui/icon';
import { EmptyState, Section } from '../../../shared/ui/page';
import type { HostTabProps } from '../../hosts/tabs';
import { mayOpen } from '../routes';
import { terminals } from '../text';
import { activate, isLive, openTerminal, showBeside, workspace } from '../workspace';
import { SessionTable } from './session-table';
import { TermPane } from './term-pane';

/** The shell that is open on this host, here too; and what was done in earlier ones. */
export function Component({ host }: HostTabProps): ReactElement {
	const t = terminals.useT();
	const can = useCan();
	const [search] = useSearchParams();
	const { tabs, active } = useStore(workspace);
	const own = tabs.filter((tab) => tab.host.id === host.id);
	const shown = own.find((tab) => tab.key === active) ?? own.findLast(isLive) ?? own.at(-1);
	const open = (): void => {
		showBeside('');
		openTerminal({ id: host.id, name: host.name, project: host.project_id });
	};
	const button = can(mayOpen) && (
		<Button type="primary" icon={<Icon name="terminal" />} onClick={open}>{t('open')}</Button>
	);
	return (
		<>
			{shown && can(mayOpen) ? (
				<>
					<div className="term-embed"><TermPane key={shown.key} tab={shown} focus /></div>
					<p className="term-embed-foot">
						<Link to="/terminals" onClick={() => activate(shown.key)}><Icon name="expand" size={14} /> {t('to.workspace')}</Link>
					</p>
				</>
			) : can(mayOpen) && (
				<div className="term-offer">
					{button}
					<span className="muted">{t('open.text', { name: host.name })}</span>
				</div>
			)}
			<Section title={t('sessions')}>
				<SessionTable search={search} host={host.id} empty={<EmptyState icon="terminal" title={t('empty.host')} text={t('empty.host.text')} />} />
			</Section>
		</>
	);
}
