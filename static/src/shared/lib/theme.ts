import { createStore, useStore } from './store';
import { load, save } from './storage';

export type Theme = 'light' | 'dark';
export type ThemeChoice = Theme | 'system';

const system = typeof matchMedia === 'undefined' ? null : matchMedia('(prefers-color-scheme: dark)');
const choice = createStore<ThemeChoice>(load<ThemeChoice>('theme', 'system'));
const theme = createStore<Theme>('light');

function settle(): void {
	const kept = choice.get();
	const next = kept === 'system' ? (system?.matches ? 'dark' : 'light') : kept;
	theme.set(next);
	if (typeof document !== 'undefined') document.documentElement.dataset['theme'] = next;
}

settle();
choice.subscribe(settle);
system?.addEventListener('change', settle);

export function setTheme(next: ThemeChoice): void {
	save('theme', next);
	choice.set(next);
}

export function useTheme(): Theme {
	return useStore(theme);
}

export function useThemeChoice(): ThemeChoice {
	return useStore(choice);
}
