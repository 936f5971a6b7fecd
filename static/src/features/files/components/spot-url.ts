import type { Spot } from '../paths';

/** The folder that an address names; "." is where the login starts. */
export function spotFrom(search: URLSearchParams): Spot {
	const code = search.get('path_b64');
	return code ? { path: search.get('path') ?? '', path_b64: code } : { path: search.get('path') ?? '.' };
}

export function spotInto(search: URLSearchParams, spot: Spot): URLSearchParams {
	const next = new URLSearchParams(search);
	next.set('path', spot.path);
	if (spot.path_b64) next.set('path_b64', spot.path_b64);
	else next.delete('path_b64');
	return next;
}
