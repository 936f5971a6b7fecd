/*
 * What a handler says: masked, made UTF-8, collected and written in batches.
 *
 * Events wait in the slot's buffer for at most RUN_BATCH_MS.  The child writes
 * them itself when it comes by; when it is busy elsewhere (a silent command),
 * the supervisor does.
 */
#include <stdio.h>

#include "db/db.h"
#include "json/json.h"
#include "tasks/tasks_run.h"

/* Most that a stream holds back: a start of a secret or of a character. */
#define HELD_MAX ((size_t)1 << 20)
/* A write to a database that is away is tried again after this. */
#define AGAIN_MS 200

int64_t
task_id(const struct task *t)
{
	return t->id;
}

int64_t
task_attempt(const struct task *t)
{
	return t->attempt;
}

int
task_wake_fd(const struct task *t)
{
	return t->slot->wake_fd;
}

void
task_mask(struct task *t, struct str secret)
{
	tasks_mask_add(&t->masks, t->mem, secret);
}

enum err_code
task_alive(struct cx *cx, struct task *t)
{
	const struct run_slot *s = t->slot;
	int64_t now = time_mono_ms();

	if (atomic_load(&s->lost) || now >= atomic_load(&s->lease_ms))
		return err_set(cx, ERR_CONFLICT, "任务的租约已失效",
		    "the lease on the task is lost");
	if (atomic_load(&s->cancelled))
		return err_set(cx, ERR_UNAVAILABLE, "任务已取消", "cancelled");
	if (atomic_load(&s->timed_out) || now >= atomic_load(&s->deadline_ms))
		return err_set(cx, ERR_TIMEOUT, "任务超时", "timed out");
	return ERR_OK;
}

void
tasks_run_tell(struct run_shared *sh, struct run_slot *s, int64_t id)
{
	uint32_t put = atomic_load(&s->put);

	/* A full ring only delays: whoever follows also polls. */
	if (put - atomic_load(&s->taken) < RUN_RING) {
		s->ring[put % RUN_RING] = id;
		atomic_store(&s->put, put + 1);
	}
	tasks_run_poke(sh->poke_fd);
}

void
tasks_run_batch_read(const struct run_slot *s, struct arena *mem, size_t extra,
    struct run_batch *out)
{
	const char *p = s->buf;
	size_t i, n = s->n_events;

	out->n = n;
	out->types = arena_array(mem, n + extra, sizeof(char *));
	out->texts = arena_array(mem, n + extra, sizeof(char *));
	out->datas = arena_array(mem, n + extra, sizeof(char *));
	for (i = 0; i < n; i++) {
		out->types[i] = p;
		p += strlen(p) + 1;
		out->texts[i] = p;
		p += strlen(p) + 1;
		out->datas[i] = p;
		p += strlen(p) + 1;
	}
}

/* Removes the first ${n} events from the buffer. */
static void
drop(struct run_slot *s, size_t n)
{
	const char *p = s->buf;
	size_t i, gone;

	for (i = 0; i < n * 3; i++)
		p += strlen(p) + 1;
	gone = (size_t)(p - s->buf);
	memmove(s->buf, p, s->used - gone);
	s->used -= gone;
	s->n_events -= n;
	if (s->n_events == 0)
		s->oldest_ms = 0;
}

enum err_code
tasks_run_settle(struct cx *cx, struct run_slot *s, int64_t id, int64_t fence)
{
	int64_t seq;
	enum err_code rc;

	if (s->unsure == 0)
		return ERR_OK;
	rc = tasks_db_last_seq(cx, id, fence, &seq);
	if (rc)
		return rc;
	if (seq == s->seq + (int64_t)s->unsure) {
		drop(s, s->unsure);
		s->seq = seq;
	}
	s->unsure = 0;
	return ERR_OK;
}

static enum err_code
append(struct cx *cx, struct run_slot *s, int64_t id, int64_t fence)
{
	struct run_batch b;
	int64_t seq;
	enum err_code rc;
	bool done;

	rc = tasks_run_settle(cx, s, id, fence);
	if (rc || s->n_events == 0)
		return rc;
	tasks_run_batch_read(s, cx->mem, 0, &b);
	rc = FAULT("task.events") ?
	    err_plain(cx, ERR_UNAVAILABLE) :
	    tasks_db_append(cx, id, fence, s->seq, &b, &done);
	if (rc == ERR_UNAVAILABLE || rc == ERR_TIMEOUT)
		s->unsure = b.n;
	if (rc == ERR_INVALID) {
		/* Refused for what it says: would be refused for ever. */
		log_error(cx, "task.events_refused", LOG_INT("task_id", id),
		    LOG_TEXT("detail", cx->detail));
		drop(s, b.n);
		return ERR_OK;
	}
	if (rc)
		return rc;
	if (!done) {
		/*
		 * Nothing matched: the lease is lost, or a writer that died had
		 * committed just this batch.
		 */
		rc = tasks_db_last_seq(cx, id, fence, &seq);
		if (rc)
			return rc;
		if (seq != s->seq + (int64_t)b.n)
			return err_plain(cx, ERR_CONFLICT);
	}
	s->seq += (int64_t)b.n;
	drop(s, b.n);
	s->flushed_ms = time_mono_ms();
	return ERR_OK;
}

enum err_code
tasks_run_flush(struct cx *cx, struct arena *scratch, struct run_slot *s,
    int64_t id, int64_t fence)
{
	struct cx sub = *cx;
	int64_t until = time_mono_ms() + 5000;
	enum err_code rc;

	/* Hours of output must not fill the task's own arena. */
	sub.mem = scratch;
	sub.deadline_ms = atomic_load(&s->lease_ms);
	if (sub.deadline_ms > until)
		sub.deadline_ms = until;
	err_clear(&sub);
	rc = append(&sub, s, id, fence);
	if (rc) {
		err_plain(cx, rc);
		err_detail(cx, "%s", sub.detail ? sub.detail : "");
	}
	arena_reset(scratch);
	return rc;
}

static struct arena *
scratch_arena(void)
{
	static struct arena *a;

	if (a == NULL)
		a = arena_new((size_t)16 << 20);
	return a;
}

/*
 * With the lock: writes the buffer.  A database that is away keeps the events in
 * the buffer, which is no error as long as ${must} does not ask for the room.
 */
static enum err_code
flush(struct cx *cx, struct task *t, bool must)
{
	struct run_slot *s = t->slot;
	enum err_code rc;
	size_t before = s->n_events;

	for (;;) {
		rc = tasks_run_flush(cx, scratch_arena(), s, t->id, t->fence);
		if (rc == ERR_OK) {
			if (before)
				tasks_run_tell(t->sh, s, t->id);
			err_clear(cx);
			return ERR_OK;
		}
		if (rc == ERR_CONFLICT) {
			atomic_store(&s->lost, true);
			return task_alive(cx, t);
		}
		if (!must) {
			err_clear(cx);
			return ERR_OK;
		}
		if (atomic_load(&s->lost) ||
		    time_mono_ms() >= atomic_load(&s->lease_ms))
			return task_alive(cx, t);
		usleep(AGAIN_MS * 1000);
	}
}

static void
store(struct run_slot *s, struct str v)
{
	memcpy(s->buf + s->used, v.p, v.n);
	s->buf[s->used + v.n] = '\0';
	s->used += v.n + 1;
}

static enum err_code
put(struct cx *cx, struct task *t, const char *type, struct str text,
    struct str data)
{
	struct run_slot *s = t->slot;
	struct str name = str_of(type);
	size_t need = name.n + text.n + data.n + 3;
	int64_t now = time_mono_ms();
	enum err_code rc = ERR_OK;

	if (atomic_load(&s->lost))
		return task_alive(cx, t);
	tasks_run_lock(&s->lock);
	if (s->used + need > RUN_BUF || s->n_events >= RUN_BATCH)
		rc = flush(cx, t, true);
	if (rc == ERR_OK) {
		store(s, name);
		store(s, text);
		store(s, data);
		s->n_events++;
		if (!t->any_event || s->used >= RUN_PIECE ||
		    now - s->flushed_ms >= RUN_BATCH_MS) {
			t->any_event = true;
			rc = flush(cx, t, false);
		} else if (s->oldest_ms == 0) {
			s->oldest_ms = now;
			tasks_run_poke(t->sh->poke_fd);
		}
	}
	pthread_mutex_unlock(&s->lock);
	return rc;
}

static enum err_code
put_text(struct cx *cx, struct task *t, const char *type, struct str s)
{
	enum err_code rc = ERR_OK;
	size_t n;

	while (s.n && rc == ERR_OK) {
		n = tasks_text_edge(s, RUN_PIECE);
		rc = put(cx, t, type, (struct str){ s.p, n }, STR(""));
		s.p += n;
		s.n -= n;
	}
	return rc;
}

static struct run_stream *
stream_of(struct task *t, const char *name)
{
	struct run_stream *st;
	size_t i;

	for (i = 0; i < t->n_streams; i++) {
		if (strcmp(t->streams[i].name, name) == 0)
			return &t->streams[i];
	}
	if (t->n_streams == RUN_STREAMS)
		return NULL;
	st = &t->streams[t->n_streams++];
	st->name = arena_strdup(t->mem, name);
	buf_init(&st->held, NULL, HELD_MAX);
	return st;
}

enum err_code
task_write(struct cx *cx, struct task *t, const char *stream, struct str text)
{
	struct run_stream *st = stream_of(t, stream);
	struct str piece;
	enum err_code rc = ERR_OK;

	if (st == NULL)
		return err_set(cx, ERR_INTERNAL, "任务的输出流过多",
		    "the task has too many streams");
	while (text.n && rc == ERR_OK) {
		piece = text;
		if (piece.n > RUN_PIECE)
			piece.n = RUN_PIECE;
		text.p += piece.n;
		text.n -= piece.n;
		buf_reset(&t->out);
		tasks_text_feed(&t->masks, &st->held, piece, false, &t->out);
		rc = put_text(cx, t, stream, buf_view(&t->out));
	}
	return rc;
}

enum err_code
tasks_run_streams_end(struct cx *cx, struct task *t)
{
	enum err_code rc = ERR_OK;
	size_t i;

	for (i = 0; i < t->n_streams && rc == ERR_OK; i++) {
		buf_reset(&t->out);
		tasks_text_feed(&t->masks, &t->streams[i].held, STR(""), true,
		    &t->out);
		rc = put_text(cx, t, t->streams[i].name, buf_view(&t->out));
	}
	return rc;
}

void
tasks_run_task_free(struct task *t)
{
	size_t i;

	for (i = 0; i < t->n_streams; i++)
		buf_free(&t->streams[i].held);
	buf_free(&t->out);
}

enum err_code
task_logf(struct cx *cx, struct task *t, const char *fmt, ...)
{
	char line[4096];
	va_list ap;
	size_t n;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(line, sizeof(line) - 1, fmt, ap);
	va_end(ap);
	if (len < 0)
		return err_plain(cx, ERR_INTERNAL);
	n = (size_t)len < sizeof(line) - 2 ? (size_t)len : sizeof(line) - 2;
	line[n++] = '\n';
	buf_reset(&t->out);
	tasks_text_whole(&t->masks, (struct str){ line, n }, &t->out);
	return put_text(cx, t, "log", buf_view(&t->out));
}

/* ${json} without secrets, in ${mem}; replaced when masking broke its form. */
static struct str
mask_json(struct task *t, struct arena *mem, struct str json)
{
	const char *zh, *en;
	struct str key, out;
	struct buf b;
	size_t at;

	buf_init(&b, mem, json.n * 4 + 64);
	tasks_text_whole(&t->masks, json, &b);
	out = buf_view(&b);
	if (!json_scan(out, &zh, &en, &at, &key))
		return STR("{\"masked\":true}");
	return out;
}

enum err_code
task_event(struct cx *cx, struct task *t, const char *type, struct str data)
{
	if (data.n > RUN_DATA_MAX)
		return err_set(cx, ERR_TOO_LARGE, "任务事件过大",
		    "the task's event is too large");
	buf_reset(&t->out);
	buf_str(&t->out, mask_json(t, scratch_arena(), data));
	arena_reset(scratch_arena());
	return put(cx, t, type, STR(""), buf_view(&t->out));
}

enum err_code
task_flush(struct cx *cx, struct task *t)
{
	enum err_code rc;

	tasks_run_lock(&t->slot->lock);
	rc = flush(cx, t, true);
	pthread_mutex_unlock(&t->slot->lock);
	return rc;
}

void
task_set_result(struct task *t, struct str json)
{
	t->result = mask_json(t, t->mem, json);
}

void
task_set_unknown(struct task *t)
{
	t->unknown = true;
}

enum err_code
task_mark_started(struct cx *cx, struct task *t)
{
	enum err_code rc;
	bool done;

	if (t->kind->repeatable || t->started)
		return task_alive(cx, t);
	rc = task_alive(cx, t);
	if (rc == ERR_OK)
		rc = tasks_db_mark_started(cx, t->id, t->fence, &done);
	if (rc)
		return rc;
	if (!done) {
		atomic_store(&t->slot->lost, true);
		return task_alive(cx, t);
	}
	t->started = true;
	(void)FAULT("task.started");
	return ERR_OK;
}
