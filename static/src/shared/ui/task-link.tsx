/* The task drawer can be opened from everywhere; it is loaded when it is needed. */
import { lazy, Suspense, useEffect, type ReactElement, type ReactNode } from 'react';
import { createStore, useStore } from '../lib/store';

const openTask = createStore(0);

export function showTask(id: number): void {
	openTask.set(id);
}

/* Whoever looks at a task need not be told how it ended. */
const watched = new Map<number, number>();

export function useWatching(id: number): void {
	useEffect(() => {
		watched.set(id, (watched.get(id) ?? 0) + 1);
		return () => {
			/* the news may come a moment after the page was left */
			setTimeout(() => watched.set(id, (watched.get(id) ?? 1) - 1), 5000);
		};
	}, [id]);
}

export function isWatched(id: number): boolean {
	return (watched.get(id) ?? 0) > 0;
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
