import { queryOptions } from '@tanstack/react-query';
import { api, call, type Page, type Query } from '../../api/client';
import type {
	Explanation, Permission, Role, RoleNew, RolePatch, Session, User, UserNew, UserPatch, Way,
} from '../../api/types';

export const usersKey = ['users'] as const;
export const rolesKey = ['roles'] as const;
export const permissionsKey = ['permissions'] as const;

export const fetchUsers = (query: Query, signal?: AbortSignal): Promise<Page<User>> =>
	api.get<Page<User>>('/rbac/users', query, signal);

export const userQuery = (id: number) => queryOptions({
	queryKey: [...usersKey, 'one', id],
	queryFn: ({ signal }) => api.get<User>(`/rbac/users/${id}`, undefined, signal),
});

export const createUser = (input: UserNew): Promise<User> => api.post<User>('/rbac/users', input);

export const updateUser = (row: User, input: UserPatch): Promise<User> =>
	api.put<User>(`/rbac/users/${row.id}`, input, row.version);

export const removeUser = (row: User): Promise<unknown> =>
	api.del(`/rbac/users/${row.id}`, row.version);

export const unlockUser = (id: number): Promise<unknown> => api.post(`/rbac/users/${id}/unlock`);

export const fetchUserSessions = (id: number) =>
	(query: Query, signal?: AbortSignal): Promise<Page<Session>> =>
		api.get<Page<Session>>(`/rbac/users/${id}/sessions`, query, signal);

export const endUserSessions = (id: number): Promise<unknown> =>
	api.del(`/rbac/users/${id}/sessions`);

export const explainQuery = (id: number, permission: string, project: number) => queryOptions({
	queryKey: [...usersKey, 'explain', id, permission, project],
	queryFn: ({ signal }) => call<Explanation>('GET', `/rbac/users/${id}/permissions`, {
		query: { permission: permission || undefined, project_id: project || undefined }, signal,
		project: 0,
	}),
});

export const whoQuery = (permission: string, project: number) => queryOptions({
	queryKey: [...permissionsKey, 'who', permission, project],
	queryFn: ({ signal }) => call<Page<Way>>('GET', '/rbac/who', {
		query: { permission, project_id: project || undefined }, signal, project: 0,
	}),
	enabled: permission !== '',
});

export const fetchRoles = (query: Query, signal?: AbortSignal): Promise<Page<Role>> =>
	api.get<Page<Role>>('/rbac/roles', query, signal);

export const rolesQuery = queryOptions({
	queryKey: [...rolesKey, 'all'],
	queryFn: ({ signal }) => fetchRoles({ page_size: 500 }, signal),
	staleTime: 60_000,
});

export const createRole = (input: RoleNew): Promise<Role> => api.post<Role>('/rbac/roles', input);

export const updateRole = (row: Role, input: RolePatch): Promise<Role> =>
	api.put<Role>(`/rbac/roles/${row.id}`, input, row.version);

export const removeRole = (row: Role): Promise<unknown> =>
	api.del(`/rbac/roles/${row.id}`, row.version);

export const fetchPermissions = (query: Query, signal?: AbortSignal): Promise<Page<Permission>> =>
	api.get<Page<Permission>>('/rbac/permissions', query, signal);

export const permissionsQuery = queryOptions({
	queryKey: [...permissionsKey, 'all'],
	queryFn: ({ signal }) => fetchPermissions({ page_size: 500 }, signal),
	staleTime: 300_000,
});
