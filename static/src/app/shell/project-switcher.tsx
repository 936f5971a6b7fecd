import { useQuery } from '@tanstack/react-query';
import { Input, Popover } from 'antd';
import { useEffect, useState, type ReactElement } from 'react';
import { currentProject } from '../../api/client';
import { projectsQuery } from '../../features/tenancy/queries';
import { chooseProject } from '../../shared/lib/project';
import { useStore } from '../../shared/lib/store';
import { Icon } from '../../shared/ui/icon';
import { StatusTag } from '../../shared/ui/status-tag';
import { app } from '../text';

export function ProjectSwitcher(): ReactElement {
	const t = app.useT();
	const chosen = useStore(currentProject);
	const { data } = useQuery(projectsQuery);
	const [open, setOpen] = useState(false);
	const [q, setQ] = useState('');
	const list = data?.list ?? [];
	const project = list.find((one) => one.id === chosen);

	useEffect(() => {
		/* the chosen one is gone, or no longer ours */
		if (data && chosen && !data.list.some((one) => one.id === chosen)) chooseProject(0);
	}, [data, chosen]);

	function choose(id: number): void {
		setOpen(false);
		setQ('');
		chooseProject(id);
	}

	const shown = list.filter((one) =>
		`${one.name} ${one.code}`.toLowerCase().includes(q.toLowerCase()));
	const body = (
		<div className="switcher">
			{list.length > 8 && (
				<Input
					autoFocus value={q} placeholder={t('project.find')} aria-label={t('project.find')}
					onChange={(event) => setQ(event.target.value)}
					onKeyDown={(event) => {
						if (event.key === 'Enter' && shown[0]) choose(shown[0].id);
					}}
				/>
			)}
			<ul>
				<li>
					<button type="button" aria-pressed={chosen === 0} onClick={() => choose(0)}>
						<span className="grow">{t('project.all')}</span>
						{chosen === 0 && <Icon name="check" size={14} />}
					</button>
				</li>
				{shown.map((one) => (
					<li key={one.id}>
						<button type="button" aria-pressed={chosen === one.id} onClick={() => choose(one.id)}>
							<span className="grow">{one.name}</span>
							<StatusTag status={one.environment} soft />
							{chosen === one.id && <Icon name="check" size={14} />}
						</button>
					</li>
				))}
			</ul>
			{data && list.length === 0 && <p className="muted pill-none">{t('project.none')}</p>}
		</div>
	);
	return (
		<Popover
			content={body} open={open} onOpenChange={setOpen} trigger="click" arrow={false}
			placement="bottomLeft" destroyOnHidden styles={{ container: { padding: 8 } }}
		>
			<button
				type="button" className="icon-button top-project" title={t('project.switch')}
				aria-haspopup="dialog" aria-expanded={open}
			>
				<Icon name="project" />
				<span className="top-project-name">{project?.name ?? t('project.all')}</span>
				{project?.environment === 'production' && <StatusTag status="production" soft />}
				<Icon name="down" size={12} />
			</button>
		</Popover>
	);
}
