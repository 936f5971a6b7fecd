import type { ReactElement } from 'react';
import { AuditTable } from '../../audit/components/audit-table';
import type { HostTabProps } from '../tabs';

export function Component({ host }: HostTabProps): ReactElement {
	return <AuditTable fixed={{ object: 'host', object_id: host.id }} />;
}
