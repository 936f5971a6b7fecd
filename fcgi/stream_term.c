/*
 * Terminals: the children that hold shells, what they show, and how they end.
 */
#include <sys/socket.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>

#include "stream_term.h"

/* Children that are on their way to their host at once: each asks the database
 * first. */
#define OPENING_MOST 8
#define OPENING_MS 60000
#define ENDING_MS 6000
#define REAUTH_MS 5000
#define WARN_MS 60000
#define READ_BYTES ((size_t)64 << 10)
#define SOCKET_BYTES (64 << 10)

static struct stream_map terms;
static struct stream_term *all;
static size_t n_all, n_opening;

size_t
stream_term_count(void)
{
	return n_all;
}

struct stream_term *
stream_term_find(int64_t id)
{
	return (struct stream_term *)stream_map_find(&terms, id);
}

size_t
stream_term_list(struct stream_term **out, size_t most)
{
	struct stream_term *t;
	size_t n = 0;

	for (t = all; t && n < most; t = t->next) {
		if (t->state >= TERM_QUEUED && t->state < TERM_OVER)
			out[n++] = t;
	}
	return n;
}

struct stream_term *
stream_term_new(const struct term_row *row, struct stream_who *who)
{
	struct stream_term *t;

	if (n_all >= (size_t)stream.set->terminal_max)
		return NULL;
	t = calloc(1, sizeof(*t));
	if (t == NULL)
		return NULL;
	t->job = (struct terminals_job){ .session_id = row->id,
		.host_id = row->host_id,
		.cols = row->cols,
		.rows = row->rows,
		.lang = strcmp(row->lang, "en") == 0 ? LANG_EN : LANG_ZH };
	t->owner = row->owner;
	t->who = who;
	who->refs++;
	t->fd = -1;
	t->fresh = true;
	t->cut_ms = -1;
	t->exit_code = -1;
	t->made_ms = t->key_ms = time_mono_ms();
	buf_init(&t->in, NULL, TERMINALS_FRAME_MAX + (READ_BYTES * 2));
	buf_init(&t->out, NULL, (size_t)4 << 20);
	stream_map_put(&terms, &t->node, row->id);
	t->next = all;
	t->prev = &all;
	if (all)
		all->prev = &t->next;
	all = t;
	n_all++;
	stream_db_term_claim(row->id);
	return t;
}

static void
term_free(struct stream_term *t)
{
	stream_map_remove(&terms, &t->node);
	*t->prev = t->next;
	if (t->next)
		t->next->prev = t->prev;
	n_all--;
	lws_sul_cancel(&t->skim);
	stream_who_put(t->who);
	buf_free(&t->in);
	buf_free(&t->out);
	free(t->ring);
	free(t);
}

static void
set_state(struct stream_term *t, enum term_state state)
{
	n_opening -= t->state == TERM_OPENING;
	t->state = state;
	n_opening += t->state == TERM_OPENING;
}

/* --- to the child -------------------------------------------------------------- */

static void
flush(struct stream_term *t)
{
	ssize_t n;

	while (t->out.n && t->fd != -1) {
		n = send(t->fd, t->out.p, t->out.n,
		    MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			t->wants_write = errno == EAGAIN;
			return;
		}
		explicit_bzero(t->out.p, (size_t)n);
		buf_drop(&t->out, (size_t)n);
	}
}

static void
tell(struct stream_term *t, enum terminals_frame type, struct str payload)
{
	if (t->fd == -1)
		return;
	terminals_frame_put(&t->out, type, payload);
	flush(t);
}

void
stream_term_keys(struct stream_term *t, struct str keys)
{
	if (t->state != TERM_ACTIVE || t->out.n > ((size_t)1 << 20))
		return;
	t->key_ms = time_mono_ms();
	t->warned_idle = false;
	t->bytes_in += (int64_t)keys.n;
	tell(t, TF_INPUT, keys);
}

/* Who looks on has a screen of the old size: he gets the new one, drawn anew. */
static void
tell_size(struct stream_term *t)
{
	struct stream_view *v;
	bool look = false;

	for (v = t->views; v; v = v->next) {
		if (stream_term_drives(t, v))
			continue;
		stream_view_ready(v, t->node.key);
		v->waits = true;
		look = true;
	}
	if (look)
		stream_term_look(t);
}

void
stream_term_size(struct stream_term *t, int64_t cols, int64_t rows)
{
	struct buf b;

	if (t->job.cols == cols && t->job.rows == rows)
		return;
	t->job.cols = cols;
	t->job.rows = rows;
	if (t->state != TERM_ACTIVE)
		return;
	buf_init(&b, NULL, 64);
	terminals_put_number(&b, cols);
	terminals_put_number(&b, rows);
	tell(t, TF_SIZE, buf_view(&b));
	buf_free(&b);
	tell_size(t);
}

void
stream_term_look(struct stream_term *t)
{
	tell(t, TF_LOOK, STR(""));
}

void
stream_term_kept(int64_t id, bool ok)
{
	struct stream_term *t = stream_term_find(id);

	if (t == NULL)
		return;
	t->writes--;
	if (!ok && !t->lost_piece) {
		t->lost_piece = true;
		t->cut_ms = t->active_ms ? time_mono_ms() - t->active_ms : 0;
		log_error(NULL, "terminal.piece_lost", LOG_INT("id", id));
	}
	tell(t, TF_KEPT, STR(""));
}

/* --- the child ------------------------------------------------------------------- */

static bool
adopt(struct stream_term *t, int fd)
{
	lws_sock_file_fd_type d;

	d.filefd = fd;
	t->wsi = lws_adopt_descriptor_vhost(stream.vhost,
	    LWS_ADOPT_RAW_FILE_DESC, d, "term", NULL);
	if (t->wsi == NULL)
		return false; /* the library has closed it */
	*(struct stream_term **)lws_wsi_user(t->wsi) = t;
	t->fd = fd;
	return true;
}

static bool
start(struct stream_term *t)
{
	int fds[2], size = SOCKET_BYTES;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == -1)
		return false;
	/* What lies in sockets is what Ctrl-C has to wait for. */
	(void)setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	(void)setsockopt(fds[1], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	pid = fork();
	if (pid == 0)
		terminals_child(stream.set, fds[1], &t->job);
	close(fds[1]);
	if (pid == -1) {
		close(fds[0]);
		return false;
	}
	t->pid = pid;
	(void)fcntl(fds[0], F_SETFL, O_NONBLOCK);
	return adopt(t, fds[0]);
}

static void
end_with(struct stream_term *t, const char *status, const char *why,
    const char *zh, const char *en)
{
	snprintf(t->status, sizeof(t->status), "%s", status);
	snprintf(t->why, sizeof(t->why), "%s", why);
	snprintf(t->zh, sizeof(t->zh), "%s", zh);
	snprintf(t->en, sizeof(t->en), "%s", en);
}

/* The end is known: everybody is told, the row is written. */
static void
finish(struct stream_term *t)
{
	struct stream_view *v;

	if (t->state == TERM_OVER)
		return;
	if (!t->told)
		end_with(t, "failed", t->reason ? t->reason : "crashed",
		    "终端进程意外结束", "the terminal's process died");
	set_state(t, TERM_OVER);
	t->ending_ms = time_mono_ms();
	for (v = t->views; v; v = v->next) {
		/* No screen will be drawn any more: what there is has to do. */
		v->waits = v->waits && v->pos < t->base;
		stream_view_exit(v, t->exit_code, t->why, t->zh, t->en);
		stream_view_shut(v, LWS_CLOSE_STATUS_NORMAL, "ended");
	}
	stream_db_term_over(t);
}

static void
let_go(struct stream_term *t)
{
	if (t->wsi) {
		*(struct stream_term **)lws_wsi_user(t->wsi) = NULL;
		lws_set_timeout(t->wsi, PENDING_TIMEOUT_USER_OK,
		    LWS_TO_KILL_ASYNC);
	}
	t->wsi = NULL;
	t->fd = -1;
}

void
stream_term_claimed(int64_t id, bool ok)
{
	struct stream_term *t = stream_term_find(id);
	struct stream_view *v;

	if (t == NULL || t->state != TERM_CLAIMING)
		return;
	if (ok) {
		set_state(t, TERM_QUEUED);
		stream_term_tick();
		return;
	}
	/* Somebody else's: nothing of ours is written about it. */
	while ((v = t->views) != NULL) {
		stream_term_leave(t, v);
		stream_view_shut(v, LWS_CLOSE_STATUS_POLICY_VIOLATION,
		    "elsewhere");
	}
	term_free(t);
}

void
stream_term_end(struct stream_term *t, const char *reason)
{
	/* Whose it is shows the answer that is on its way. */
	if (t->state >= TERM_ENDING || t->state == TERM_CLAIMING)
		return;
	t->reason = reason;
	t->ending_ms = time_mono_ms();
	if (t->state < TERM_OPENING) {
		t->told = true;
		end_with(t, "closed", reason, "", "");
		finish(t);
		return;
	}
	set_state(t, TERM_ENDING);
	tell(t, TF_END, str_of(reason));
}

void
stream_term_end_all(const char *reason)
{
	struct stream_term *t, *next;

	for (t = all; t; t = next) {
		next = t->next;
		stream_term_end(t, reason);
	}
}

/* --- what the child says ------------------------------------------------------------ */

static void
take_active(struct stream_term *t, struct str payload)
{
	const char *user = terminals_take_text(&payload);
	const char *ip = terminals_take_text(&payload);
	struct stream_view *v;
	int64_t cols = t->job.cols, rows = t->job.rows;

	if (t->state != TERM_OPENING)
		return;
	set_state(t, TERM_ACTIVE);
	t->active_ms = t->key_ms = time_mono_ms();
	stream_db_term_up(t->node.key, user, ip);
	/* The size may have changed while it was opening. */
	t->job.cols = 0;
	stream_term_size(t, cols, rows);
	for (v = t->views; v; v = v->next)
		stream_view_ready(v, t->node.key);
}

static void
take_exit(struct stream_term *t, struct str payload)
{
	int64_t cut;

	(void)terminals_take_number(&payload, &t->exit_code);
	(void)terminals_take_number(&payload, &cut);
	if (!t->lost_piece)
		t->cut_ms = cut;
	t->told = true;
	snprintf(t->status, sizeof(t->status), "%s",
	    terminals_take_text(&payload));
	snprintf(t->why, sizeof(t->why), "%s", terminals_take_text(&payload));
	snprintf(t->zh, sizeof(t->zh), "%s", terminals_take_text(&payload));
	snprintf(t->en, sizeof(t->en), "%s", terminals_take_text(&payload));
	/* Who is told to end on his way to the host knows only that it failed. */
	if (t->state == TERM_ENDING && t->active_ms == 0)
		end_with(t,
		    strcmp(t->reason, "timeout") == 0 ? "failed" : "closed",
		    t->reason, "", "");
	finish(t);
	/* It waits for us to hang up. */
	let_go(t);
}

static void
take_frame(struct stream_term *t, enum terminals_frame type, struct str payload)
{
	switch (type) {
	case TF_ACTIVE:
		take_active(t, payload);
		break;
	case TF_OUTPUT:
		stream_term_output(t, payload);
		break;
	case TF_SNAPSHOT:
		stream_term_drawn(t, payload);
		break;
	case TF_CHUNK:
		t->writes++;
		stream_db_term_chunk(t->node.key, payload);
		break;
	case TF_TEXT:
		t->writes++;
		stream_db_term_text(t->node.key, payload);
		break;
	case TF_EXIT:
		take_exit(t, payload);
		break;
	case TF_INPUT:
	case TF_SIZE:
	case TF_LOOK:
	case TF_END:
	case TF_KEPT:
		break;
	}
}

static int
take_input(struct stream_term *t)
{
	char *p = buf_room(&t->in, READ_BYTES);
	enum terminals_frame type;
	struct str in, payload;
	ssize_t n;
	int64_t took;

	n = p ? recv(t->fd, p, READ_BYTES, MSG_DONTWAIT) : -1;
	if (n < 0 && p && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0)
		return -1;
	buf_end(&t->in, p + n);
	in = buf_view(&t->in);
	while ((took = terminals_frame_take(in, &type, &payload)) > 0) {
		in.p += took;
		in.n -= (size_t)took;
		take_frame(t, type, payload);
	}
	buf_drop(&t->in, t->in.n - in.n);
	stream_term_flow(t);
	return took < 0 ? -1 : 0;
}

int
stream_term_event(struct lws *wsi, enum lws_callback_reasons reason, void *user)
{
	struct stream_term *t = user ? *(struct stream_term **)user : NULL;

	(void)wsi;
	if (reason == LWS_CALLBACK_RAW_ADOPT_FILE)
		return 0;
	if (t == NULL)
		return reason == LWS_CALLBACK_RAW_CLOSE_FILE ? 0 : -1;
	if (reason == LWS_CALLBACK_RAW_RX_FILE)
		return take_input(t);
	if (reason == LWS_CALLBACK_RAW_WRITEABLE_FILE) {
		flush(t);
		return 0;
	}
	t->wsi = NULL;
	t->fd = -1;
	finish(t);
	return 0;
}

/* --- views ------------------------------------------------------------------------------ */

static void
tell_others(struct stream_term *t, const struct stream_view *v,
    const char *kind)
{
	struct stream_view *o;
	int64_t n = 0;

	for (o = t->views; o; o = o->next)
		n += o->mode != TERM_ATTACH;
	for (o = t->views; o; o = o->next) {
		if (o != v)
			stream_view_notice(o, kind, v->username, n);
	}
}

void
stream_term_join(struct stream_term *t, struct stream_view *v)
{
	v->term = t;
	v->next = t->views;
	v->prev = &t->views;
	if (t->views)
		t->views->prev = &v->next;
	t->views = v;
	v->pos = t->end;
	if (v->mode == TERM_ATTACH) {
		t->alone_ms = 0;
		t->reauth = false;
	}
	if (t->state == TERM_ACTIVE) {
		stream_view_ready(v, t->node.key);
		if (!t->fresh) {
			v->waits = true;
			stream_term_look(t);
		}
	}
	if (v->mode != TERM_ATTACH)
		tell_others(t, v,
		    v->mode == TERM_WATCH ? "watched" : "taken_over");
}

void
stream_term_leave(struct stream_term *t, struct stream_view *v)
{
	struct stream_view *o;

	*v->prev = v->next;
	if (v->next)
		v->next->prev = v->prev;
	v->term = NULL;
	if (v->mode != TERM_ATTACH)
		tell_others(t, v,
		    v->mode == TERM_WATCH ? "unwatched" : "given_back");
	for (o = t->views; o && o->mode != TERM_ATTACH; o = o->next)
		continue;
	if (o == NULL && t->alone_ms == 0)
		t->alone_ms = time_mono_ms();
	stream_term_flow(t);
}

void
stream_term_rights(void)
{
	struct stream_term *t;

	for (t = all; t; t = t->next) {
		/* Who still may comes back at once; others have lost it. */
		if (!t->who->ended || t->reauth)
			continue;
		t->reauth = true;
		t->alone_ms = time_mono_ms() + REAUTH_MS -
		    stream.set->terminal_grace_s * 1000;
	}
}

void
stream_term_wanted(int64_t id, bool known, const char *reason)
{
	struct stream_term *t = stream_term_find(id);

	if (t == NULL || t->state >= TERM_ENDING)
		return;
	if (!known)
		stream_term_end(t, "lost");
	else if (reason)
		stream_term_end(t,
		    strcmp(reason, "killed") == 0 ? "killed" : "closed");
}

/* --- time ---------------------------------------------------------------------------------- */

static void
warn(struct stream_term *t, const char *kind, bool *warned)
{
	struct stream_view *v;

	if (*warned)
		return;
	*warned = true;
	for (v = t->views; v; v = v->next)
		stream_view_notice(v, kind, NULL, WARN_MS / 1000);
}

static void
watch_clock(struct stream_term *t, int64_t now)
{
	int64_t idle = stream.set->terminal_idle_s * 1000;
	int64_t most = stream.set->terminal_max_s * 1000;

	if (now - t->key_ms >= idle)
		stream_term_end(t, "idle");
	else if (now - t->active_ms >= most)
		stream_term_end(t, "limit");
	else if (now - t->key_ms >= idle - WARN_MS && idle > 2 * WARN_MS)
		warn(t, "idle_soon", &t->warned_idle);
	else if (now - t->active_ms >= most - WARN_MS && most > 2 * WARN_MS)
		warn(t, "limit_soon", &t->warned_max);
}

static void
reap(struct stream_term *t, int64_t now)
{
	if (t->pid > 0 && t->wsi == NULL) {
		if (now - t->ending_ms > ENDING_MS)
			(void)kill(t->pid, SIGKILL);
		if (waitpid(t->pid, NULL, WNOHANG) != 0)
			t->pid = 0;
	}
}

static void
tick(struct stream_term *t, int64_t now)
{
	bool alone = t->alone_ms &&
	    now - t->alone_ms >= stream.set->terminal_grace_s * 1000;

	switch (t->state) {
	case TERM_QUEUED:
		if (alone) {
			stream_term_end(t, "closed");
		} else if (n_opening < OPENING_MOST) {
			set_state(t, TERM_OPENING);
			t->ending_ms = now;
			if (!start(t))
				finish(t);
		}
		break;
	case TERM_OPENING:
		if (alone || now - t->ending_ms > OPENING_MS)
			stream_term_end(t, alone ? "closed" : "timeout");
		break;
	case TERM_ACTIVE:
		if (alone)
			stream_term_end(t, "left");
		else
			watch_clock(t, now);
		break;
	case TERM_ENDING:
		if (now - t->ending_ms > ENDING_MS) {
			if (t->pid > 0)
				(void)kill(t->pid, SIGKILL);
			let_go(t);
			finish(t);
		}
		break;
	case TERM_OVER:
		reap(t, now);
		if (t->pid == 0 && t->writes == 0 && t->views == NULL)
			term_free(t);
		break;
	case TERM_CLAIMING:
		break;
	}
}

void
stream_term_tick(void)
{
	struct stream_term *t, *next;
	int64_t now = time_mono_ms();

	for (t = all; t; t = next) {
		next = t->next;
		tick(t, now);
	}
}

void
stream_term_turn(void)
{
	struct stream_term *t;

	for (t = all; t; t = t->next) {
		if (t->wants_write && t->wsi)
			lws_callback_on_writable(t->wsi);
		t->wants_write = false;
	}
}
