import { expect, test } from 'vitest';
import { pages } from '../pages';
import { menuOf } from './nav';

test.each([
	['/', ''], ['/hosts', 'hosts'], ['/hosts/12', 'hosts'], ['/hosts/onboarding', 'hosts'], ['/hosts/keys', 'hosts/keys'],
	['/hosts/keys/rotations/3', 'hosts/keys'], ['/hosts/groups', 'hosts/groups'], ['/approvals/7', 'approvals'],
	['/approvals/policies', 'approvals/policies'], ['/batch/new', 'batch'], ['/hostsx', undefined],
])('%s is at home under %s', (at, home) => {
	expect(menuOf(at, pages)?.path).toBe(home);
});
