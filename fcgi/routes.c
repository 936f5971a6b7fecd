/*
 * routes: every route and every task kind of the product, so that reading this
 * file shows everything there is.
 */
#include "approvals/approvals.h"
#include "audit/audit.h"
#include "auditor/auditor.h"
#include "auth/auth.h"
#include "batch/batch.h"
#include "cloud/cloud.h"
#include "commands/commands.h"
#include "credentials/credentials.h"
#include "files/files.h"
#include "hosts/hosts.h"
#include "monitoring/monitoring.h"
#include "notifications/notifications.h"
#include "rbac/rbac.h"
#include "routes.h"
#include "system_api.h"
#include "tasks/tasks.h"
#include "tenancy/tenancy.h"
#include "terminals/terminals.h"
#include "virt/virt.h"

const struct route *const api_routes[] = { system_routes, auth_routes,
	auth_user_routes, rbac_routes, tenancy_routes, approvals_routes,
	audit_routes, auditor_routes, tasks_routes, notifications_routes,
	hosts_routes, hosts_action_routes, hosts_health_routes,
	hosts_filter_routes, hosts_node_routes, ssh_keys_routes,
	credentials_routes, monitoring_routes, virt_routes, commands_routes,
	batch_routes, files_routes, files_upload_routes, cloud_routes,
	terminals_routes, NULL };

const struct task_kind *const api_kinds[] = { tasks_kinds, hosts_kinds,
	hosts_action_kinds, hosts_collect_kinds, auditor_kinds,
	credentials_kinds, virt_kinds, batch_kinds, files_kinds, cloud_kinds,
	terminals_kinds, NULL };
