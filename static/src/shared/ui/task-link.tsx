/* The task drawer can be opened from everywhere; it is loaded when it is needed. */
import { lazy, Suspense, type ReactElement, type ReactNode } from 'react';
import { createStore, useStore } from '../lib/store';

const openTask = createStore(0);

export function showTask(id: number): void {
	openTask.set(id);
}

const TaskDrawer = lazy(() => import('./task-drawer'));

export function TaskDrawerHost(): ReactElement | null {
	const id = useStore(openTask);
	if (!id) return null;
	return (
		<Suspense fallback={null}>
			<TaskDrawer id={id} onClose={() => openTask.set(0)} />
		</Suspense>
	);
}

export function TaskLink({ id, children }: { id: number; children?: ReactNode }): ReactElement {
	return (
		<a
			href={`/tasks/${id}`} onClick={(event) => {
				if (event.ctrlKey || event.metaKey || event.shiftKey) return;
				event.preventDefault();
				event.stopPropagation();
				showTask(id);
			}}
		>
			{children ?? `#${id}`}
		</a>
	);
}
