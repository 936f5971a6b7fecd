/*
 * batch_write: what is written of a run at work.
 *
 * Many hosts share a statement, and every statement has memory of its own, so
 * that hours of output do not fill the task's.
 */
#include "batch/batch_run.h"
#include "crypto/crypto.h"
#include "tasks/tasks_text.h"

#define FLUSH_MS 150 /* ends wait at most so long to be written */
#define FLUSH_ROWS 256
#define FLUSH_BYTES ((size_t)1 << 20)
#define TELL_MS 400 /* pause between two progress events */
#define AGAIN_MS 200 /* a database that is away is tried again */

void
batch_jobs_add(struct batch_jobs *l, struct batch_job *h)
{
	h->next = NULL;
	if (l->last != NULL)
		l->last->next = h;
	else
		l->first = h;
	l->last = h;
	l->n++;
}

enum err_code
batch_write(struct batch_runner *r, enum err_code (*fn)(struct batch_runner *r))
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
		r->cx->message = arena_strdup(r->cx->mem, r->io.message);
		r->cx->detail = arena_strdup(r->cx->mem, r->io.detail);
	}
	arena_reset(r->io.mem);
	return rc;
}

enum err_code
batch_write_ready(struct batch_runner *r)
{
	int64_t *ids = arena_array(r->io.mem, r->n_ready, sizeof(*ids));
	size_t i;

	for (i = 0; i < r->n_ready; i++)
		ids[i] = r->ready[i]->id;
	return batch_work_mark(&r->io, &r->run, "running", ids, r->n_ready);
}

static enum err_code
write_connecting(struct batch_runner *r)
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
kept(struct batch_runner *r, const struct batch_job *h, int which)
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
sum_of(struct batch_runner *r, const struct batch_job *h, const char *out,
    const char *err)
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
write_done(struct batch_runner *r)
{
	struct batch_ends e;
	const struct batch_job *h;
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

enum err_code
batch_flush(struct batch_runner *r, bool all)
{
	struct batch_job *h;
	enum err_code rc;

	if (r->done.n == 0 ||
	    (!all && r->done.n < FLUSH_ROWS && r->done_bytes < FLUSH_BYTES &&
		time_mono_ms() - r->done_ms < FLUSH_MS))
		return ERR_OK;
	rc = batch_write(r, write_done);
	if (rc)
		return rc;
	for (h = r->done.first; h != NULL; h = h->next) {
		buf_free(&h->out[0]);
		buf_free(&h->out[1]);
	}
	r->done = (struct batch_jobs){ .n = 0 };
	r->done_bytes = 0;
	return ERR_OK;
}

struct str
batch_numbers(struct batch_runner *r, struct arena *mem)
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

enum err_code
batch_tell(struct batch_runner *r, bool now)
{
	int64_t ms = time_mono_ms();
	enum err_code rc;

	if (!now && (ms - r->told_ms < TELL_MS || !r->moved))
		return ERR_OK;
	r->told_ms = ms;
	r->moved = false;
	rc = batch_write(r, write_connecting);
	if (rc)
		return rc;
	rc = task_event(r->cx, r->t, "progress", batch_numbers(r, r->io.mem));
	arena_reset(r->io.mem);
	return rc;
}

enum err_code
batch_write_over(struct batch_runner *r)
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
