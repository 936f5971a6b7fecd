import { Button } from 'antd';
import { useState, type ReactElement } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useCan } from '../../../api/session';
import { Icon } from '../../../shared/ui/icon';
import { EmptyState, PageHead } from '../../../shared/ui/page';
import { SessionTable } from '../components/session-table';
import { mayOpen } from '../routes';
import { terminals } from '../text';

export function Component(): ReactElement {
	const t = terminals.useT();
	const can = useCan();
	const [search] = useSearchParams();
	const [total, setTotal] = useState<number>();
	const open = can(mayOpen) && (
		<Link to="/terminals"><Button type="primary" tabIndex={-1} icon={<Icon name="terminal" />}>{t('open')}</Button></Link>
	);
	const others = can('terminal:audit') || can('terminal:control');
	return (
		<div className="page">
			<PageHead
				title={t('sessions')} count={total} about={others ? t('sessions.about') : t('sessions.about.mine')}
				actions={(
					<>
						<Link to="/terminal-sessions/search"><Button tabIndex={-1} icon={<Icon name="search" />}>{t('search')}</Button></Link>
						{open}
					</>
				)}
			/>
			<SessionTable
				search={search} onTotal={setTotal}
				empty={<EmptyState icon="terminal" title={t('empty')} text={t('empty.text')} action={open} />}
			/>
		</div>
	);
}
