import { Dropdown, Button } from 'antd';
import { useState, type ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { useCan } from '../../../api/session';
import { downloadBlob } from '../../../shared/lib/csv';
import { ActionButton } from '../../../shared/ui/action-button';
import { Icon } from '../../../shared/ui/icon';
import { PageHead } from '../../../shared/ui/page';
import { showTask } from '../../../shared/ui/task-link';
import { toast } from '../../../shared/ui/toast';
import { AuditTable, useAuditFilters } from '../components/audit-table';
import { exportAudit, verifyAudit } from '../queries';
import { audit } from '../text';

function Export(): ReactElement {
	const t = audit.useT();
	const filters = useAuditFilters();
	const [search] = useSearchParams();
	const [busy, setBusy] = useState(false);

	async function go(format: 'csv' | 'ndjson'): Promise<void> {
		setBusy(true);
		try {
			const query = Object.fromEntries(['q', ...filters.map((one) => one.key)]
				.map((key) => [key, search.get(key)]));
			downloadBlob(`audit-${new Date().toISOString().slice(0, 10)}.${format}`, await exportAudit(query, format));
		} catch (error) {
			toast.error(error);
		} finally {
			setBusy(false);
		}
	}

	return (
		<Dropdown
			trigger={['click']}
			menu={{
				items: [
					{ key: 'csv', label: t('export.csv') },
					{ key: 'ndjson', label: t('export.ndjson') },
					{ type: 'divider' },
					{ key: 'note', label: t('export.note'), disabled: true },
				],
				onClick: ({ key }) => void go(key as 'csv' | 'ndjson'),
			}}
		>
			<Button loading={busy} icon={<Icon name="download" />}>{t('export')}</Button>
		</Dropdown>
	);
}

export function Component(): ReactElement {
	const t = audit.useT();
	const can = useCan();
	const filters = useAuditFilters();
	const [total, setTotal] = useState<number>();
	return (
		<div className="page">
			<PageHead
				title={t('title')} count={total} about={t('about')}
				actions={(
					<>
						{can('audit:export') && <Export />}
						<ActionButton
							action={{
								key: 'verify', label: t('verify'), icon: 'approve', perm: 'audit:read',
								run: async () => showTask((await verifyAudit()).task_id),
							}}
						/>
					</>
				)}
			/>
			<AuditTable filters={filters} onTotal={setTotal} />
		</div>
	);
}
