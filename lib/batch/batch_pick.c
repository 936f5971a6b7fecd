/*
 * batch_pick: which hosts, in which order, in which waves.
 *
 * The union of ids, groups and filter keeps the order in which they are named;
 * then come tiers, the canaries being the first of all.  Wave 0 are the
 * canaries, wave 1 + n the n-th tier.
 */
#include "batch/batch_int.h"
#include "rbac/rbac.h"
#include "tenancy/tenancy.h"

struct picker {
	const struct batch_new *in;
	int64_t project_id;
	struct batch_pick *v;
	size_t n;
};

static bool
has(const char *s)
{
	return s != NULL && s[0] != '\0';
}

static bool
is_filter(const struct batch_filter *f)
{
	return f->tags.n > 0 || has(f->q) || has(f->status) ||
	    has(f->health_state) || has(f->source) || has(f->region);
}

static enum err_code
too_many(struct cx *cx, const char *field)
{
	return err_field(cx, field, "一次最多 %d 台主机",
	    "at most %d hosts at once", BATCH_MAX_HOSTS);
}

static int
by_id(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static size_t
distinct(struct arena *mem, const struct ints *ids)
{
	int64_t *v = arena_array(mem, ids->n + 1, sizeof(*v));
	size_t i, n = 0;

	if (ids->n == 0)
		return 0;
	memcpy(v, ids->v, ids->n * sizeof(*v));
	qsort(v, ids->n, sizeof(*v), by_id);
	for (i = 0; i < ids->n; i++)
		if (i == 0 || v[i] != v[i - 1])
			n++;
	return n;
}

/* Appends; doubles are dropped at the end. */
static enum err_code
add(struct cx *cx, struct picker *p, const struct batch_pick *v, size_t n,
    const char *field)
{
	struct batch_pick *all;

	if (n > BATCH_MAX_HOSTS || p->n + n > (size_t)4 * BATCH_MAX_HOSTS)
		return too_many(cx, field);
	all = arena_array(cx->mem, p->n + n + 1, sizeof(*all));
	if (p->n > 0)
		memcpy(all, p->v, p->n * sizeof(*all));
	if (n > 0)
		memcpy(all + p->n, v, n * sizeof(*all));
	p->v = all;
	p->n += n;
	return ERR_OK;
}

static enum err_code
add_ids(struct cx *cx, struct picker *p)
{
	struct batch_pick *v;
	enum err_code rc;
	size_t n;

	if (p->in->host_ids.n == 0)
		return ERR_OK;
	rc = batch_db_pick_ids(cx, p->in->host_ids.v, p->in->host_ids.n,
	    p->project_id, &v, &n);
	if (rc)
		return rc;
	/* One of another project is as unknown as one that never was. */
	if (n != distinct(cx->mem, &p->in->host_ids))
		return err_field_as(cx, ERR_NOT_FOUND, "host_ids",
		    "项目中没有其中的 %lld 台主机",
		    "%lld of the hosts are not in the project",
		    (long long)(distinct(cx->mem, &p->in->host_ids) - n));
	return add(cx, p, v, n, "host_ids");
}

static enum err_code
add_group(struct cx *cx, struct picker *p, int64_t id)
{
	struct batch_filter f;
	struct batch_group g;
	struct batch_pick *v;
	enum err_code rc;
	size_t n;

	rc = batch_group_db_get(cx, id, false, &g);
	if (rc == ERR_NOT_FOUND ||
	    (rc == ERR_OK && g.project_id != p->project_id))
		return err_field_as(cx, ERR_NOT_FOUND, "group_ids",
		    "项目中没有主机组 %lld", "no group %lld in the project",
		    (long long)id);
	if (rc)
		return rc;
	if (strcmp(g.kind, "list") == 0) {
		rc = batch_db_pick_ids(cx, g.host_ids.v, g.host_ids.n,
		    p->project_id, &v, &n);
	} else {
		f = (struct batch_filter){ g.tags, g.q, g.status,
			g.health_state, g.source, g.region };
		rc = batch_db_pick_filter(cx, p->project_id, &f, &v, &n);
	}
	return rc ? rc : add(cx, p, v, n, "group_ids");
}

static enum err_code
add_filter(struct cx *cx, struct picker *p)
{
	struct batch_pick *v;
	enum err_code rc;
	size_t n;

	if (!is_filter(&p->in->filter))
		return ERR_OK;
	rc = batch_db_pick_filter(cx, p->project_id, &p->in->filter, &v, &n);
	return rc ? rc : add(cx, p, v, n, "filter");
}

static const struct batch_pick *sorting;

static int
by_host(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	if (sorting[x].id != sorting[y].id)
		return sorting[x].id < sorting[y].id ? -1 : 1;
	return x < y ? -1 : x > y;
}

/* Each host once, where it was named first. */
static void
drop_doubles(struct arena *mem, struct picker *p)
{
	size_t *at = arena_array(mem, p->n + 1, sizeof(*at));
	bool *twice = arena_array(mem, p->n + 1, sizeof(*twice));
	size_t i, n = 0;

	for (i = 0; i < p->n; i++)
		at[i] = i;
	sorting = p->v;
	if (p->n > 1)
		qsort(at, p->n, sizeof(*at), by_host);
	for (i = 1; i < p->n; i++)
		twice[at[i]] = p->v[at[i]].id == p->v[at[i - 1]].id;
	for (i = 0; i < p->n; i++)
		if (!twice[i])
			p->v[n++] = p->v[i];
	p->n = n;
}

static const char *
why_not(const struct cx *cx, const struct batch_new *in,
    const struct batch_pick *h)
{
	bool zh = cx->lang == LANG_ZH;

	if (!h->confirmed)
		return zh ? "主机密钥尚未确认" :
			    "the host key is not confirmed yet";
	if (strcmp(h->status, "inactive") == 0)
		return zh ? "主机已停用" : "the host is inactive";
	if (strcmp(h->status, "maintenance") == 0 && !in->include_maintenance)
		return zh ? "主机在维护中" : "the host is in maintenance";
	return NULL;
}

static int64_t
tier_of(const struct batch_new *in, const struct batch_pick *h)
{
	size_t i, k;

	for (i = 0; i < in->tiers.n; i++)
		for (k = 0; k < h->tags.n; k++)
			if (strcmp(in->tiers.v[i], h->tags.v[k]) == 0)
				return (int64_t)i;
	return (int64_t)in->tiers.n;
}

/* Orders by tier (stable), and takes the canaries from the front. */
static void
arrange(struct cx *cx, struct picker *p, int64_t *canaries)
{
	struct batch_pick *v = arena_array(cx->mem, p->n + 1, sizeof(*v));
	int64_t tier, asked = 0, first;
	size_t i, n = 0;

	for (i = 0; i < p->n; i++) {
		p->v[i].wave = tier_of(p->in, &p->v[i]);
		p->v[i].skip = why_not(cx, p->in, &p->v[i]);
		asked += p->v[i].skip == NULL;
	}
	for (tier = 0; tier <= (int64_t)p->in->tiers.n; tier++)
		for (i = 0; i < p->n; i++)
			if (p->v[i].wave == tier)
				v[n++] = p->v[i];
	first = p->in->canary_count;
	if (first == 0)
		first = (asked * p->in->canary_percent + 99) / 100;
	if (first > asked)
		first = asked;
	*canaries = first;
	for (i = 0; i < n; i++) {
		v[i].wave++;
		if (v[i].skip == NULL && first > 0) {
			v[i].wave = 0;
			first--;
		}
	}
	p->v = v;
}

static enum err_code
project_of(struct cx *cx, const struct batch_new *in, int64_t *project_id)
{
	int64_t wanted = in->project_id;
	enum err_code rc;

	/* Hosts that are named say it themselves. */
	if (wanted == 0 && cx->who.project_id == 0 && in->host_ids.n > 0) {
		rc = batch_db_project_of(cx, in->host_ids.v, in->host_ids.n,
		    &wanted);
		if (rc)
			return rc;
		if (wanted == 0)
			return err_field_as(cx, ERR_NOT_FOUND, "host_ids",
			    "主机不存在", "no such hosts");
	}
	return tenancy_project_for_new(cx, wanted,
	    cx_can_in(cx, "host:write", wanted) ? "host:write" : "host:execute",
	    project_id);
}

enum err_code
batch_pick(struct cx *cx, const struct batch_new *in, int64_t *project_id,
    struct batch_pick **v, size_t *n, int64_t *canaries)
{
	struct picker p = { .in = in };
	enum err_code rc;
	size_t i;

	rc = project_of(cx, in, &p.project_id);
	if (rc)
		return rc;
	if (in->host_ids.n == 0 && in->group_ids.n == 0 &&
	    !is_filter(&in->filter))
		return err_field_as(cx, ERR_MISSING, "host_ids",
		    "请选择主机、主机组或过滤条件",
		    "choose hosts, groups or a filter");
	rc = add_ids(cx, &p);
	for (i = 0; rc == ERR_OK && i < in->group_ids.n; i++)
		rc = add_group(cx, &p, in->group_ids.v[i]);
	if (rc == ERR_OK)
		rc = add_filter(cx, &p);
	if (rc)
		return rc;
	drop_doubles(cx->mem, &p);
	if (p.n > BATCH_MAX_HOSTS)
		return too_many(cx, "filter");
	arrange(cx, &p, canaries);
	*project_id = p.project_id;
	*v = p.v;
	*n = p.n;
	return ERR_OK;
}
