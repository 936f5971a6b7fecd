/* All hosts that the list's filters find, as a file. */
import { Button, Dropdown } from 'antd';
import { useState, type ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { downloadBlob } from '../../../shared/lib/csv';
import { Icon } from '../../../shared/ui/icon';
import { toast } from '../../../shared/ui/toast';
import { exportHosts } from '../queries';
import { hosts } from '../text';

export function ExportButton({ keys }: { keys: readonly string[] }): ReactElement {
	const t = hosts.useT();
	const [search] = useSearchParams();
	const [busy, setBusy] = useState(false);

	async function go(format: 'csv' | 'ndjson'): Promise<void> {
		setBusy(true);
		try {
			const query = Object.fromEntries(['q', ...keys].map((key) => [key, search.get(key) || undefined]));
			downloadBlob(`hosts-${new Date().toISOString().slice(0, 10)}.${format}`, await exportHosts(query, format));
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
				items: [{ key: 'csv', label: t('export.csv') }, { key: 'ndjson', label: t('export.ndjson') }],
				onClick: ({ key }) => void go(key as 'csv' | 'ndjson'),
			}}
		>
			<Button loading={busy} icon={<Icon name="download" />}>{t('export')}</Button>
		</Dropdown>
	);
}
