/*
 * Texts.  Each feature owns two flat dictionaries (zh is written first); a
 * missing or extra key does not compile.  "{name}" is filled in, and
 * "{n|host|hosts}" chooses by number.
 */
import { createStore, useStore } from './store';
import { load, save } from './storage';

export type Locale = 'zh' | 'en';
export type Vars = Record<string, string | number | undefined | null>;

const locale = createStore<Locale>(firstLocale());

function firstLocale(): Locale {
	const kept = load<string>('locale', '');
	if (kept === 'zh' || kept === 'en') return kept;
	const asked = typeof navigator === 'undefined' ? 'zh' : navigator.language;
	return /^zh\b/i.test(asked) || !/^en\b/i.test(asked) ? 'zh' : 'en';
}

export function getLocale(): Locale {
	return locale.get();
}

export function setLocale(next: Locale): void {
	save('locale', next);
	locale.set(next);
}

export function useLocale(): Locale {
	return useStore(locale);
}

/** The BCP 47 tag for Intl and for Accept-Language. */
export function localeTag(of: Locale = getLocale()): string {
	return of === 'zh' ? 'zh-CN' : 'en';
}

export function fill(text: string, vars?: Vars): string {
	return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name, one, many) => {
		const value = vars?.[name as string];
		if (one !== undefined) return value === 1 ? one : many;
		if (value === undefined || value === null) return vars && name in vars ? '' : whole;
		return typeof value === 'number' ? value.toLocaleString(localeTag()) : value;
	});
}

export type Translate<K extends string> = (key: K, vars?: Vars) => string;

export interface Texts<K extends string> {
	/** In components: renders again when the language changes. */
	useT(): Translate<K>;
	/** Outside of components. */
	t: Translate<K>;
	has(key: string): key is K;
}

export function texts<K extends string>(
	zh: Record<K, string>,
	en: Record<NoInfer<K>, string>,
): Texts<K> {
	const by: Record<Locale, Translate<K>> = {
		zh: (key, vars) => fill(zh[key] ?? key, vars),
		en: (key, vars) => fill(en[key] ?? key, vars),
	};
	return {
		useT: () => by[useLocale()],
		t: (key, vars) => by[getLocale()](key, vars),
		has: (key): key is K => key in zh,
	};
}
