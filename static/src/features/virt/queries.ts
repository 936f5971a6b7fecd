import { queryOptions } from '@tanstack/react-query';
import { api, call, newKey, type Page } from '../../api/client';
import type { Schemas } from '../../api/types';
import type { Started } from '../tasks/queries';

export type Machine = Schemas['VirtMachine'];
export type MachineDetail = Schemas['VirtMachineDetail'];
export type Capabilities = Schemas['VirtCapabilities'];
export type Preview = Schemas['VirtPreview'];
export type Console = Schemas['VirtConsole'];
export type MachineNew = Partial<Schemas['VirtNew']> & { name: string };

export const virtKey = ['virt'] as const;

const at = (host: number): string => `/hosts/virtualization/kvm/hosts/${host}`;
const one = (host: number, name: string): string => `${at(host)}/machines/${encodeURIComponent(name)}`;

export const capabilitiesQuery = (host: number) => queryOptions({
	queryKey: [...virtKey, host, 'capabilities'],
	queryFn: ({ signal }) => api.get<Capabilities>(`${at(host)}/capabilities`, undefined, signal),
	enabled: host > 0, retry: false, staleTime: 15_000,
});

export const fetchMachines = (host: number, signal?: AbortSignal): Promise<Page<Machine>> =>
	api.get<Page<Machine>>(`${at(host)}/machines`, undefined, signal);

export const machineQuery = (host: number, name: string) => queryOptions({
	queryKey: [...virtKey, host, 'machine', name],
	queryFn: ({ signal }) => api.get<MachineDetail>(one(host, name), undefined, signal),
});

export const consoleQuery = (host: number, name: string) => queryOptions({
	queryKey: [...virtKey, host, 'console', name],
	queryFn: ({ signal }) => api.get<Console>(`${one(host, name)}/console`, undefined, signal),
});

export const previewMachine = (host: number, input: MachineNew): Promise<Preview> =>
	call<Preview>('POST', `${at(host)}/preview`, { body: input });

export const createMachine = (host: number, input: MachineNew): Promise<Started> =>
	api.post<Started>(`${at(host)}/provision`, input, { key: newKey() });

export const actOnMachine = (
	host: number, machine: Pick<Machine, 'name' | 'uuid'>, action: string, reason?: string,
): Promise<Started> =>
	api.post<Started>(`${one(host, machine.name)}/actions`, { action, uuid: machine.uuid, reason: reason || undefined });

export const removeMachine = (host: number, machine: Pick<Machine, 'name' | 'uuid'>): Promise<Started> =>
	call<Started>('DELETE', `${one(host, machine.name)}?force=true&uuid=${encodeURIComponent(machine.uuid)}`, {});
