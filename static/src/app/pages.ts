/* All pages, in the order of the menu. */
import { accessRoutes } from '../features/access/routes';
import { accountRoutes } from '../features/account/routes';
import { apidocRoutes } from '../features/apidoc/routes';
import { approvalsRoutes } from '../features/approvals/routes';
import { auditRoutes } from '../features/audit/routes';
import { batchRoutes } from '../features/batch/routes';
import { cloudRoutes } from '../features/cloud/routes';
import { filesRoutes } from '../features/files/routes';
import { credentialsRoutes } from '../features/credentials/routes';
import { hostsRoutes } from '../features/hosts/routes';
import { overviewRoutes } from '../features/overview/routes';
import { tasksRoutes } from '../features/tasks/routes';
import { tenancyRoutes } from '../features/tenancy/routes';
import { terminalsRoutes } from '../features/terminals/routes';
import { virtRoutes } from '../features/virt/routes';
import type { AppRoute } from '../shared/lib/routes';

export const pages: readonly AppRoute[] = [
	...overviewRoutes,
	...hostsRoutes,
	...credentialsRoutes,
	...terminalsRoutes,
	...batchRoutes,
	...filesRoutes,
	...cloudRoutes,
	...virtRoutes,
	...approvalsRoutes,
	...tasksRoutes,
	...auditRoutes,
	...accessRoutes,
	...tenancyRoutes,
	...apidocRoutes,
	...accountRoutes,
];
