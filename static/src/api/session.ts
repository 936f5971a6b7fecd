/* Who is logged in and what he may do. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, call, dropGrant, takeGrant, type Grant } from './client';
import type { AuthConfig, Me } from './types';

export type { AuthConfig, Me };

export interface Credentials {
	username: string;
	password: string;
}

export interface Registration extends Credentials {
	name?: string;
	email: string;
}

export const meQuery = queryOptions({
	queryKey: ['me'],
	queryFn: ({ signal }) => api.get<Me>('/auth/me', undefined, signal),
	staleTime: 30_000,
});

export const authConfigQuery = queryOptions({
	queryKey: ['auth-config'],
	queryFn: ({ signal }) => api.get<AuthConfig>('/auth/config', undefined, signal),
	staleTime: 300_000,
});

export function useMe(): Me | undefined {
	return useQuery(meQuery).data;
}

export async function login(who: Credentials): Promise<void> {
	takeGrant(await call<Grant>('POST', '/auth/login', { body: who }));
}

export async function register(who: Registration): Promise<void> {
	takeGrant(await call<Grant>('POST', '/auth/register', { body: who }));
}

export async function logout(): Promise<void> {
	try {
		await call('POST', '/auth/logout', { body: {} });
	} finally {
		dropGrant();
	}
}

/** "a:b:c" is held by itself, by "a:*", by "a:b:*" and by "*:*". */
export function holds(permissions: readonly string[], code: string): boolean {
	if (permissions.includes(code) || permissions.includes('*:*')) return true;
	const parts = code.split(':');
	for (let n = 1; n < parts.length; n++)
		if (permissions.includes(`${parts.slice(0, n).join(':')}:*`)) return true;
	return false;
}

/** Several codes: any of them. The server decides; this only hides. */
export function useCan(): (code?: string | readonly string[]) => boolean {
	const permissions = useMe()?.permissions ?? [];
	return (code) => {
		if (!code) return true;
		return (typeof code === 'string' ? [code] : code).some((one) => holds(permissions, one));
	};
}
