/*
 * approvals_policy: which acts need whose approval.
 *
 * Every enabled policy that matches must be satisfied, so a policy of a project
 * can ask for more than those of the house, never for less.
 */
#include "approvals/approvals_priv.h"
#include "rbac/rbac.h"

enum err_code
approvals_policy_list(struct cx *cx, const struct approval_policy_filter *f,
    struct approval_policy **v, size_t *n, int64_t *total)
{
	return approvals_policy_db_list(cx, f, v, n, total);
}

enum err_code
approvals_policy_get(struct cx *cx, int64_t id, struct approval_policy *out)
{
	return approvals_policy_db_get(cx, id, out);
}

static bool
is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* "*", "host:execute", "service:governance:*". */
static bool
is_action(const char *s)
{
	if (strcmp(s, "*") == 0)
		return true;
	if (!(*s >= 'a' && *s <= 'z'))
		return false;
	for (;;) {
		while (is_word_char(*s))
			s++;
		if (*s == '\0')
			return true;
		if (*s++ != ':')
			return false;
		if (strcmp(s, "*") == 0)
			return true;
		if (!is_word_char(*s))
			return false;
	}
}

static enum err_code
check_approver(struct cx *cx, const struct approval_policy *in)
{
	bool role = in->approver_role && *in->approver_role;
	bool perm = in->approver_permission && *in->approver_permission;
	enum err_code rc;
	bool yes;

	if (role == perm)
		return err_field(cx, "approver_role",
		    "approver_role 与 approver_permission 必须且只能给出一个",
		    "give exactly one of approver_role and"
		    " approver_permission");
	if (role) {
		rc = approvals_policy_db_role(cx, in->approver_role, &yes);
		if (!rc && !yes)
			return err_field(cx, "approver_role", "没有角色 '%s'",
			    "no role '%s'", in->approver_role);
		return rc;
	}
	rc = approvals_policy_db_perm(cx, in->approver_permission, &yes);
	if (!rc && !yes)
		return err_field(cx, "approver_permission", "没有权限 '%s'",
		    "no permission '%s'", in->approver_permission);
	return rc;
}

static enum err_code
check_policy(struct cx *cx, const struct approval_policy *in)
{
	if (!is_action(in->action))
		return err_field(cx, "action", "操作 '%s' 的格式不正确",
		    "'%s' is not an action such as 'host:execute', 'host:*'"
		    " or '*'",
		    in->action);
	return check_approver(cx, in);
}

static struct approval_policy
with_defaults(const struct approval_policy *in)
{
	struct approval_policy p = *in;

	if (!p.min_risk || !*p.min_risk)
		p.min_risk = "low";
	if (p.environment && !*p.environment)
		p.environment = NULL;
	if (!p.approver_role)
		p.approver_role = "";
	if (!p.approver_permission)
		p.approver_permission = "";
	return p;
}

enum err_code
approvals_policy_create(struct cx *cx, const struct approval_policy *in,
    struct approval_policy *out)
{
	struct approval_policy p = with_defaults(in);
	enum err_code rc;
	int64_t id;

	rc = rbac_check_in(cx, "approval:policy", p.project_id);
	if (!rc)
		rc = check_policy(cx, &p);
	if (!rc)
		rc = approvals_policy_db_insert(cx, &p, &id);
	if (!rc)
		rc = approvals_policy_db_get(cx, id, out);
	return rc;
}

/* The locked policy, if the caller may change it and means this version. */
static enum err_code
lock(struct cx *cx, int64_t id, struct approval_policy *out)
{
	enum err_code rc;
	int64_t version;

	rc = approvals_policy_db_lock(cx, id, &version);
	if (!rc)
		rc = approvals_policy_db_get(cx, id, out);
	if (!rc)
		rc = rbac_check_in(cx, "approval:policy", out->project_id);
	if (rc)
		return rc;
	if (cx->if_match && cx->if_match != version) {
		cx->current_version = version;
		return err_plain(cx, ERR_CONFLICT);
	}
	return ERR_OK;
}

enum err_code
approvals_policy_update(struct cx *cx, int64_t id,
    const struct approval_policy *in, struct approval_policy *before,
    struct approval_policy *after)
{
	struct approval_policy p = with_defaults(in);
	enum err_code rc;

	rc = lock(cx, id, before);
	/* Where it goes to must be his as well. */
	if (!rc && p.project_id != before->project_id)
		rc = rbac_check_in(cx, "approval:policy", p.project_id);
	if (!rc)
		rc = check_policy(cx, &p);
	if (!rc)
		rc = approvals_policy_db_update(cx, id, &p);
	if (!rc)
		rc = approvals_policy_db_get(cx, id, after);
	return rc;
}

enum err_code
approvals_policy_remove(struct cx *cx, int64_t id,
    struct approval_policy *before)
{
	enum err_code rc;

	rc = lock(cx, id, before);
	if (!rc)
		rc = approvals_policy_db_delete(cx, id);
	return rc;
}
