import { useState, type ReactElement } from 'react';
import { PageHead } from '../../../shared/ui/page';
import { RunTable } from '../components/run-table';
import { cloud } from '../text';

export function Component(): ReactElement {
	const t = cloud.useT();
	const [total, setTotal] = useState<number>();
	return (
		<div className="page">
			<PageHead
				title={t('history')} count={total} about={t('history.about')} crumbs={[{ label: t('accounts'), to: '/cloud' }]}
			/>
			<RunTable onTotal={setTotal} />
		</div>
	);
}
