import { useSyncExternalStore } from 'react';

/** A value outside React that components can follow. */
export interface Store<T> {
	get(): T;
	set(next: T): void;
	subscribe(on: () => void): () => void;
}

export function createStore<T>(first: T): Store<T> {
	let value = first;
	const followers = new Set<() => void>();
	return {
		get: () => value,
		set(next) {
			if (Object.is(next, value)) return;
			value = next;
			for (const follow of [...followers]) follow();
		},
		subscribe(on) {
			followers.add(on);
			return () => followers.delete(on);
		},
	};
}

export function useStore<T>(store: Store<T>): T {
	return useSyncExternalStore(store.subscribe, store.get);
}
