/*
 * batch_run: the task.
 *
 * One loop: give the fan as many hosts as may be at work, let it turn, write
 * what happened.  Before a command leaves, its row says `running` durably; many
 * hosts share one statement, and so do their ends.  Whoever takes the task over
 * therefore knows which commands may have run.  Sessions stay open in this
 * process for the next batch.
 */
#include "batch/batch_run.h"

#define REACH_AT_ONCE 200 /* hosts whose secrets are opened together */
#define TURN_MS 50
#define READY_MS 15 /* a login waits at most so long for its mark */
#define READY_ROWS 32
#define WARM_MAX 1200
#define WARM_S 300
#define SCRATCH ((size_t)48 << 20)
#define GIVE_UP_MS 2000 /* for commands that are being ended */

static struct ssh_fan *fan;

static enum err_code
open_fan(struct cx *cx, const struct batch_run *run)
{
	const struct ssh_fan_limits lim = {
		.jobs = (int)run->concurrency,
		.connects = (int)run->concurrency,
		.warm = WARM_MAX,
		.warm_idle_s = WARM_S,
	};

	if (fan == NULL)
		fan = ssh_fan_new(&lim);
	else
		ssh_fan_limit(fan, &lim);
	if (fan == NULL)
		return err_plain(cx, ERR_UNAVAILABLE);
	ssh_fan_lang(fan, cx->lang);
	return ERR_OK;
}

void
batch_run_idle(struct cx *cx)
{
	(void)cx;
	if (fan != NULL)
		(void)ssh_fan_turn(fan, 0, -1);
}

void
batch_run_leave(struct cx *cx)
{
	(void)cx;
	ssh_fan_free(fan);
	fan = NULL;
}

/* --- what the fan tells --- */

static bool
on_ready(struct ssh_fan_job *job)
{
	struct batch_job *h = job->arg;

	if (h->r->n_ready == 0)
		h->r->ready_ms = time_mono_ms();
	h->r->ready[h->r->n_ready++] = h;
	return false;
}

static void
on_output(struct ssh_fan_job *job, bool is_err, struct str piece)
{
	struct batch_job *h = job->arg;

	buf_str(&h->out[is_err ? 1 : 0], piece);
}

static bool
is_error(const char *state)
{
	return strcmp(state, "failed") == 0 ||
	    strcmp(state, "unreachable") == 0 ||
	    strcmp(state, "timed_out") == 0 || strcmp(state, "uncertain") == 0;
}

static void
ended(struct batch_job *h, const char *state)
{
	struct batch_runner *r = h->r;

	h->state = state;
	if (is_error(state)) {
		r->errors.errors++;
		r->errors.canary_errors += h->wave == 0;
	}
	r->n_ended++;
	r->n_good += strcmp(state, "succeeded") == 0;
	r->moved = true;
	if (r->done.n == 0)
		r->done_ms = time_mono_ms();
	r->done_bytes += h->out[0].n + h->out[1].n;
	batch_jobs_add(&r->done, h);
}

static const char *
state_of(const struct batch_runner *r, const struct ssh_fan_result *res)
{
	if (res->rc == ERR_OK) {
		if (res->exit_code == 0)
			return "succeeded";
		/* A server that says nothing of the end leaves it open. */
		return res->exit_code == -1 && res->exit_signal == NULL ?
		    "uncertain" :
		    "failed";
	}
	if (res->fault == SSH_F_CANCELLED)
		return "cancelled";
	if (!res->sent) {
		if (res->fault == SSH_F_TIMEOUT && r->stopping)
			return "skipped";
		return "unreachable";
	}
	return res->fault == SSH_F_TIMEOUT ? "timed_out" : "uncertain";
}

static void
on_end(struct ssh_fan_job *job, const struct ssh_fan_result *res)
{
	struct batch_job *h = job->arg;
	struct batch_runner *r = h->r;

	if (res->fault == SSH_F_HOSTKEY && res->host_key != NULL)
		hosts_key_changed_to(r->cx, h->id, res->host_key);
	h->fault = res->fault == SSH_F_NONE ? "" : ssh_fault_name(res->fault);
	h->message = arena_strdup(r->cx->mem, res->message);
	h->signal = arena_strdup(r->cx->mem,
	    res->exit_signal != NULL ? res->exit_signal : "");
	h->exit_code = res->exit_code;
	h->connect_ms = res->connect_ms;
	h->run_ms = res->run_ms;
	h->bytes[0] = res->out_bytes;
	h->bytes[1] = res->err_bytes;
	h->warm = res->warm;
	h->truncated = res->out_dropped > 0 || res->err_dropped > 0;
	h->at_work = false;
	r->at_work--;
	ended(h, state_of(r, res));
}

/*
 * A mark costs a commit, during which the loop stands still: those that log in
 * within a moment share one.
 */
static bool
is_ready_due(const struct batch_runner *r)
{
	return r->n_ready >= READY_ROWS || r->n_ready == r->at_work ||
	    time_mono_ms() - r->ready_ms >= READY_MS;
}

/* The marks are durable: now the commands leave. */
static enum err_code
release(struct batch_runner *r)
{
	enum err_code rc;
	size_t i, n = r->n_ready;

	if (n == 0 || !is_ready_due(r))
		return ERR_OK;
	rc = batch_write(r, batch_write_ready);
	if (rc)
		return rc;
	(void)FAULT("batch.marked");
	r->n_ready = 0;
	for (i = 0; i < n; i++) {
		r->ready[i]->told = true;
		if (r->ready[i]->at_work)
			ssh_fan_go(fan, &r->ready[i]->job);
	}
	(void)FAULT("batch.sent");
	return ERR_OK;
}

/* --- the loop --- */

static void
start_job(struct batch_runner *r, struct batch_job *h)
{
	static const char *const sh_s[] = { "/bin/sh", "-s" };
	const struct batch_run *run = &r->run;
	bool script = run->interpreter[0] != '\0';
	const char *argv[3] = { sh_s[0], sh_s[1], NULL };

	if (script && strcmp(run->interpreter, "sh") != 0) {
		argv[0] = run->interpreter;
		argv[1] = strcmp(run->interpreter, "bash") == 0 ||
			strcmp(run->interpreter, "zsh") == 0 ?
		    "-s" :
		    "-";
	}
	h->job = (struct ssh_fan_job){
		.target = h->target,
		.command = script ? ssh_quote(r->cx->mem, argv) : run->command,
		.input = script ? str_of(run->command) : STR(""),
		.timeout_ms = (int)run->timeout_s * 1000,
		.output_max = (size_t)run->output_max,
		.on_ready = on_ready,
		.on_output = on_output,
		.on_end = on_end,
		.arg = h,
	};
	buf_init(&h->out[0], NULL, (size_t)run->output_max + 4096);
	buf_init(&h->out[1], NULL, (size_t)run->output_max + 4096);
	h->at_work = true;
	r->at_work++;
	r->moved = true;
	ssh_fan_add(fan, &h->job);
}

static void
end_unasked(struct batch_job *h, const char *state, const char *fault,
    const char *message)
{
	h->fault = fault;
	h->message = message;
	h->signal = "";
	h->exit_code = -1;
	ended(h, state);
}

/* Opens the secrets of the next hosts. */
static enum err_code
reach(struct batch_runner *r)
{
	int64_t ids[REACH_AT_ONCE];
	struct host_reached *got;
	size_t i, n = r->n - r->reached;
	enum err_code rc;

	if (r->reached > r->next || n == 0)
		return ERR_OK;
	if (n > REACH_AT_ONCE)
		n = REACH_AT_ONCE;
	for (i = 0; i < n; i++)
		ids[i] = r->v[r->reached + i].id;
	got = arena_array(r->cx->mem, n, sizeof(*got));
	rc = hosts_reach_many(r->cx, ids, n, got);
	if (rc)
		return rc;
	for (i = 0; i < n; i++) {
		struct batch_job *h = &r->v[r->reached + i];

		h->target = got[i].target;
		if (got[i].rc == ERR_OK &&
		    got[i].ref.project_id != r->run.project_id)
			got[i].rc = ERR_NOT_FOUND;
		if (got[i].rc)
			h->target = NULL;
		h->message = got[i].message;
		h->state =
		    got[i].rc == ERR_NOT_FOUND ? "skipped" : "unreachable";
	}
	r->reached += n;
	return ERR_OK;
}

static bool
over_budget(const struct batch_runner *r)
{
	const struct batch_run *run = &r->run;

	if (run->max_errors >= 0 && r->errors.errors > run->max_errors)
		return true;
	return run->max_error_percent >= 0 &&
	    r->errors.errors * 100 > run->max_error_percent * run->hosts;
}

/* Begins hosts of ${wave} while there is room. */
static enum err_code
feed(struct batch_runner *r, int64_t wave)
{
	enum err_code rc;
	struct batch_job *h;

	while (r->next < r->n && r->v[r->next].wave == wave && !r->stopping &&
	    r->at_work < (size_t)r->run.concurrency) {
		rc = reach(r);
		if (rc)
			return rc;
		h = &r->v[r->next++];
		if (h->target == NULL)
			end_unasked(h,
			    h->state != NULL ? h->state : "unreachable",
			    "input_error", h->message);
		else
			start_job(r, h);
		if (over_budget(r))
			return ERR_OK;
	}
	return ERR_OK;
}

static enum err_code
turn(struct batch_runner *r)
{
	int wake = r->stopping ? -1 : task_wake_fd(r->t);
	int wait = TURN_MS;
	enum err_code rc;

	if (r->n_ready > 0)
		wait = READY_MS;
	else if (r->done.n > 0)
		wait = TURN_MS / 2;
	(void)ssh_fan_turn(fan, wait, wake);
	rc = release(r);
	if (rc == ERR_OK)
		rc = batch_flush(r, false);
	if (rc == ERR_OK)
		rc = batch_tell(r, false);
	return rc;
}

/* Whether the run must end early; says why once. */
static enum err_code
look(struct batch_runner *r)
{
	enum err_code rc = task_alive(r->cx, r->t);

	if (rc == ERR_CONFLICT || r->stopping)
		return rc == ERR_CONFLICT ? rc : ERR_OK;
	if (rc == ERR_UNAVAILABLE) {
		r->stopped = "cancelled";
	} else if (rc != ERR_OK || time_mono_ms() >= r->end_ms) {
		r->stopped = "timeout";
	} else {
		if (over_budget(r)) {
			/* Those at work may finish. */
			r->stopped = "errors";
			r->stopping = true;
		}
		return ERR_OK;
	}
	r->stopping = true;
	err_clear(r->cx);
	ssh_fan_cancel(fan, NULL, strcmp(r->stopped, "timeout") == 0);
	return ERR_OK;
}

static enum err_code
run_wave(struct batch_runner *r, int64_t wave)
{
	enum err_code rc;

	for (;;) {
		rc = look(r);
		if (rc == ERR_OK)
			rc = feed(r, wave);
		if (rc == ERR_OK && r->at_work == 0 &&
		    (r->stopping || r->next == r->n ||
			r->v[r->next].wave != wave))
			return batch_flush(r, true);
		if (rc == ERR_OK)
			rc = turn(r);
		if (rc)
			return rc;
	}
}

static enum err_code
run_waves(struct batch_runner *r)
{
	int64_t wave;
	enum err_code rc;

	while (r->next < r->n && !r->stopping) {
		wave = r->v[r->next].wave;
		rc = run_wave(r, wave);
		if (rc)
			return rc;
		if (wave != 0 || r->stopping || r->next == r->n)
			continue;
		if (r->run.canary_pause)
			r->stopped = "paused";
		else if (r->errors.canary_errors > 0)
			r->stopped = "errors";
		r->stopping = r->stopped[0] != '\0';
	}
	return ERR_OK;
}

/* An error of ours: nothing may point to the hosts any more. */
static void
abandon(struct batch_runner *r)
{
	int64_t until = time_mono_ms() + GIVE_UP_MS;

	ssh_fan_cancel(fan, NULL, false);
	while (ssh_fan_turn(fan, TURN_MS, -1) > 0)
		if (time_mono_ms() >= until)
			break;
	if (ssh_fan_jobs(fan) > 0)
		batch_run_leave(r->cx);
}

/* --- begin and end --- */

/* The rows must still be what was ordered, and perhaps approved. */
static enum err_code
check_digest(struct batch_runner *r, const struct batch_args *args)
{
	struct ints ids, waves;
	const char *sum;
	enum err_code rc;

	rc = batch_work_plan(r->cx, r->run.id, &ids, &waves);
	if (rc)
		return rc;
	sum = batch_digest(r->cx->mem, &r->run, ids.v, waves.v, ids.n);
	if (strcmp(sum, args->digest) != 0)
		return err_set(r->cx, ERR_FORBIDDEN, "批次内容与批准的不符",
		    "the batch is not what was ordered");
	return ERR_OK;
}

static enum err_code
begin(struct batch_runner *r, const struct batch_args *args)
{
	struct batch_todo *todo;
	enum err_code rc;
	size_t i;

	rc = batch_work_take(r->cx, args->run_id, task_id(r->t), &r->run);
	if (rc == ERR_OK)
		rc = check_digest(r, args);
	if (rc == ERR_OK)
		rc = batch_work_repair(r->cx, &r->run);
	if (rc == ERR_OK)
		rc = batch_work_counts(r->cx, r->run.id, &r->errors);
	if (rc == ERR_OK)
		rc = batch_work_todo(r->cx, r->run.id, &todo, &r->n);
	if (rc == ERR_OK)
		rc = open_fan(r->cx, &r->run);
	if (rc)
		return rc;
	r->n_good = r->run.n_succeeded;
	r->n_ended = r->run.hosts - (int64_t)r->n;
	r->v = arena_array(r->cx->mem, r->n + 1, sizeof(*r->v));
	r->ready =
	    arena_array(r->cx->mem, r->n + 1, sizeof(struct batch_job *));
	for (i = 0; i < r->n; i++)
		r->v[i] = (struct batch_job){
			.r = r, .id = todo[i].host_id, .wave = todo[i].wave
		};
	r->end_ms = time_mono_ms() + r->run.total_timeout_s * 1000;
	return ERR_OK;
}

static enum err_code
verdict(struct batch_runner *r)
{
	long long errors = (long long)r->errors.errors;
	long long hosts = (long long)r->run.hosts;

	if (strcmp(r->stopped, "cancelled") == 0)
		return err_set(r->cx, ERR_UNAVAILABLE, "任务已取消",
		    "cancelled");
	if (strcmp(r->stopped, "timeout") == 0)
		return err_set(r->cx, ERR_CONFLICT,
		    "总时限已到：%lld 台主机中 %lld 台成功",
		    "the time for all was up: of %lld hosts %lld succeeded",
		    hosts, (long long)r->n_good);
	if (strcmp(r->stopped, "paused") == 0 || errors == 0)
		return ERR_OK;
	return err_set(r->cx, ERR_CONFLICT, "%lld 台主机中 %lld 台未成功",
	    "of %lld hosts %lld did not succeed", hosts, errors);
}

/* What an error left unwritten. */
static void
free_outputs(struct batch_runner *r)
{
	size_t i;

	for (i = 0; i < r->n && r->v != NULL; i++) {
		buf_free(&r->v[i].out[0]);
		buf_free(&r->v[i].out[1]);
	}
}

enum err_code
batch_run_task(struct cx *cx, struct task *t, const void *args)
{
	const struct batch_args *in = args;
	struct batch_runner r = { .cx = cx, .t = t, .stopped = "" };
	enum lang lang = cx->lang;
	enum err_code rc;

	/* Rows speak the language of whoever ordered them. */
	if (in->lang != NULL && strcmp(in->lang, "en") == 0)
		cx->lang = LANG_EN;
	r.io = *cx;
	r.io.mem = arena_new(SCRATCH);
	rc = begin(&r, in);
	if (rc == ERR_OK) {
		rc = run_waves(&r);
		if (rc)
			abandon(&r);
	}
	if (rc == ERR_OK)
		rc = batch_write(&r, batch_write_over);
	if (rc == ERR_OK) {
		/* The run is written; that nobody heard of it is no error. */
		if (batch_tell(&r, true))
			err_clear(cx);
		task_set_result(t, batch_numbers(&r, cx->mem));
		rc = verdict(&r);
	}
	free_outputs(&r);
	arena_free(r.io.mem);
	cx->lang = lang;
	return rc;
}
