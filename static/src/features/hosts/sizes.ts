import type { Host } from '../../api/types';
import { formatBytes } from '../../shared/lib/format';

export function memoryOf(host: Pick<Host, 'memory_mb'>): string {
	return host.memory_mb ? formatBytes(host.memory_mb * 1024 * 1024) : '–';
}

export function diskOf(host: Pick<Host, 'disk_gb'>): string {
	return host.disk_gb ? formatBytes(host.disk_gb * 1024 ** 3) : '–';
}
