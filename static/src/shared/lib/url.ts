/**
 * A path inside of this console, or ''. What the server or a user stored may be
 * another site or a script; those are no links here.
 */
export function safePath(url: string | null | undefined): string {
	if (!url || !url.startsWith('/') || /^\/[/\\]/.test(url)) return '';
	try {
		const parsed = new URL(url, 'http://console.invalid');
		return parsed.origin === 'http://console.invalid' ? url : '';
	} catch {
		return '';
	}
}

/** http and https only. */
export function safeUrl(url: string): string {
	try {
		const parsed = new URL(url);
		return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? url : '';
	} catch {
		return '';
	}
}
