/* From "host 12" to its page, where it has one. */
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import { objectText } from './object-text';
import { TaskLink } from './task-link';

const homes: Record<string, (id: number) => string> = {
	host: (id) => `/hosts/${id}`,
	user: (id) => `/governance/users/${id}`,
	role: (id) => `/governance/roles?role=${id}`,
	team: (id) => `/governance/teams/${id}`,
	project: (id) => `/governance/projects/${id}`,
	approval: (id) => `/approvals/${id}`,
	schedule: () => '/schedules',
	ssh_key: () => '/hosts/keys',
	key_rotation: (id) => `/hosts/keys/rotations/${id}`,
	password_credential: () => '/passwords',
	host_key: (id) => `/host-keys?key=${id}`,
	approval_policy: () => '/approvals/policies',
	batch: (id) => `/batch/${id}`,
	terminal: (id) => `/terminal-sessions/hts-${id}`,
	host_group: () => '/hosts/groups',
	command_rule: () => '/command-rules',
};

export function ObjectLink({ kind, id, name }: {
	kind: string;
	id: number | null;
	name?: string;
}): ReactElement | null {
	const t = objectText.useT();
	if (!kind) return null;
	const word = objectText.has(kind) ? t(kind) : kind;
	const label = name ? `${word} ${name}` : id ? `${word} #${id}` : word;
	if (kind === 'task' && id) return <TaskLink id={id}>{label}</TaskLink>;
	const home = homes[kind];
	return home && id ? <Link to={home(id)}>{label}</Link> : <span>{label}</span>;
}
