/*
 * batch_run: the task.
 *
 * One loop: give the fan as many hosts as may be at work, let it turn, write
 * what happened.  Before a command leaves, its row says `running` durably; many
 * hosts share one statement, and so do their ends.  Whoever takes the task over
 * therefore knows which commands may have run.  Sessions stay open in this
 * process for the next batch.
 */
#include "batch/batch_int.h"
#include "crypto/crypto.h"
#include "ssh/ssh_fan.h"
#include "tasks/tasks_text.h"

#define REACH_AT_ONCE 200	/* hosts whose secrets are opened together */
#define TURN_MS       50
#define FLUSH_MS      150	/* ends wait at most so long to be written */
#define FLUSH_ROWS    256
#define FLUSH_BYTES   ((size_t)1 << 20)
#define TELL_MS       400	/* pause between two progress events */
#define WARM_MAX      1200
#define WARM_S        300
#define SCRATCH       ((size_t)48 << 20)
#define AGAIN_MS      200	/* a database that is away is tried again */
#define GIVE_UP_MS    2000	/* for commands that are being ended */

struct host {
	struct ssh_fan_job job;
	struct runner *r;
	struct host *next;	/* of the list it is in */
	int64_t id;
	int64_t wave;
	const struct ssh_target *target;
	struct buf out[2];
	bool told;		/* its row says connecting */
	bool at_work;
	/* The end. */
	const char *state;
	const char *fault;
	const char *message;
	const char *signal;
	int64_t exit_code, connect_ms, run_ms, bytes[2];
	bool warm, truncated;
};

struct list {
	struct host *first, *last;
	size_t n;
};

struct runner {
	struct cx *cx;		/* the task's */
	struct cx io;		/* for statements: scratch memory */
	struct task *t;
	struct batch_run run;
	struct host *v;
	size_t n;
	size_t next;		/* first that was not begun */
	size_t reached;		/* first whose secrets were not opened */
	size_t at_work;
	struct host **ready;	/* logged in, wait for their mark */
	size_t n_ready;
	struct list done;	/* ended, not written */
	size_t done_bytes;
	int64_t done_ms;	/* since when the first of them waits */
	int64_t told_ms;
	int64_t end_ms;		/* of the whole run */
	struct batch_counts errors;
	int64_t n_ended, n_good;
	bool moved;		/* something to tell */
	bool stopping;
	const char *stopped;
};

static struct ssh_fan *fan;

static void
list_add(struct list *l, struct host *h)
{
	h->next = NULL;
	if (l->last != NULL)
		l->last->next = h;
	else
		l->first = h;
	l->last = h;
	l->n++;
}

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
	struct host *h = job->arg;

	h->r->ready[h->r->n_ready++] = h;
	return false;
}

static void
on_output(struct ssh_fan_job *job, bool is_err, struct str piece)
{
	struct host *h = job->arg;

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
ended(struct host *h, const char *state)
{
	struct runner *r = h->r;

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
	list_add(&r->done, h);
}

static const char *
state_of(const struct runner *r, const struct ssh_fan_result *res)
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
	struct host *h = job->arg;
	struct runner *r = h->r;

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

/* --- what is written --- */

/*
 * Does ${fn} with a statement's own memory, again as long as the database is
 * away and the lease lasts.
 */
static enum err_code
persist(struct runner *r, enum err_code (*fn)(struct runner *r))
{
	enum err_code rc, alive;

	for (;;) {
		alive = task_alive(r->cx, r->t);
		if (alive == ERR_CONFLICT)
			return alive;
		err_clear(r->cx);
		r->io.deadline_ms = time_mono_ms() + 10000;
		err_clear(&r->io);
		rc = fn(r);
		if (rc != ERR_UNAVAILABLE && rc != ERR_TIMEOUT)
			break;
		log_warn(r->cx, "batch.write_again",
		    LOG_INT("run_id", r->run.id),
		    LOG_TEXT("detail", r->io.detail));
		arena_reset(r->io.mem);
		usleep(AGAIN_MS * 1000);
	}
	if (rc) {
		r->cx->err = rc;
		r->cx->message =
		    arena_strdup(r->cx->mem, r->io.message);
		r->cx->detail = arena_strdup(r->cx->mem, r->io.detail);
	}
	arena_reset(r->io.mem);
	return rc;
}

static enum err_code
write_ready(struct runner *r)
{
	int64_t *ids = arena_array(r->io.mem, r->n_ready, sizeof(*ids));
	size_t i;

	for (i = 0; i < r->n_ready; i++)
		ids[i] = r->ready[i]->id;
	return batch_work_mark(&r->io, &r->run, "running", ids, r->n_ready);
}

/* The marks are durable: now the commands leave. */
static enum err_code
release(struct runner *r)
{
	enum err_code rc;
	size_t i, n = r->n_ready;

	if (n == 0)
		return ERR_OK;
	rc = persist(r, write_ready);
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

static enum err_code
write_connecting(struct runner *r)
{
	int64_t *ids = arena_array(r->io.mem, r->n, sizeof(*ids));
	size_t i, n = 0;

	for (i = 0; i < r->next; i++)
		if (r->v[i].at_work && !r->v[i].told)
			ids[n++] = r->v[i].id;
	return n == 0 ? ERR_OK :
			batch_work_mark(&r->io, &r->run, "connecting", ids, n);
}

/* The output as it is kept: the host's secrets masked, valid UTF-8. */
static const char *
kept(struct runner *r, const struct host *h, int which)
{
	struct tasks_mask masks = { .n = 0 };
	const struct ssh_target *t;
	struct buf b;

	for (t = h->target; t != NULL; t = t->jump) {
		if (t->password != NULL && strlen(t->password) >= 4)
			tasks_mask_add(&masks, r->io.mem, str_of(t->password));
		if (t->passphrase != NULL && strlen(t->passphrase) >= 4)
			tasks_mask_add(&masks, r->io.mem,
			    str_of(t->passphrase));
	}
	buf_init(&b, r->io.mem, (size_t)8 << 20);
	tasks_text_whole(&masks, buf_view(&h->out[which]), &b);
	return b.p != NULL ? b.p : "";
}

static const char *
sum_of(struct runner *r, const struct host *h, const char *out, const char *err)
{
	struct buf b;

	if (strcmp(h->state, "succeeded") != 0 &&
	    strcmp(h->state, "failed") != 0)
		return "";
	buf_init(&b, r->io.mem, (size_t)20 << 20);
	buf_int(&b, h->exit_code);
	buf_putc(&b, '\0');
	buf_puts(&b, out);
	buf_putc(&b, '\0');
	buf_puts(&b, err);
	return crypto_sha256_hex(r->io.mem, buf_view(&b));
}

static void
ends_new(struct arena *mem, struct batch_ends *e, size_t n)
{
	int64_t **ints[] = { &e->ids, &e->exit_codes, &e->warm, &e->connect_ms,
		&e->run_ms, &e->out_bytes, &e->err_bytes, &e->truncated };
	const char ***texts[] = { &e->states, &e->signals, &e->faults,
		&e->messages, &e->sums, &e->outs, &e->errs };
	size_t i;

	for (i = 0; i < sizeof(ints) / sizeof(ints[0]); i++)
		*ints[i] = arena_array(mem, n, sizeof(int64_t));
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = arena_array(mem, n, sizeof(char *));
	e->n = n;
}

static enum err_code
write_done(struct runner *r)
{
	struct batch_ends e;
	const struct host *h;
	size_t i = 0;

	ends_new(r->io.mem, &e, r->done.n);
	for (h = r->done.first; h != NULL; h = h->next, i++) {
		e.ids[i] = h->id;
		e.exit_codes[i] = h->exit_code;
		e.warm[i] = h->warm;
		e.connect_ms[i] = h->connect_ms;
		e.run_ms[i] = h->run_ms;
		e.out_bytes[i] = h->bytes[0];
		e.err_bytes[i] = h->bytes[1];
		e.truncated[i] = h->truncated;
		e.states[i] = h->state;
		e.signals[i] = h->signal;
		e.faults[i] = h->fault;
		e.messages[i] = h->message;
		e.outs[i] = kept(r, h, 0);
		e.errs[i] = kept(r, h, 1);
		e.sums[i] = sum_of(r, h, e.outs[i], e.errs[i]);
	}
	return batch_work_ends(&r->io, &r->run, &e);
}

static enum err_code
flush(struct runner *r, bool all)
{
	struct host *h;
	enum err_code rc;

	if (r->done.n == 0 ||
	    (!all && r->done.n < FLUSH_ROWS && r->done_bytes < FLUSH_BYTES &&
		time_mono_ms() - r->done_ms < FLUSH_MS))
		return ERR_OK;
	rc = persist(r, write_done);
	if (rc)
		return rc;
	for (h = r->done.first; h != NULL; h = h->next) {
		buf_free(&h->out[0]);
		buf_free(&h->out[1]);
	}
	r->done = (struct list){ .n = 0 };
	r->done_bytes = 0;
	return ERR_OK;
}

static struct str
numbers(struct runner *r, struct arena *mem)
{
	struct json j;
	struct buf b;

	buf_init(&b, mem, BUF_MAX_ROW);
	json_init(&j, &b);
	json_object(&j);
	json_put_int(&j, "batch_id", r->run.id);
	json_put_int(&j, "hosts", r->run.hosts);
	json_put_int(&j, "begun", (int64_t)r->next);
	json_put_int(&j, "ended", r->n_ended);
	json_put_int(&j, "succeeded", r->n_good);
	json_put_int(&j, "errors", r->errors.errors);
	if (r->stopped[0] != '\0')
		json_put_text(&j, "stopped", r->stopped);
	json_object_end(&j);
	return buf_view(&b);
}

/* A few times a second, also which hosts are on their way. */
static enum err_code
tell(struct runner *r, bool now)
{
	int64_t ms = time_mono_ms();
	enum err_code rc;

	if (!now && (ms - r->told_ms < TELL_MS || !r->moved))
		return ERR_OK;
	r->told_ms = ms;
	r->moved = false;
	rc = persist(r, write_connecting);
	if (rc)
		return rc;
	rc = task_event(r->cx, r->t, "progress", numbers(r, r->io.mem));
	arena_reset(r->io.mem);
	return rc;
}

/* --- the loop --- */

static void
start_job(struct runner *r, struct host *h)
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
end_unasked(struct host *h, const char *state, const char *fault,
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
reach(struct runner *r)
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
		struct host *h = &r->v[r->reached + i];

		h->target = got[i].target;
		if (got[i].rc == ERR_OK &&
		    got[i].ref.project_id != r->run.project_id)
			got[i].rc = ERR_NOT_FOUND;
		if (got[i].rc)
			h->target = NULL;
		h->message = got[i].message;
		h->state = got[i].rc == ERR_NOT_FOUND ? "skipped" :
							"unreachable";
	}
	r->reached += n;
	return ERR_OK;
}

static bool
over_budget(const struct runner *r)
{
	const struct batch_run *run = &r->run;

	if (run->max_errors >= 0 && r->errors.errors > run->max_errors)
		return true;
	return run->max_error_percent >= 0 &&
	    r->errors.errors * 100 > run->max_error_percent * run->hosts;
}

/* Begins hosts of ${wave} while there is room. */
static enum err_code
feed(struct runner *r, int64_t wave)
{
	enum err_code rc;
	struct host *h;

	while (r->next < r->n && r->v[r->next].wave == wave && !r->stopping &&
	    r->at_work < (size_t)r->run.concurrency) {
		rc = reach(r);
		if (rc)
			return rc;
		h = &r->v[r->next++];
		if (h->target == NULL)
			end_unasked(h, h->state, "input_error", h->message);
		else
			start_job(r, h);
		if (over_budget(r))
			return ERR_OK;
	}
	return ERR_OK;
}

static enum err_code
turn(struct runner *r)
{
	int wake = r->stopping ? -1 : task_wake_fd(r->t);
	enum err_code rc;

	(void)ssh_fan_turn(fan, r->done.n > 0 ? TURN_MS / 2 : TURN_MS, wake);
	rc = release(r);
	if (rc == ERR_OK)
		rc = flush(r, false);
	if (rc == ERR_OK)
		rc = tell(r, false);
	return rc;
}

/* Whether the run must end early; says why once. */
static enum err_code
look(struct runner *r)
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
run_wave(struct runner *r, int64_t wave)
{
	enum err_code rc;

	for (;;) {
		rc = look(r);
		if (rc == ERR_OK)
			rc = feed(r, wave);
		if (rc == ERR_OK && r->at_work == 0 &&
		    (r->stopping || r->next == r->n ||
			r->v[r->next].wave != wave))
			return flush(r, true);
		if (rc == ERR_OK)
			rc = turn(r);
		if (rc)
			return rc;
	}
}

static enum err_code
run_waves(struct runner *r)
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
abandon(struct runner *r)
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
check_digest(struct runner *r, const struct batch_args *args)
{
	struct ints ids, waves;
	const char *sum;
	enum err_code rc;

	rc = batch_work_plan(r->cx, r->run.id, &ids, &waves);
	if (rc)
		return rc;
	sum = batch_digest(r->cx->mem, &r->run, ids.v, waves.v, ids.n);
	if (strcmp(sum, args->digest) != 0)
		return err_set(r->cx, ERR_FORBIDDEN,
		    "批次内容与批准的不符", "the batch is not what was ordered");
	return ERR_OK;
}

static enum err_code
begin(struct runner *r, const struct batch_args *args)
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
	r->ready = arena_array(r->cx->mem, r->n + 1, sizeof(struct host *));
	for (i = 0; i < r->n; i++)
		r->v[i] = (struct host){ .r = r, .id = todo[i].host_id,
			.wave = todo[i].wave };
	r->end_ms = time_mono_ms() + r->run.total_timeout_s * 1000;
	return ERR_OK;
}

static enum err_code
write_over(struct runner *r)
{
	bool zh = r->cx->lang == LANG_ZH;
	const char *rest = "", *message = "";

	if (strcmp(r->stopped, "cancelled") == 0) {
		rest = "cancelled";
	} else if (strcmp(r->stopped, "errors") == 0) {
		rest = "skipped";
		message = zh ? "错误过多，已停止" : "stopped: too many errors";
	} else if (strcmp(r->stopped, "timeout") == 0) {
		rest = "skipped";
		message = zh ? "总时限已到，未开始" :
			       "not begun when the time for all was up";
	}
	return batch_work_over(&r->io, &r->run, r->stopped, rest, message);
}

static enum err_code
verdict(struct runner *r)
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
free_outputs(struct runner *r)
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
	struct runner r = { .cx = cx, .io = *cx, .t = t, .stopped = "" };
	enum err_code rc;

	r.io.mem = arena_new(SCRATCH);
	rc = begin(&r, args);
	if (rc == ERR_OK) {
		rc = run_waves(&r);
		if (rc)
			abandon(&r);
	}
	if (rc == ERR_OK)
		rc = persist(&r, write_over);
	if (rc == ERR_OK) {
		(void)tell(&r, true);
		task_set_result(t, numbers(&r, cx->mem));
		rc = verdict(&r);
	}
	free_outputs(&r);
	arena_free(r.io.mem);
	return rc;
}
