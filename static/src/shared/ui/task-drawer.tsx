import { Drawer } from 'antd';
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import { TaskPanel, useTask } from '../../features/tasks/components/task-panel';
import { common } from '../text';
import { Icon } from './icon';
import { showTask } from './task-link';

export default function TaskDrawer({ id, onClose }: {
	id: number;
	onClose: () => void;
}): ReactElement {
	const t = common.useT();
	const query = useTask(id);
	return (
		<Drawer
			open onClose={onClose} size={880} styles={{ wrapper: { maxWidth: '100vw' }, body: { padding: 16 } }}
			title={<span className="drawer-title">{query.data?.title ?? `#${id}`}</span>}
			extra={(
				<Link to={`/tasks/${id}`} onClick={onClose} className="icon-button" title={t('details')} aria-label={t('details')}>
					<Icon name="expand" />
				</Link>
			)}
		>
			<TaskPanel query={query} onStarted={showTask} />
		</Drawer>
	);
}
