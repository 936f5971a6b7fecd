/* Browser storage may be full, blocked or hold rubbish: never let it break a page. */

export function load<T>(key: string, otherwise: T, area: 'local' | 'session' = 'local'): T {
	try {
		const text = (area === 'local' ? localStorage : sessionStorage).getItem(`k8sm.${key}`);
		return text === null ? otherwise : (JSON.parse(text) as T);
	} catch {
		return otherwise;
	}
}

export function save(key: string, value: unknown, area: 'local' | 'session' = 'local'): void {
	try {
		const store = area === 'local' ? localStorage : sessionStorage;
		if (value === undefined) store.removeItem(`k8sm.${key}`);
		else store.setItem(`k8sm.${key}`, JSON.stringify(value));
	} catch {
		/* the choice then lasts as long as the page */
	}
}
