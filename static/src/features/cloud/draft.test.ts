import { describe, expect, it } from 'vitest';
import { addressOf, outcomeOf } from './draft';
import type { Instance } from './queries';

const row = (over: Partial<Instance>): Instance => ({
	instance_id: 'i-1', name: 'web', ip: '10.0.0.1', region: 'r', status: 'running', os: '', cpu: 1, memory_mb: 1, disk_gb: 1,
	private_ip: '10.0.0.1', public_ip: '8.8.4.4', zone: '', instance_type: '', vpc_id: '', tags: [], host_id: null, ...over,
});

describe('an import that is put together', () => {
	it('takes the wanted address, and the other one without it', () => {
		expect(addressOf(row({}), 'private')).toBe('10.0.0.1');
		expect(addressOf(row({}), 'public')).toBe('8.8.4.4');
		expect(addressOf(row({ public_ip: '' }), 'public')).toBe('10.0.0.1');
		expect(addressOf(row({ private_ip: '' }), 'private')).toBe('8.8.4.4');
		expect(addressOf(row({ private_ip: '', public_ip: '' }), 'private')).toBe('');
	});
	it('says of each instance what would become of it', () => {
		expect(outcomeOf(row({}), 'private')).toBe('create');
		expect(outcomeOf(row({ host_id: 7 }), 'private')).toBe('update');
		expect(outcomeOf(row({ private_ip: '', public_ip: '' }), 'private')).toBe('no_address');
		expect(outcomeOf(row({ status: 'terminated', host_id: 7 }), 'private')).toBe('terminated');
	});
});
