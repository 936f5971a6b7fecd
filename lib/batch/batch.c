/*
 * batch: ordering a run, trying its failures again, going on, stopping.
 */
#include "batch/batch_int.h"
#include "crypto/crypto.h"
#include "rbac/rbac.h"

#define PLAN_COMMAND 65536 /* bytes of the command that an approver sees */
#define PLAN_HOSTS 500
#define SHOWN_HOSTS 50

static bool
has(const char *s)
{
	return s != NULL && s[0] != '\0';
}

static const char *
text(const char *s)
{
	return s != NULL ? s : "";
}

static enum err_code
may_run(struct cx *cx, int64_t project_id)
{
	if (cx_can_in(cx, "host:write", project_id))
		return rbac_check_in(cx, "host:write", project_id);
	return rbac_check_in(cx, "host:execute", project_id);
}

static enum err_code
check_command(struct cx *cx, const struct batch_new *in)
{
	size_t n = strlen(in->command);

	if (str_trim(str_of(in->command)).n == 0)
		return err_field(cx, "command", "命令不能为空",
		    "must not be blank");
	if (n > BATCH_MAX_SCRIPT)
		return err_field(cx, "command", "脚本最大 1 MB",
		    "a script has at most 1 MB");
	if (!has(in->interpreter) && n > BATCH_MAX_COMMAND)
		return err_field(cx, "command",
		    "命令最长 %d 字节；更长的请选择解释器作为脚本发送",
		    "a command has at most %d bytes; choose an interpreter to "
		    "send more as a script",
		    BATCH_MAX_COMMAND);
	return ERR_OK;
}

const char *
batch_digest(struct arena *mem, const struct batch_run *run, const int64_t *ids,
    const int64_t *waves, size_t n)
{
	struct buf b;
	size_t i;

	buf_init(&b, mem, BUF_MAX_REPLY);
	buf_printf(&b,
	    "1\n%lld\n%s\n%s\n%lld %lld %d %lld %lld %lld %lld %lld %d\n",
	    (long long)run->project_id, run->interpreter,
	    crypto_sha256_hex(mem, str_of(run->command)),
	    (long long)run->concurrency, (long long)run->canaries,
	    run->canary_pause, (long long)run->max_errors,
	    (long long)run->max_error_percent, (long long)run->timeout_s,
	    (long long)run->total_timeout_s, (long long)run->output_max,
	    run->repeatable);
	for (i = 0; i < n; i++)
		buf_printf(&b, "%lld:%lld\n", (long long)ids[i],
		    (long long)waves[i]);
	return crypto_sha256_hex(mem, buf_view(&b));
}

/* The first line of the command, cut where a character begins. */
static const char *
title_of(struct cx *cx, const struct batch_new *in, size_t hosts)
{
	size_t n = strcspn(in->command, "\r\n"), most = 80;

	if (has(in->name))
		return in->name;
	if (n > most) {
		while (most > 0 &&
		    ((unsigned char)in->command[most] & 0xc0) == 0x80)
			most--;
		n = most;
	}
	return arena_printf(cx->mem, "%.*s%s @ %zu", (int)n, in->command,
	    in->command[n] != '\0' ? "…" : "", hosts);
}

static void
put_hosts(struct json *j, const struct batch_pick *v, size_t n)
{
	size_t i;

	json_key(j, "hosts");
	json_array(j);
	for (i = 0; i < n && i < PLAN_HOSTS; i++) {
		json_object(j);
		json_put_int(j, "id", v[i].id);
		json_put_text(j, "name", v[i].name);
		json_put_text(j, "address", v[i].ip);
		json_put_text(j, "user", v[i].ssh_user);
		json_put_int(j, "wave", v[i].wave);
		if (v[i].skip != NULL)
			json_put_text(j, "skipped", v[i].skip);
		json_object_end(j);
	}
	json_array_end(j);
}

static struct str
plan_of(struct cx *cx, const struct batch_run *run, const struct batch_pick *v,
    size_t n, const struct command_verdict *verdict)
{
	size_t len = strlen(run->command), shown = len;
	struct json j;
	struct buf b;

	if (shown > PLAN_COMMAND)
		for (shown = PLAN_COMMAND; shown > 0 &&
		     ((unsigned char)run->command[shown] & 0xc0) == 0x80;)
			shown--;
	buf_init(&b, cx->mem, BUF_MAX_ROW);
	json_init(&j, &b);
	json_object(&j);
	json_put_text(&j, "act", "run a command on many hosts over ssh");
	json_key(&j, "command");
	json_text(&j, (struct str){ run->command, shown });
	json_put_int(&j, "command_bytes", (int64_t)len);
	json_put_text(&j, "command_sha256",
	    crypto_sha256_hex(cx->mem, str_of(run->command)));
	json_put_text(&j, "interpreter", run->interpreter);
	json_put_text(&j, "digest", run->digest);
	json_put_int(&j, "concurrency", run->concurrency);
	json_put_int(&j, "canaries", run->canaries);
	json_put_bool(&j, "canary_pause", run->canary_pause);
	json_put_int(&j, "max_errors", run->max_errors);
	json_put_int(&j, "max_error_percent", run->max_error_percent);
	json_put_int(&j, "timeout_s", run->timeout_s);
	json_put_int(&j, "total_timeout_s", run->total_timeout_s);
	json_put_bool(&j, "repeatable", run->repeatable);
	json_put_int(&j, "host_count", (int64_t)n);
	put_hosts(&j, v, n);
	json_key(&j, "rules");
	type_put_list(&j, &command_hit_type, verdict->hits.v, verdict->hits.n);
	json_object_end(&j);
	return json_done(&j) ? buf_view(&b) : STR("{}");
}

static bool
any_root(const struct batch_pick *v, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(v[i].ssh_user, "root") == 0)
			return true;
	return false;
}

/* The row of the run, but for its digest. */
static struct batch_run
run_of(struct cx *cx, const struct batch_new *in, int64_t project_id, size_t n,
    int64_t canaries)
{
	return (struct batch_run){
		.project_id = project_id,
		.name = title_of(cx, in, n),
		.command = in->command,
		.interpreter = text(in->interpreter),
		.concurrency = in->concurrency,
		.canaries = canaries,
		.canary_pause = in->canary_pause,
		.tiers = in->tiers,
		.max_errors = in->max_errors,
		.max_error_percent = in->max_error_percent,
		.timeout_s = in->timeout_s,
		.total_timeout_s = in->total_timeout_s,
		.output_max = in->output_max,
		.repeatable = in->repeatable,
		.reason = text(in->reason),
		.hosts = (int64_t)n,
	};
}

static struct task_new
task_of(const struct batch_run *run, const struct batch_args *args)
{
	return (struct task_new){
		.kind = "hosts.batch",
		.args_type = &batch_args_type,
		.args = args,
		.title = run->name,
		.project_id = run->project_id,
		.object = "batch",
		.object_id = run->id,
		/* The run keeps its own time; this is the last wall. */
		.timeout_s = run->total_timeout_s + 120,
	};
}

static const char *
lang_of(const struct cx *cx)
{
	return cx->lang == LANG_EN ? "en" : "zh";
}

static enum err_code
submit(struct cx *cx, const struct batch_run *run, const struct batch_pick *v,
    size_t n, const struct command_verdict *verdict,
    const struct task_new *like, struct batch_started *out)
{
	const struct batch_args args = { run->id, run->digest, lang_of(cx) };
	struct task_new task = task_of(run, &args);
	const char *forced = commands_approval(verdict);
	const struct approval_need need = {
		.action = "host:execute",
		.needs = BATCH_EXECUTE,
		.project_id = run->project_id,
		.risk = forced != NULL || any_root(v, n) ? "high" : "medium",
		.summary = run->name,
		.reason = run->reason,
		.plan = plan_of(cx, run, v, n, verdict),
		.forced = forced,
	};
	enum err_code rc;

	if (like != NULL) {
		task.schedule_id = like->schedule_id;
		task.fire_at = like->fire_at;
	}
	rc = approvals_submit(cx, &need, &task, &out->task_id,
	    &out->approval_id);
	if (rc)
		return rc;
	out->batch_id = run->id;
	out->status = out->task_id != 0 ? "queued" : "pending";
	out->policy = *verdict;
	return batch_db_set_task(cx, run->id, out->task_id, out->approval_id);
}

static size_t
count_asked(const struct batch_pick *v, size_t n)
{
	size_t i, asked = 0;

	for (i = 0; i < n; i++)
		asked += v[i].skip == NULL;
	return asked;
}

enum err_code
batch_start(struct cx *cx, const struct batch_new *in, int64_t retry_of,
    const struct task_new *like, struct batch_started *out,
    struct batch_run *run)
{
	struct command_verdict verdict;
	int64_t project_id, canaries, *ids, *waves;
	struct batch_pick *v;
	enum err_code rc;
	size_t n, i;

	rc = check_command(cx, in);
	if (rc == ERR_OK)
		rc = batch_pick(cx, in, &project_id, &v, &n, &canaries);
	if (rc)
		return rc;
	if (count_asked(v, n) == 0)
		return err_field(cx, "host_ids", "没有可执行的主机",
		    "none of the hosts can be asked");
	rc = commands_check(cx, "command", project_id, str_of(in->command),
	    text(in->interpreter), &verdict);
	if (rc)
		return rc;
	*run = run_of(cx, in, project_id, n, canaries);
	run->retry_of = retry_of;
	run->verdict = verdict.effect;
	ids = arena_array(cx->mem, n + 1, sizeof(*ids));
	waves = arena_array(cx->mem, n + 1, sizeof(*waves));
	for (i = 0; i < n; i++) {
		ids[i] = v[i].id;
		waves[i] = v[i].wave;
	}
	run->digest = batch_digest(cx->mem, run, ids, waves, n);
	rc = batch_db_insert(cx, run, &run->id);
	if (rc == ERR_OK)
		rc = batch_db_insert_hosts(cx, run->id, project_id, v, n);
	return rc ? rc : submit(cx, run, v, n, &verdict, like, out);
}

enum err_code
batch_look(struct cx *cx, const struct batch_new *in, struct batch_preview *out)
{
	struct batch_pick *v;
	int64_t canaries, last = -1;
	enum err_code rc;
	size_t n, i;

	rc = batch_pick(cx, in, &out->project_id, &v, &n, &canaries);
	if (rc)
		return rc;
	out->canaries = canaries;
	out->hosts = (int64_t)count_asked(v, n);
	out->skipped = (int64_t)n - out->hosts;
	out->names = (struct texts){ arena_array(cx->mem, SHOWN_HOSTS,
					 sizeof(*out->names.v)),
		0, true };
	for (i = 0; i < n; i++) {
		if (out->names.n < SHOWN_HOSTS)
			out->names.v[out->names.n++] = v[i].name;
		if (v[i].skip == NULL && v[i].wave != last) {
			out->waves++;
			last = v[i].wave;
		}
	}
	return commands_judge(cx, out->project_id, str_of(in->command),
	    text(in->interpreter), &out->policy);
}

static enum err_code
get(struct cx *cx, int64_t id, struct batch_run *run)
{
	enum err_code rc;

	rc = batch_db_lock(cx, id);
	if (rc == ERR_OK)
		rc = batch_db_get(cx, id, run);
	return rc ? rc : may_run(cx, run->project_id);
}

static bool
is_over(const struct batch_run *run)
{
	return strcmp(run->status, "waiting") != 0 &&
	    strcmp(run->status, "queued") != 0 &&
	    strcmp(run->status, "running") != 0;
}

enum err_code
batch_retry(struct cx *cx, int64_t id, const struct batch_retry *in,
    struct batch_started *out, struct batch_run *run)
{
	static const char *dflt[] = { "failed", "unreachable", "timed_out" };
	struct texts states = in->states;
	struct batch_new again;
	struct batch_run old;
	struct ints ids;
	enum err_code rc;

	rc = get(cx, id, &old);
	if (rc)
		return rc;
	if (!is_over(&old))
		return err_set(cx, ERR_CONFLICT, "批次还没有结束",
		    "the batch is not over yet");
	if (states.n == 0)
		states = (struct texts){ dflt, 3, true };
	rc = batch_db_ids_in(cx, id, &states, &ids);
	if (rc)
		return rc;
	if (ids.n == 0)
		return err_set(cx, ERR_CONFLICT, "没有需要重试的主机",
		    "no host is to be tried again");
	again = (struct batch_new){
		.name = old.name,
		.host_ids = ids,
		.project_id = old.project_id,
		.command = old.command,
		.interpreter = old.interpreter,
		.concurrency = old.concurrency,
		.tiers = old.tiers,
		.max_errors = old.max_errors,
		.max_error_percent = old.max_error_percent,
		.timeout_s = old.timeout_s,
		.total_timeout_s = old.total_timeout_s,
		.output_max = old.output_max,
		.repeatable = old.repeatable,
		.reason = has(in->reason) ? in->reason : old.reason,
	};
	return batch_start(cx, &again, id, NULL, out, run);
}

/* Paused, or given up because its processes died again and again. */
static bool
may_go_on(const struct batch_run *run)
{
	return strcmp(run->status, "paused") == 0 ||
	    (strcmp(run->status, "failed") == 0 &&
		run->n_waiting + run->n_running > 0);
}

enum err_code
batch_continue(struct cx *cx, int64_t id, struct batch_started *out,
    struct batch_run *run)
{
	struct batch_args args;
	struct task_new task;
	enum err_code rc;

	rc = get(cx, id, run);
	if (rc)
		return rc;
	if (!may_go_on(run))
		return err_set(cx, ERR_CONFLICT, "批次没有暂停（%s）",
		    "the batch is not paused (%s)", run->status);
	/* It was allowed when it was ordered; a rule may forbid it since. */
	rc = commands_check(cx, "command", run->project_id,
	    str_of(run->command), run->interpreter, &out->policy);
	if (rc)
		return rc;
	args = (struct batch_args){ run->id, run->digest, lang_of(cx) };
	task = task_of(run, &args);
	rc = tasks_enqueue(cx, &task, &out->task_id);
	if (rc == ERR_OK)
		rc = batch_db_set_task(cx, id, out->task_id, 0);
	if (rc == ERR_OK)
		rc = batch_db_stop(cx, id, "");
	out->batch_id = id;
	out->status = "queued";
	return rc;
}

enum err_code
batch_cancel(struct cx *cx, int64_t id, struct batch_run *run)
{
	enum err_code rc;

	rc = get(cx, id, run);
	if (rc)
		return rc;
	if (is_over(run) && !may_go_on(run))
		return err_set(cx, ERR_CONFLICT, "批次已结束（%s）",
		    "the batch is over (%s)", run->status);
	if (run->task_id != 0) {
		rc = tasks_stop(cx, run->task_id);
		if (rc)
			return rc;
	}
	/* One that runs ends its rows itself. */
	if (strcmp(run->status, "running") != 0) {
		rc = batch_db_drop_rest(cx, id, "cancelled", "");
		if (rc == ERR_OK)
			rc = batch_db_stop(cx, id, "cancelled");
	}
	return rc ? rc : batch_db_get(cx, id, run);
}
