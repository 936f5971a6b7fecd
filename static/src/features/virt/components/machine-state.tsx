import type { ReactElement } from 'react';
import { StatusTag } from '../../../shared/ui/status-tag';
import { virt } from '../text';

const tones: Record<string, string> = {
	running: 'ok', paused: 'pending', shutting_down: 'running', stopped: 'inactive', crashed: 'failed',
	suspended: 'pending',
};

export function MachineState({ state }: { state: string }): ReactElement {
	const t = virt.useT();
	const key = `state.${state}`;
	return <StatusTag status={tones[state] ?? 'unknown'} label={virt.has(key) ? t(key as 'state.running') : state} />;
}
