import type { ReactElement } from 'react';
import { useNavigate, useParams } from 'react-router';
import { CopyButton } from '../../../shared/ui/copy-text';
import { PageHead } from '../../../shared/ui/page';
import { cutMiddle } from '../../../shared/lib/format';
import { TaskPanel, useTask } from '../components/task-panel';
import { tasks } from '../text';

export function Component(): ReactElement {
	const t = tasks.useT();
	const navigate = useNavigate();
	const id = Number(useParams()['id']);
	const query = useTask(id);
	const title = query.data?.title ?? `#${id}`;
	return (
		<div className="page">
			<PageHead
				title={title} crumbs={[{ label: t('list'), to: '/tasks' }, { label: `#${id}` }]}
				heading={<><span title={title}>{cutMiddle(title, 72)}</span><CopyButton text={title} /></>}
			/>
			<TaskPanel key={id} query={query} more onStarted={(next) => void navigate(`/tasks/${next}`)} />
		</div>
	);
}
