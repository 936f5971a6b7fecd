/*
 * An import that is being put together: kept for the browser tab, so that it
 * survives leaving the page.  A password is never among it.
 */
import { load, save } from '../../shared/lib/storage';
import type { Instance } from './queries';

/** Everything that matches, instead of a choice. */
export interface AllOf {
	region: string;
	keyword?: string;
	status?: string;
	tag?: string;
	vpc?: string;
	/** How many that was when it was chosen; -1: the cloud does not tell. */
	total: number;
}

export interface Login {
	address: 'private' | 'public';
	ssh_user: string;
	port: number;
	auth: 'key' | 'password' | 'later';
	ssh_key_id?: number;
	labels: string[];
	role?: string;
}

export interface Draft {
	picked: Instance[];
	all?: AllOf;
	login: Login;
}

const fresh: Draft = {
	picked: [], login: { address: 'private', ssh_user: 'root', port: 22, auth: 'key', labels: [] },
};

const keyOf = (account: number): string => `cloud.import.${account}`;

export const loadDraft = (account: number): Draft => ({ ...fresh, ...load<Partial<Draft>>(keyOf(account), {}, 'session') });

export const saveDraft = (account: number, draft: Draft): void => save(keyOf(account), draft, 'session');

export const dropDraft = (account: number): void => save(keyOf(account), undefined, 'session');

/** The address that the host would get: the other one when the wanted one is missing. */
export function addressOf(row: Pick<Instance, 'private_ip' | 'public_ip'>, wanted: Login['address']): string {
	const [first, other] = wanted === 'public' ? [row.public_ip, row.private_ip] : [row.private_ip, row.public_ip];
	return (first || other) ?? '';
}

export type Outcome = 'create' | 'update' | 'no_address' | 'terminated';

export function outcomeOf(row: Instance, wanted: Login['address']): Outcome {
	if (row.status === 'terminated') return 'terminated';
	if (!addressOf(row, wanted)) return 'no_address';
	return row.host_id ? 'update' : 'create';
}
