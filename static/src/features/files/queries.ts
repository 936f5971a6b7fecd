import { queryOptions } from '@tanstack/react-query';
import { api, call, newKey, pause, type Page, type Query } from '../../api/client';
import type { Schemas, Task } from '../../api/types';
import type { Started } from '../tasks/queries';
import { named, type Spot } from './paths';

export type FileItem = Schemas['File'];
export type FileList = Schemas['FileList'];
export type FileStat = Schemas['FileStat'];
export type FileContent = Schemas['FileContent'];
export type FileSaved = Schemas['FileSaved'];
export type FileUpload = Schemas['FileUpload'];

export const filesKey = ['files'] as const;

export const at = (host: number): string => `/hosts/${host}/files`;

export const fetchFiles = (host: number, spot: Spot, query: Query, signal?: AbortSignal): Promise<FileList> =>
	api.get<FileList>(at(host), { ...named(spot), ...query }, signal);

export const statQuery = (host: number, spot: Spot) => queryOptions({
	queryKey: [...filesKey, host, 'stat', spot],
	queryFn: ({ signal }) => api.get<FileStat>(`${at(host)}/stat`, named(spot), signal),
	retry: false,
});

export const readFile = (host: number, spot: Spot, signal?: AbortSignal): Promise<FileContent> =>
	api.get<FileContent>(`${at(host)}/content`, named(spot), signal);

export const saveFile = (
	host: number, spot: Spot, content: string, more: { etag?: string; create?: boolean },
): Promise<FileSaved> => {
	/* eslint-disable-next-line no-control-regex */
	const odd = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(content);
	return call<FileSaved>('PUT', `${at(host)}/content`, {
		body: { ...named(spot), ...more, ...(odd ? { content_b64: encode(content) } : { content }) },
	});
};

function encode(text: string): string {
	const bytes = new TextEncoder().encode(text);
	const parts: string[] = [];
	for (let i = 0; i < bytes.length; i += 0x8000) parts.push(String.fromCharCode(...bytes.subarray(i, i + 0x8000)));
	return btoa(parts.join('')).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

export const makeFolder = (host: number, spot: Spot): Promise<unknown> =>
	call('POST', `${at(host)}/mkdir`, { body: named(spot) });

export const renameFile = (host: number, from: Spot, to: Spot): Promise<unknown> =>
	call('POST', `${at(host)}/rename`, {
		body: {
			old_path: from.path_b64 ? undefined : from.path, old_path_b64: from.path_b64,
			new_path: to.path_b64 ? undefined : to.path, new_path_b64: to.path_b64,
		},
	});

export const permitFile = (
	host: number, spot: Spot, input: { permissions?: string; uid?: number; gid?: number },
): Promise<FileItem> => call<FileItem>('POST', `${at(host)}/permissions`, { body: { ...named(spot), ...input } });

const split = (spots: readonly Spot[]): { paths: string[]; paths_b64: string[] } => ({
	paths: spots.filter((one) => !one.path_b64).map((one) => one.path),
	paths_b64: spots.flatMap((one) => (one.path_b64 ? [one.path_b64] : [])),
});

export const removeFile = (host: number, spot: Spot): Promise<unknown> =>
	call('DELETE', at(host), { query: named(spot) });

export const removeTree = (host: number, spots: readonly Spot[], reason: string): Promise<Started> =>
	api.post<Started>(`${at(host)}/remove`, { ...split(spots), reason: reason || undefined }, { key: newKey() });

export const copyTree = (host: number, spots: readonly Spot[], to: Spot): Promise<Started> =>
	api.post<Started>(`${at(host)}/copy`, {
		...split(spots), to: to.path_b64 ? undefined : to.path, to_b64: to.path_b64,
	}, { key: newKey() });

export const ticketFor = (host: number, spot: Spot): Promise<Schemas['FileTicket']> =>
	call<Schemas['FileTicket']>('POST', `${at(host)}/ticket`, { body: named(spot) });

export const rootQuery = (host: number) => queryOptions({
	queryKey: [...filesKey, host, 'root'],
	queryFn: ({ signal }) => api.get<Schemas['FileRoot']>(`${at(host)}/root`, undefined, signal),
});

export const setRoot = (host: number, root: string, scope: 'host' | 'project'): Promise<unknown> =>
	api.put(`${at(host)}/root`, { root, scope });

/* --- uploads in pieces --- */

export const openUploads = (host: number): Promise<Page<FileUpload>> =>
	api.get<Page<FileUpload>>(`${at(host)}/uploads`);

export const beginUpload = (
	host: number, spot: Spot, size: number, overwrite: boolean, sha256?: string,
): Promise<FileUpload> =>
	call<FileUpload>('POST', `${at(host)}/uploads`, { body: { ...named(spot), size, overwrite, sha256 } });

export const lookUpload = (host: number, id: number, signal?: AbortSignal): Promise<FileUpload> =>
	api.get<FileUpload>(`${at(host)}/uploads/${id}`, undefined, signal);

export const completeUpload = (host: number, id: number, signal?: AbortSignal): Promise<FileUpload> =>
	call<FileUpload>('POST', `${at(host)}/uploads/${id}/complete`, { signal });

export const abortUpload = (host: number, id: number): Promise<unknown> =>
	api.del(`${at(host)}/uploads/${id}`);

/** Looks at the folder again when task ${id} is over; gives up after ten minutes. */
export async function refreshAfter(id: number, refresh: () => Promise<void>): Promise<void> {
	try {
		for (let i = 0; i < 300; i++) {
			await pause(Math.min(500 + i * 250, 3000));
			const { status } = await api.get<Task>(`/tasks/${id}`);
			if (status !== 'queued' && status !== 'running') break;
		}
	} catch {
		/* the folder shows what became of it */
	}
	await refresh();
}
