import { queryOptions } from '@tanstack/react-query';
import { api, type Page, type Query } from '../../api/client';
import type { Schemas, SshKey } from '../../api/types';
import type { Started } from '../tasks/queries';

export type Password = Schemas['PasswordCredential'];
export type PasswordNew = Schemas['PasswordCredentialNew'];
export type HostKey = Schemas['HostKey'];
export type Rotation = Schemas['KeyRotation'];
export type RotationHost = Schemas['KeyRotationHost'];
export type RotationNew = Partial<Schemas['KeyRotationNew']>;
export type RotationStarted = Schemas['KeyRotationStarted'];
export type CredentialUse = Schemas['CredentialUse'];
export type KnownHostsReply = Schemas['KnownHostsReply'];

export const passwordsKey = ['passwords'] as const;
export const hostKeysKey = ['host-keys'] as const;
export const rotationsKey = ['key-rotations'] as const;

const base = '/credentials';

export interface KeyMake {
	name: string;
	algorithm: 'ed25519' | 'rsa';
	bits?: number;
	project_id?: number;
}

export const generateKey = (input: KeyMake): Promise<SshKey> =>
	api.post<SshKey>(`${base}/ssh_keys/generate`, input);

export const renameKey = (row: SshKey, name: string): Promise<SshKey> =>
	api.put<SshKey>(`${base}/ssh_keys/${row.id}`, { name }, row.version);

export const keyHostsQuery = (id: number) => queryOptions({
	queryKey: ['ssh-keys', 'hosts', id],
	queryFn: ({ signal }) => api.get<CredentialUse[]>(`${base}/ssh_keys/${id}/hosts`, undefined, signal),
});

export const rotateKey = (id: number, input: RotationNew): Promise<RotationStarted> =>
	api.post<RotationStarted>(`${base}/ssh_keys/${id}/rotate`, input);

export const rotationsOfKeyQuery = (id: number) => queryOptions({
	queryKey: [...rotationsKey, 'of', id],
	queryFn: ({ signal }) => api.get<Page<Rotation>>(`${base}/rotations`, { key_id: id }, signal),
});

/** Whether it will still change by itself. */
export function isMoving(row: Pick<Rotation, 'status'> | undefined): boolean {
	return row?.status === 'waiting' || row?.status === 'running';
}

export const rotationQuery = (id: number) => queryOptions({
	queryKey: [...rotationsKey, 'one', id],
	queryFn: ({ signal }) => api.get<Rotation>(`${base}/rotations/${id}`, undefined, signal),
	refetchInterval: (query) => (isMoving(query.state.data) ? 1000 : false),
});

export const rotationHostsQuery = (id: number, moving: boolean) => queryOptions({
	queryKey: [...rotationsKey, 'hosts', id, moving],
	queryFn: ({ signal }) => api.get<RotationHost[]>(`${base}/rotations/${id}/hosts`, undefined, signal),
	refetchInterval: moving ? 1000 : false,
});

export const retryRotation = (id: number): Promise<RotationStarted> =>
	api.post<RotationStarted>(`${base}/rotations/${id}/retry`);

export const fetchPasswords = (query: Query, signal?: AbortSignal): Promise<Page<Password>> =>
	api.get<Page<Password>>(`${base}/passwords`, query, signal);

export const passwordsQuery = queryOptions({
	queryKey: [...passwordsKey, 'all'],
	queryFn: ({ signal }) => fetchPasswords({ page_size: 500 }, signal),
});

export const createPassword = (input: Partial<PasswordNew>): Promise<Password> =>
	api.post<Password>(`${base}/passwords`, input);

export const updatePassword = (row: Password, input: Partial<PasswordNew>): Promise<Password> =>
	api.put<Password>(`${base}/passwords/${row.id}`, input, row.version);

export const removePassword = (row: Password): Promise<unknown> =>
	api.del(`${base}/passwords/${row.id}`, row.version);

export const passwordHostsQuery = (id: number) => queryOptions({
	queryKey: [...passwordsKey, 'hosts', id],
	queryFn: ({ signal }) => api.get<CredentialUse[]>(`${base}/passwords/${id}/hosts`, undefined, signal),
});

export const fetchHostKeys = (query: Query, signal?: AbortSignal): Promise<Page<HostKey>> =>
	api.get<Page<HostKey>>(`${base}/host_keys`, query, signal);

export const hostKeyQuery = (id: number) => queryOptions({
	queryKey: [...hostKeysKey, 'one', id],
	queryFn: ({ signal }) => api.get<HostKey>(`${base}/host_keys/${id}`, undefined, signal),
	enabled: id > 0,
});

export const acceptHostKey = (id: number, reason: string): Promise<Started> =>
	api.post<Started>(`${base}/host_keys/${id}/accept`, { reason });

export const rejectHostKey = (id: number, reason: string): Promise<unknown> =>
	api.post(`${base}/host_keys/${id}/reject`, { reason });

export const importKnownHosts = (text: string, project?: number): Promise<KnownHostsReply> =>
	api.post<KnownHostsReply>(`${base}/host_keys/import`, { text, project_id: project });
