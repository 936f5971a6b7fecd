import { queryOptions } from '@tanstack/react-query';
import { api, call, newKey, type Page, type Query } from '../../api/client';
import type {
	Project, ProjectMember, ProjectNew, ProjectPatch, Team, TeamMember, TeamNew, User,
} from '../../api/types';

export const projectsKey = ['projects'] as const;
export const teamsKey = ['teams'] as const;

/* Projects and teams are chosen among, not narrowed by, the chosen project. */
function list<T>(path: string, query: Query, signal?: AbortSignal): Promise<Page<T>> {
	return call<Page<T>>('GET', path, { query, signal, project: 0 });
}

export function fetchProjects(query: Query, signal?: AbortSignal): Promise<Page<Project>> {
	return list<Project>('/projects', query, signal);
}

/** All of mine, for switching and choosing. */
export const projectsQuery = queryOptions({
	queryKey: [...projectsKey, 'all'],
	queryFn: ({ signal }) => fetchProjects({ page_size: 500 }, signal),
	staleTime: 60_000,
});

export const projectQuery = (id: number) => queryOptions({
	queryKey: [...projectsKey, 'one', id],
	queryFn: ({ signal }) => call<Project>('GET', `/projects/${id}`, { signal, project: 0 }),
});

export function createProject(input: ProjectNew): Promise<Project> {
	return api.post<Project>('/projects', input, { key: newKey() });
}

export function updateProject(row: Project, input: ProjectPatch): Promise<Project> {
	return api.put<Project>(`/projects/${row.id}`, input, row.version);
}

export function removeProject(row: Project): Promise<unknown> {
	return api.del(`/projects/${row.id}`, row.version);
}

export const projectMembersKey = (id: number) => [...projectsKey, 'members', id] as const;

export function fetchProjectMembers(id: number) {
	return (query: Query, signal?: AbortSignal): Promise<Page<ProjectMember>> =>
		list<ProjectMember>(`/projects/${id}/members`, query, signal);
}

export interface MemberInput {
	user_id?: number;
	team_id?: number;
	role: string;
}

export function addProjectMember(id: number, input: MemberInput): Promise<unknown> {
	return api.post(`/projects/${id}/members`, input, { key: newKey() });
}

export function removeProjectMember(id: number, member: number): Promise<unknown> {
	return api.del(`/projects/${id}/members/${member}`);
}

export function fetchTeams(query: Query, signal?: AbortSignal): Promise<Page<Team>> {
	return list<Team>('/teams', query, signal);
}

export const teamQuery = (id: number) => queryOptions({
	queryKey: [...teamsKey, 'one', id],
	queryFn: ({ signal }) => api.get<Team>(`/teams/${id}`, undefined, signal),
});

export function createTeam(input: TeamNew): Promise<Team> {
	return api.post<Team>('/teams', input, { key: newKey() });
}

export function updateTeam(row: Team, input: TeamNew): Promise<Team> {
	return api.put<Team>(`/teams/${row.id}`, input, row.version);
}

export function removeTeam(row: Team): Promise<unknown> {
	return api.del(`/teams/${row.id}`, row.version);
}

export const teamMembersKey = (id: number) => [...teamsKey, 'members', id] as const;

export function fetchTeamMembers(id: number) {
	return (query: Query, signal?: AbortSignal): Promise<Page<TeamMember>> =>
		api.get<Page<TeamMember>>(`/teams/${id}/members`, query, signal);
}

export function addTeamMember(id: number, user: number): Promise<unknown> {
	return api.post(`/teams/${id}/members`, { user_id: user }, { key: newKey() });
}

export function removeTeamMember(id: number, user: number): Promise<unknown> {
	return api.del(`/teams/${id}/members/${user}`);
}

/* What a form offers to choose from. */

export function findUsers(q: string, signal?: AbortSignal): Promise<Page<User>> {
	return api.get<Page<User>>('/rbac/users', { q, status: 'active', page_size: 50 }, signal);
}

export const teamsChoice = queryOptions({
	queryKey: [...teamsKey, 'choice'],
	queryFn: ({ signal }) => api.get<Page<Team>>('/teams', { page_size: 500 }, signal),
	staleTime: 60_000,
});
