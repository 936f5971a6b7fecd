/*
 * cx: what the context answers by itself, without a query.
 */
#include "base/cx.h"

#include "base/time.h"

int64_t
cx_left_ms(const struct cx *cx, int64_t most)
{
	int64_t left;

	if (cx->deadline_ms == 0)
		return most;
	left = cx->deadline_ms - time_mono_ms();
	if (left < 0)
		return 0;
	return left < most ? left : most;
}

/* Whether ${code} is ${perm} or a wildcard above it.  The colon before the star
 * belongs to the prefix, so "host:*" is nothing to "hosts:read". */
bool
cx_covers(const char *code, const char *perm)
{
	size_t n = strlen(code);

	if (strcmp(code, "*:*") == 0)
		return true;
	if (n >= 3 && code[n - 1] == '*' && code[n - 2] == ':')
		return strncmp(code, perm, n - 1) == 0 && perm[n - 1] != '\0';
	return strcmp(code, perm) == 0;
}

static bool
any_covers(const char *const *codes, size_t n, const char *perm)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (cx_covers(codes[i], perm))
			return true;
	}
	return false;
}

static bool
in_scope(const struct principal *who, const char *perm)
{
	return who->n_scopes == 0 ||
	    any_covers(who->scopes, who->n_scopes, perm);
}

static bool
globally(const struct principal *who, const char *perm)
{
	return who->is_admin || any_covers(who->perms, who->n_perms, perm);
}

bool
cx_can(const struct cx *cx, const char *perm)
{
	const struct principal *who = &cx->who;
	size_t i;

	if (!in_scope(who, perm))
		return false;
	if (globally(who, perm))
		return true;
	for (i = 0; i < who->n_project_perms; i++) {
		if (any_covers(who->project_perms[i].perms,
			who->project_perms[i].n, perm))
			return true;
	}
	return false;
}

bool
cx_can_in(const struct cx *cx, const char *perm, int64_t project_id)
{
	const struct principal *who = &cx->who;
	size_t i;

	if (!in_scope(who, perm))
		return false;
	if (globally(who, perm))
		return true;
	for (i = 0; project_id && i < who->n_project_perms; i++) {
		if (who->project_perms[i].project_id == project_id &&
		    any_covers(who->project_perms[i].perms,
			who->project_perms[i].n, perm))
			return true;
	}
	return false;
}
