/*
 * The process that holds one shell.
 *
 * It reaches the host, opens the shell, and carries bytes between the SSH
 * connection and k8sm-stream.  On the way what is shown and typed becomes the
 * recording, without secrets.  One process a shell: what a hostile host does to
 * the SSH library, or to the terminal's parser, ends this session alone, and no
 * key exchange holds up another's keys.
 */
#include <sys/prctl.h>
#include <sys/socket.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>

#include "audit/audit.h"
#include "db/db.h"
#include "hosts/hosts.h"
#include "secrets/secrets.h"
#include "ssh/ssh_jump.h"
#include "ssh/ssh_shell.h"
#include "terminals/terminals_priv.h"

#define OUT_HIGH ((size_t)128 << 10) /* frames waiting: read no more */
#define UNKEPT_MOST 16 /* pieces waiting for the database */
#define READ_BYTES ((size_t)16 << 10)
#define TICK_MS 200 /* while keys are judged and lines settle, … */
#define QUIET_MS 2000 /* … and after that much silence */
#define SHELL_MS 10000
#define FLUSH_MS 3000 /* for the last pieces */
/* What the screen's parser may take of a second; of a flood it sees the end. */
#define SCREEN_BUDGET_US 150000
#define SCREEN_TAIL ((size_t)64 << 10)

struct child {
	struct cx cx;
	int fd;
	int64_t start_ms;
	struct ssh *ssh;
	struct ssh_shell *shell;
	struct buf in; /* frames from k8sm-stream */
	struct buf keys; /* to the shell */
	struct buf out; /* frames to k8sm-stream */
	struct tasks_mask mask;
	struct buf held; /* output that may be the start of a secret */
	struct buf clean;
	struct buf judged;
	struct buf prompt;
	struct buf tail; /* of a flood, for the screen */
	int64_t screen_spent_us;
	int64_t screen_second;
	struct term_screen *screen;
	struct term_record record;
	struct term_typed typed;
	const char *end; /* why it ends, once it does */
	bool gone; /* k8sm-stream is */
	int64_t active_ms; /* something was typed or shown */
};

static int64_t
now_of(const struct child *c)
{
	return time_mono_ms() - c->start_ms;
}

static void
on_shown(void *arg, int64_t ms, struct str text)
{
	struct child *c = arg;

	term_record_line(&c->record, &c->record.shown, 'o', ms, text);
}

static void
on_typed(void *arg, int64_t ms, struct str text)
{
	struct child *c = arg;

	term_record_line(&c->record, &c->record.typed, 'i', ms, text);
}

/* --- k8sm-stream's side ------------------------------------------------------- */

static void
flush(struct child *c)
{
	ssize_t n;

	while (c->out.n) {
		n = send(c->fd, c->out.p, c->out.n,
		    MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
			c->gone = true;
		if (n <= 0)
			return;
		buf_drop(&c->out, (size_t)n);
	}
}

static void
take_typed(struct child *c, bool all)
{
	int64_t now = now_of(c);

	buf_reset(&c->judged);
	term_typed_take(&c->typed, now, all, &c->judged, on_typed, c);
	term_record_event(&c->record, now, "i", buf_view(&c->judged));
}

static void
take_keys(struct child *c, struct str keys)
{
	c->active_ms = time_mono_ms();
	buf_str(&c->keys, keys);
	buf_reset(&c->prompt);
	term_screen_prompt(c->screen, &c->prompt);
	term_typed_keys(&c->typed, now_of(c), keys, buf_view(&c->prompt));
}

static void
take_size(struct child *c, struct str payload)
{
	int64_t cols, rows;
	char text[48];

	if (!terminals_take_number(&payload, &cols) ||
	    !terminals_take_number(&payload, &rows) || cols < 1 || rows < 1 ||
	    cols > TERMINALS_MAX_COLS || rows > TERMINALS_MAX_ROWS)
		return;
	if (!ssh_shell_resize(c->shell, (int)cols, (int)rows))
		c->end = "lost";
	term_screen_resize(c->screen, (int)cols, (int)rows);
	snprintf(text, sizeof(text), "%dx%d", (int)cols, (int)rows);
	term_record_event(&c->record, now_of(c), "r", str_of(text));
}

static void
show_tail(struct child *c)
{
	if (c->tail.n == 0)
		return;
	term_screen_feed(c->screen, now_of(c), buf_view(&c->tail));
	buf_reset(&c->tail);
}

static void
draw(struct child *c)
{
	struct buf b;

	show_tail(c);
	buf_init(&b, NULL, TERMINALS_FRAME_MAX);
	term_screen_draw(c->screen, &b);
	terminals_frame_put(&c->out, TF_SNAPSHOT, buf_view(&b));
	buf_free(&b);
}

static void
take_frame(struct child *c, enum terminals_frame type, struct str payload)
{
	switch (type) {
	case TF_INPUT:
		take_keys(c, payload);
		break;
	case TF_SIZE:
		take_size(c, payload);
		break;
	case TF_LOOK:
		draw(c);
		break;
	case TF_END:
		c->end = arena_str(c->cx.mem, payload);
		break;
	case TF_KEPT:
		c->record.unkept--;
		break;
	case TF_ACTIVE:
	case TF_OUTPUT:
	case TF_SNAPSHOT:
	case TF_CHUNK:
	case TF_TEXT:
	case TF_EXIT:
		break;
	}
}

static void
read_stream(struct child *c)
{
	enum terminals_frame type;
	struct str payload;
	char *p = buf_room(&c->in, READ_BYTES);
	ssize_t n = p ? recv(c->fd, p, READ_BYTES, MSG_DONTWAIT) : -1;
	int64_t took;

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
		c->gone = true;
		return;
	}
	if (n < 0)
		return;
	buf_end(&c->in, p + n);
	while ((took = terminals_frame_take(buf_view(&c->in), &type,
		    &payload)) > 0) {
		take_frame(c, type, payload);
		buf_drop(&c->in, (size_t)took);
	}
	if (took < 0)
		c->gone = true;
}

/* --- the shell's side ----------------------------------------------------------- */

/* Whether the parser has had its part of this second. */
static bool
is_flooded(struct child *c)
{
	int64_t second = now_of(c) / 1000;

	if (second != c->screen_second) {
		c->screen_second = second;
		c->screen_spent_us = 0;
	}
	return c->screen_spent_us >= SCREEN_BUDGET_US;
}

/* The parser is slower than a flood: then it only gets the end of it. */
static void
show(struct child *c, struct str text)
{
	int64_t since;

	if (!is_flooded(c)) {
		since = time_mono_us();
		show_tail(c);
		term_screen_feed(c->screen, now_of(c), text);
		c->screen_spent_us += time_mono_us() - since;
		return;
	}
	buf_str(&c->tail, text);
	if (c->tail.n > 2 * SCREEN_TAIL)
		buf_drop(&c->tail, c->tail.n - SCREEN_TAIL);
}

static void
take_output(struct child *c, struct str raw)
{
	struct str text;
	size_t n;

	c->active_ms = time_mono_ms();
	terminals_frame_put(&c->out, TF_OUTPUT, raw);
	buf_reset(&c->clean);
	tasks_text_feed(&c->mask, &c->held, raw, false, &c->clean);
	text = buf_view(&c->clean);
	show(c, text);
	term_record_event(&c->record, now_of(c), "o", text);
	while (c->typed.held.n && text.n) {
		n = term_typed_shown(&c->typed, text);
		take_typed(c, false);
		text.p += n;
		text.n -= n;
	}
}

/* Whether there may be more, off the socket already: no poll tells of that. */
static bool
read_shell(struct child *c)
{
	char b[READ_BYTES];
	int n, i;

	for (i = 0; i < 8 && c->out.n < OUT_HIGH; i++) {
		n = ssh_shell_read(c->shell, b, sizeof(b));
		if (n == 0)
			return false;
		if (n < 0) {
			c->end = n == SSH_SHELL_END ? "exit" : "lost";
			return false;
		}
		take_output(c, (struct str){ b, (size_t)n });
	}
	return true;
}

static void
write_shell(struct child *c)
{
	int n;

	while (c->keys.n) {
		n = ssh_shell_write(c->shell, buf_view(&c->keys));
		if (n < 0)
			c->end = "lost";
		if (n <= 0)
			return;
		explicit_bzero(c->keys.p, (size_t)n);
		buf_drop(&c->keys, (size_t)n);
	}
}

/* Hundreds of idle terminals must not keep a core awake. */
static int
pause_ms(const struct child *c)
{
	if (c->typed.held.n || time_mono_ms() - c->active_ms < QUIET_MS)
		return TICK_MS;
	return QUIET_MS;
}

static void
serve(struct child *c)
{
	bool may_read, more = true;
	struct pollfd p[2 + SSH_JUMP_POLLFDS];
	size_t n;

	while (c->end == NULL && !c->gone) {
		may_read =
		    c->out.n < OUT_HIGH && c->record.unkept < UNKEPT_MOST;
		if (may_read)
			more = read_shell(c);
		write_shell(c);
		ssh_jump_chain_turn(c->ssh);
		flush(c);
		if (c->end || c->gone)
			break;
		p[0] = (struct pollfd){ .fd = c->fd,
			.events = c->out.n ? POLLIN | POLLOUT : POLLIN };
		p[1] = (struct pollfd){ .fd = ssh_shell_fd(c->shell),
			.events = ssh_shell_events(c->shell) };
		if (!may_read)
			p[1].events &= (short)~POLLIN;
		n = 2 + ssh_jump_chain_pollfds(c->ssh, p + 2, SSH_JUMP_POLLFDS);
		(void)poll(p, n,
		    more && may_read && c->out.n < OUT_HIGH ? 0 : pause_ms(c));
		if (p[0].revents)
			read_stream(c);
		take_typed(c, false);
		if (!is_flooded(c))
			show_tail(c);
		term_screen_settle(c->screen, now_of(c), false);
		term_record_tick(&c->record, now_of(c), false);
	}
}

/* --- begin and end ----------------------------------------------------------------- */

static void
say_exit(struct child *c, int64_t code, const char *status, const char *reason,
    const char *zh, const char *en)
{
	struct buf b;
	const char *const texts[] = { status, reason, zh, en };
	size_t i;

	buf_init(&b, NULL, 65536);
	terminals_put_number(&b, code);
	terminals_put_number(&b, c->record.cut_ms);
	for (i = 0; i < 4; i++)
		buf_add(&b, texts[i], strlen(texts[i]) + 1);
	terminals_frame_put(&c->out, TF_EXIT, buf_view(&b));
	buf_free(&b);
}

/* The rest of the recording, then the end; waits until it was taken. */
static _Noreturn void
leave(struct child *c)
{
	int64_t until = time_mono_ms() + FLUSH_MS;
	struct pollfd p = { .fd = c->fd };
	char b[512];

	while (!c->gone && time_mono_ms() < until) {
		flush(c);
		p.events = c->out.n ? POLLIN | POLLOUT : POLLIN;
		(void)poll(&p, 1, TICK_MS);
		if (p.revents & (POLLIN | POLLHUP) &&
		    recv(c->fd, b, sizeof(b), MSG_DONTWAIT) == 0)
			c->gone = true;
	}
	arena_free(c->cx.mem);
	_exit(0);
}

static void
finish(struct child *c)
{
	int code = ssh_shell_exit(c->shell);

	buf_reset(&c->clean);
	tasks_text_feed(&c->mask, &c->held, STR(""), true, &c->clean);
	term_record_event(&c->record, now_of(c), "o", buf_view(&c->clean));
	take_typed(c, true);
	show_tail(c);
	term_screen_settle(c->screen, now_of(c), true);
	term_record_tick(&c->record, now_of(c), true);
	if (strcmp(c->end, "lost") == 0)
		say_exit(c, code, "failed", "connection", "与主机的连接中断",
		    "the connection to the host broke");
	else
		say_exit(c, code, "closed", c->end, "", "");
}

/* What went wrong is said in the language of the session's owner alone. */
static _Noreturn void
fail(struct child *c, enum err_code rc)
{
	const char *text =
	    c->cx.message ? c->cx.message : err_text(rc, c->cx.lang);

	log_warn(&c->cx, "terminal.failed", LOG_TEXT("why", text),
	    LOG_TEXT("detail", c->cx.detail ? c->cx.detail : ""));
	say_exit(c, -1, "failed", "error", text, text);
	leave(c);
}

static void
close_others(int *fd)
{
	if (*fd != 3) {
		if (dup2(*fd, 3) == -1)
			_exit(1);
		*fd = 3;
	}
	close_range(4, ~0U, 0);
	(void)fcntl(3, F_SETFD, FD_CLOEXEC);
}

static enum err_code
reach(struct child *c, const struct terminals_job *job, struct host_ref *host,
    struct ssh_target *target)
{
	struct cx *cx = &c->cx;
	const struct ssh_target *t;
	enum err_code rc;

	rc = secrets_init(cx, settings_master_key(cx->mem, cx->set));
	if (rc)
		return rc;
	cx->db = db_open(cx->set->database_url, "k8sm-terminal", 5000);
	rc = hosts_reach(cx, job->host_id, host, target);
	/* Hundreds of terminals must not hold hundreds of connections. */
	db_close(cx->db);
	cx->db = NULL;
	for (t = target; rc == ERR_OK && t; t = t->jump) {
		if (t->password)
			tasks_mask_add(&c->mask, cx->mem, str_of(t->password));
		if (t->passphrase)
			tasks_mask_add(&c->mask, cx->mem,
			    str_of(t->passphrase));
	}
	return rc;
}

/* Another host key than the one that is pinned: it is noted for review. */
static void
note_key(struct child *c)
{
	unsigned char key[32];

	secrets_derive("audit", key);
	audit_init(key);
	explicit_bzero(key, sizeof(key));
	c->cx.db = db_open(c->cx.set->database_url, "k8sm-terminal", 5000);
	hosts_key_changed(&c->cx, c->ssh);
	db_close(c->cx.db);
	c->cx.db = NULL;
}

static enum err_code
open_shell(struct child *c, const struct terminals_job *job)
{
	struct ssh_shell_new want = { .term = TERMINALS_TERM,
		.cols = (int)job->cols,
		.rows = (int)job->rows,
		.timeout_ms = SHELL_MS,
		.wake_fd = c->fd };
	struct ssh_target target;
	struct host_ref host;
	enum ssh_fault fault = SSH_F_NONE;
	struct buf b;
	enum err_code rc;

	rc = reach(c, job, &host, &target);
	if (rc)
		return rc;
	target.wake_fd = c->fd;
	rc = ssh_open(&c->cx, &target, &c->ssh, &fault);
	if (rc && fault == SSH_F_HOSTKEY)
		note_key(c);
	if (rc == ERR_OK)
		rc = ssh_shell_open(&c->cx, c->ssh, &want, &c->shell, &fault);
	if (rc)
		return rc;
	buf_init(&b, NULL, 1024);
	buf_add(&b, host.ssh_user, strlen(host.ssh_user) + 1);
	buf_add(&b, host.ip, strlen(host.ip) + 1);
	terminals_frame_put(&c->out, TF_ACTIVE, buf_view(&b));
	buf_free(&b);
	return ERR_OK;
}

static void
prepare(struct child *c, const struct settings *set)
{
	static char id[32];

	c->cx.mem = arena_new((size_t)256 << 20);
	c->cx.set = set;
	c->cx.request_id = id;
	c->cx.who = (struct principal){ .all_projects = true,
		.username = "system",
		.ip = "",
		.user_agent = "" };
	buf_init(&c->in, NULL, (size_t)8 << 20);
	buf_init(&c->keys, NULL, (size_t)8 << 20);
	buf_init(&c->out, NULL, (size_t)64 << 20);
	buf_init(&c->held, NULL, (size_t)1 << 20);
	buf_init(&c->clean, NULL, (size_t)1 << 20);
	buf_init(&c->judged, NULL, (size_t)2 << 20);
	buf_init(&c->prompt, NULL, 8192);
	buf_init(&c->tail, NULL, (size_t)1 << 20);
}

void
terminals_child(const struct settings *set, int fd,
    const struct terminals_job *job)
{
	static struct child child;
	struct child *c = &child;
	enum err_code rc;

	prctl(PR_SET_NAME, "k8sm-terminal");
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGHUP, SIG_IGN);
	close_others(&fd);
	/* Who cannot read the other end must not be able to kill us by it. */
	signal(SIGPIPE, SIG_IGN);
	c->fd = fd;
	prepare(c, set);
	c->cx.lang = job->lang;
	c->start_ms = time_mono_ms();
	term_record_init(&c->record, c->cx.mem, &c->out,
	    set->terminal_record_mb << 20);
	term_typed_init(&c->typed);
	rc = open_shell(c, job);
	if (rc)
		fail(c, rc);
	c->start_ms = time_mono_ms();
	c->screen = term_screen_new(c->cx.mem, (int)job->cols, (int)job->rows,
	    on_shown, c);
	serve(c);
	if (c->end == NULL)
		c->end = "stream";
	finish(c);
	leave(c);
}
