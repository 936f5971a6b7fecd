/*
 * cloud_tasks: importing and comparing, in the worker.
 *
 * Both are repeatable: an import does what is still queued, a few instances a
 * commit, and one instance is one host of a project whoever imports it; a
 * comparison starts over.  Nothing at the cloud is changed.
 */
#include <poll.h>

#include "cloud/cloud_job.h"
#include "db/db.h"
#include "hosts/hosts_import.h"
#include "secrets/secrets.h"

#define PAGE_ARENA ((size_t)64 << 20)
#define CALL_TRIES 6
#define WAIT_MAX_MS 30000
#define PAGES_MAX 10000

static bool
may_pass(enum cloud_fault f)
{
	return f == CLOUD_F_THROTTLED || f == CLOUD_F_NETWORK ||
	    f == CLOUD_F_TIMEOUT || f == CLOUD_F_REPLY || f == CLOUD_F_SERVICE;
}

/* Waits before the next try; as long as the cloud says, if it says. */
static enum err_code
wait_a_bit(struct cx *cx, struct job *j, int try)
{
	struct pollfd wake = { .fd = task_wake_fd(j->t), .events = POLLIN };
	int64_t ms = (int64_t)500 << try;

	if (cx->retry_after_s > 0)
		ms = cx->retry_after_s * 1000;
	if (ms > WAIT_MAX_MS)
		ms = WAIT_MAX_MS;
	ms += time_mono_us() % (ms / 4 + 1);
	err_clear(cx);
	cx->retry_after_s = 0;
	(void)poll(&wake, 1, (int)ms);
	return task_alive(cx, j->t);
}

/* One page; what passes by itself is waited for.  What does not is not worth
 * another attempt of the task. */
enum err_code
cloud_job_page(struct cx *cx, struct job *j, const struct cloud_ask *ask,
    struct cloud_page *out)
{
	enum cloud_fault fault;
	enum err_code rc;
	int i;

	for (i = 0;; i++) {
		rc = task_alive(cx, j->t);
		if (rc == ERR_OK)
			rc = cloud_call_page(cx, &j->target, ask, out, &fault);
		else
			return rc;
		if (rc == ERR_OK)
			return ERR_OK;
		if (fault == CLOUD_F_CANCELLED)
			return task_alive(cx, j->t) ? cx->err : rc;
		if (!may_pass(fault)) {
			cx->err = ERR_CONFLICT;
			return ERR_CONFLICT;
		}
		if (i + 1 == CALL_TRIES)
			return rc;
		log_info(cx, "cloud.again",
		    LOG_TEXT("fault", cloud_fault_name(fault)),
		    LOG_INT("try", i + 1));
		rc = wait_a_bit(cx, j, i);
		if (rc)
			return rc;
	}
}

/* ${v} as the JSON array that the statements take. */
static struct str
array_of(struct cx *cx, const struct cloud_instance *v, size_t n)
{
	struct json w;
	struct buf b;
	size_t i;

	buf_init(&b, cx->mem, BUF_MAX_REPLY);
	json_init(&w, &b);
	json_array(&w);
	for (i = 0; i < n; i++)
		json_raw(&w, type_text(cx->mem, &cloud_instance_type, &v[i]));
	json_array_end(&w);
	return json_done(&w) ? buf_view(&b) : STR("[]");
}

enum err_code
cloud_job_tell(struct cx *cx, struct job *j, int64_t done, int64_t total)
{
	struct json w;
	struct buf b;

	buf_init(&b, cx->mem, BUF_MAX_ROW);
	json_init(&w, &b);
	json_object(&w);
	if (total > 0)
		json_put_int(&w, "percent", done * 100 / total);
	json_put_text(&w, "text",
	    total > 0 ? arena_printf(cx->mem, "%lld / %lld", (long long)done,
			    (long long)total) :
			arena_printf(cx->mem, "%lld", (long long)done));
	json_object_end(&w);
	return task_event(cx, j->t, "progress", buf_view(&b));
}

/*
 * Runs ${fn} with an arena of its own for each step, so that ten thousand
 * instances need no more memory than a hundred.
 */
static enum err_code
in_page(struct cx *cx, struct job *j,
    enum err_code (*fn)(struct cx *cx, struct job *j, void *arg), void *arg)
{
	struct cx one = *cx;
	enum err_code rc;

	one.mem = j->page;
	rc = fn(&one, j, arg);
	if (rc) {
		cx->err = one.err;
		cx->message = arena_strdup(cx->mem, one.message);
		cx->field = NULL;
		cx->detail = arena_strdup(cx->mem, one.detail);
		cx->retry_after_s = one.retry_after_s;
	}
	arena_reset(j->page);
	return rc;
}

/* --- listing --- */

struct listing {
	struct cloud_ask ask;
	struct buf next; /* outlives the page */
	int64_t seen;
	int64_t dropped;
	int pages;
	bool end;
};

static enum err_code
list_step(struct cx *cx, struct job *j, void *arg)
{
	struct listing *l = arg;
	struct cloud_page page;
	struct str all;
	enum err_code rc;
	int64_t n;

	l->ask.next = l->next.n > 0 ? l->next.p : NULL;
	rc = cloud_job_page(cx, j, &l->ask, &page);
	if (rc)
		return rc;
	all = array_of(cx, page.v, page.n);
	if (strcmp(j->w.kind, "sync") == 0)
		rc = cloud_run_db_compare(cx, &j->w, all);
	else
		rc = cloud_run_db_found(cx, &j->w, all, &n);
	if (rc)
		return rc;
	l->seen += (int64_t)page.n;
	l->dropped += (int64_t)page.dropped;
	/* A token that stays as it is would go round for ever. */
	if (page.next == NULL ||
	    str_eq(buf_view(&l->next), str_of(page.next)) ||
	    ++l->pages == PAGES_MAX) {
		l->end = true;
	} else {
		buf_reset(&l->next);
		buf_puts(&l->next, page.next);
		if (l->next.failed)
			return err_set(cx, ERR_CONFLICT, "翻页标记过长",
			    "the cloud's page token is too long");
	}
	return cloud_job_tell(cx, j, l->seen, page.total);
}

static enum err_code
list_region(struct cx *cx, struct job *j, const char *region)
{
	struct listing l = { .ask = { .keyword = j->kept.keyword,
				 .status = j->kept.status,
				 .tag = j->kept.tag,
				 .vpc = j->kept.vpc,
				 .limit = CLOUD_PAGE_MAX } };
	enum err_code rc = ERR_OK;

	buf_init(&l.next, cx->mem, 8192);
	j->target.region = region;
	while (rc == ERR_OK && !l.end)
		rc = in_page(cx, j, list_step, &l);
	if (rc)
		return rc;
	rc = task_logf(cx, j->t, "%s: %lld instances", region,
	    (long long)l.seen);
	if (rc == ERR_OK && l.dropped > 0)
		rc = task_logf(cx, j->t,
		    "%s: %lld without a usable id were left out", region,
		    (long long)l.dropped);
	return rc;
}

static const char *
default_region(const struct job *j, const struct cloud_open *a)
{
	if (a->region_default != NULL && a->region_default[0] != '\0')
		return a->region_default;
	if (strcmp(j->w.provider, "aws") == 0)
		return "us-east-1";
	return strcmp(j->w.provider, "tencent") == 0 ? "ap-guangzhou" :
						       "cn-hangzhou";
}

/* --- the tasks --- */

static enum err_code
open_job(struct cx *cx, struct task *t, int64_t run_id, struct job *j,
    struct cloud_open *a)
{
	enum err_code rc;

	*j = (struct job){ .t = t };
	rc = cloud_run_db_work(cx, run_id, &j->w);
	if (rc == ERR_OK)
		rc = type_bind_text(cx, &cloud_request_kept_type,
		    (struct str){ j->w.request.p, j->w.request.n }, &j->kept);
	if (rc)
		return rc;
	if (j->w.account_id == 0)
		return err_set(cx, ERR_CONFLICT, "云账号已被删除",
		    "the cloud account was removed");
	rc = cloud_account_open(cx, j->w.account_id, "host:write", a,
	    &j->target);
	if (rc)
		return rc;
	task_mask(t, str_of(j->target.key.secret));
	if (j->w.secret_id != 0) {
		rc = secrets_get(cx, j->w.secret_id, CLOUD_SECRET_PASSWORD,
		    &j->password);
		if (rc)
			return rc;
	}
	j->target.wake_fd = task_wake_fd(t);
	if (j->kept.address == NULL || j->kept.address[0] == '\0')
		j->kept.address = "private";
	if (j->kept.ssh_user == NULL || j->kept.ssh_user[0] == '\0')
		j->kept.ssh_user = "root";
	j->page = arena_new(PAGE_ARENA);
	arena_defer(cx->mem, (void (*)(void *))arena_free, j->page);
	return ERR_OK;
}

static enum err_code
clear_items(struct cx *cx, void *arg)
{
	return cloud_run_db_clear(cx, *(int64_t *)arg);
}

static enum err_code
import_all(struct cx *cx, struct job *j, const struct cloud_open *a)
{
	const char *region = j->kept.region;
	struct cloud_run run;
	bool end = false;
	enum err_code rc = ERR_OK;

	if (!j->w.listed) {
		if (region == NULL || region[0] == '\0')
			region = default_region(j, a);
		rc = db_tx(cx, clear_items, &j->w.id);
		if (rc == ERR_OK)
			rc = list_region(cx, j, region);
		if (rc == ERR_OK)
			rc = cloud_run_db_listed(cx, j->w.id);
	}
	if (rc == ERR_OK)
		rc = cloud_run_db_by_id(cx, j->w.id, &run);
	if (rc)
		return rc;
	j->total = run.total;
	j->done = run.total - run.pending;
	while (rc == ERR_OK && !end)
		rc = in_page(cx, j, cloud_item_step, &end);
	return rc;
}

/* Writes down how the run ended, unless the task is going to be tried again. */
static enum err_code
close_run(struct cx *cx, struct task *t, int64_t run_id, int64_t tries,
    enum err_code rc)
{
	struct cx aside = *cx;
	struct cloud_run run;
	struct json w;
	struct buf b;
	enum err_code wrote;

	if (rc == ERR_CONFLICT || rc == ERR_INVALID || rc == ERR_OK ||
	    task_attempt(t) >= tries) {
		err_clear(&aside);
		wrote = task_alive(&aside, t);
		if (wrote == ERR_OK)
			wrote = cloud_run_db_end(&aside, run_id,
			    rc ?
				(cx->message != NULL ? cx->message :
						       err_text(rc, cx->lang)) :
				"");
		if (wrote && rc == ERR_OK)
			return wrote;
	}
	if (rc)
		return rc;
	rc = cloud_run_db_by_id(cx, run_id, &run);
	if (rc)
		return rc;
	buf_init(&b, cx->mem, BUF_MAX_ROW);
	json_init(&w, &b);
	json_object(&w);
	json_put_text(&w, "import", run.id);
	json_put_int(&w, "created", run.created);
	json_put_int(&w, "updated", run.updated);
	json_put_int(&w, "skipped", run.skipped);
	json_put_int(&w, "failed", run.failed);
	json_put_int(&w, "new", run.n_new);
	json_put_int(&w, "changed", run.n_changed);
	json_put_int(&w, "gone", run.n_gone);
	json_object_end(&w);
	task_set_result(t, buf_view(&b));
	return task_logf(cx, t,
	    "created %lld, updated %lld, skipped %lld, failed %lld",
	    (long long)run.created, (long long)run.updated,
	    (long long)run.skipped, (long long)run.failed);
}

#define IMPORT_TRIES 8
#define SYNC_TRIES 3

static enum err_code
run_import(struct cx *cx, struct task *t, const void *args)
{
	const struct cloud_import_args *in = args;
	struct cloud_open a = { .id = 0 };
	struct job j;
	enum err_code rc;

	rc = open_job(cx, t, in->run_id, &j, &a);
	if (rc == ERR_OK)
		rc = import_all(cx, &j, &a);
	return close_run(cx, t, in->run_id, IMPORT_TRIES, rc);
}

struct compared {
	struct job *j;
	const struct texts *regions;
};

static enum err_code
write_compared(struct cx *cx, void *arg)
{
	struct compared *c = arg;
	enum err_code rc;

	rc = cloud_run_db_compared(cx, &c->j->w, c->regions);
	if (rc)
		return rc;
	return cloud_db_account_synced(cx, c->j->w.account_id);
}

static enum err_code
compare_all(struct cx *cx, struct job *j, const struct cloud_open *a)
{
	struct texts regions = j->kept.regions;
	struct compared c = { j, &regions };
	enum err_code rc = ERR_OK;
	const char *one;
	size_t i;

	if (j->w.listed)
		return ERR_OK;
	if (regions.n == 0)
		rc = cloud_db_account_regions(cx, j->w.account_id, &regions);
	if (rc == ERR_OK)
		rc = db_tx(cx, clear_items, &j->w.id);
	if (rc)
		return rc;
	if (regions.n == 0) {
		one = default_region(j, a);
		regions = (struct texts){ &one, 1, true };
	}
	for (i = 0; i < regions.n && rc == ERR_OK; i++)
		rc = list_region(cx, j, regions.v[i]);
	/* What is gone is known only when everything was seen. */
	if (rc == ERR_OK)
		rc = db_tx(cx, write_compared, &c);
	return rc;
}

static enum err_code
run_sync(struct cx *cx, struct task *t, const void *args)
{
	const struct cloud_sync_args *in = args;
	struct cloud_open a = { .id = 0 };
	struct job j;
	enum err_code rc;

	if (in->run_id == 0)
		return err_set(cx, ERR_INVALID, "缺少运行记录",
		    "there is no run to fill");
	rc = open_job(cx, t, in->run_id, &j, &a);
	if (rc == ERR_OK)
		rc = compare_all(cx, &j, &a);
	return close_run(cx, t, in->run_id, SYNC_TRIES, rc);
}

/* A schedule or a retry begins with a new run. */
static enum err_code
submit_sync(struct cx *cx, const struct task_new *like, struct str args_json,
    int64_t *task_id, int64_t *approval_id)
{
	struct texts everywhere = { .n = 0 };
	struct cloud_sync_args in;
	struct cloud_open a = { .id = 0 };
	enum err_code rc;

	*approval_id = 0;
	rc = type_bind_text(cx, &cloud_sync_args_type, args_json, &in);
	if (rc)
		return rc;
	return cloud_run_sync(cx, in.account_id, &everywhere, like, &a,
	    task_id);
}

const struct task_kind cloud_kinds[] = {
	{ .name = "cloud.import",
	    .doc = "Make hosts of instances, or apply what a re-sync found",
	    .args = &cloud_import_args_type,
	    .timeout_s = 3600,
	    .max_tries = IMPORT_TRIES,
	    .repeatable = true,
	    .lane = "bulk",
	    .fn = run_import },
	{ .name = "cloud.sync",
	    .doc = "Compare an account's instances with its hosts",
	    .args = &cloud_sync_args_type,
	    .timeout_s = 3600,
	    .max_tries = SYNC_TRIES,
	    .repeatable = true,
	    .lane = "bulk",
	    .perm = "host:write",
	    .submit = submit_sync,
	    .fn = run_sync },
	{ .fn = NULL }
};
