import { api, newKey, type Page, type Query } from '../../api/client';
import type { ApiToken, ApiTokenNew, Me, Session } from '../../api/types';

export const sessionsKey = ['sessions'] as const;
export const tokensKey = ['tokens'] as const;

export function updateMe(input: Partial<Pick<Me, 'name' | 'email' | 'phone'>>): Promise<Me> {
	return api.put<Me>('/auth/me', input);
}

export function changePassword(input: { old_password: string; new_password: string }): Promise<unknown> {
	return api.post('/auth/password', input);
}

export function fetchSessions(query: Query, signal?: AbortSignal): Promise<Page<Session>> {
	return api.get<Page<Session>>('/auth/sessions', query, signal);
}

export function endSession(id: number): Promise<unknown> {
	return api.del(`/auth/sessions/${id}`);
}

export function endOtherSessions(): Promise<unknown> {
	return api.del('/auth/sessions');
}

export function fetchTokens(query: Query, signal?: AbortSignal): Promise<Page<ApiToken>> {
	return api.get<Page<ApiToken>>('/auth/tokens', query, signal);
}

export function createToken(input: ApiTokenNew): Promise<ApiToken> {
	return api.post<ApiToken>('/auth/tokens', input, { key: newKey() });
}

export function removeToken(id: number): Promise<unknown> {
	return api.del(`/auth/tokens/${id}`);
}
