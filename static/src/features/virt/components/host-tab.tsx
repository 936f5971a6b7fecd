import type { ReactElement } from 'react';
import type { HostTabProps } from '../../hosts/tabs';
import { MachineList } from './machine-list';

export function Component({ host }: HostTabProps): ReactElement {
	return <MachineList host={host} head />;
}
