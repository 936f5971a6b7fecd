/*
 * ssh_sftp: the client's start and end, requests and their answers.
 *
 * libssh's channel callback collects bytes; they are taken apart here.  Every
 * request has a slot; an answer that nobody waits for at the moment is kept with
 * it, one that nobody wants any more is dropped.
 */
#include <poll.h>

#include "ssh/ssh_priv.h"
#include "ssh/ssh_sftp_priv.h"

#define WAIT_MS 30000
#define OUT_MAX ((size_t)8 << 20)
#define IN_MAX ((size_t)16 << 20)
#define VERSION_ 3

static int
on_data(ssh_session session, ssh_channel channel, void *data, uint32_t len,
    int is_stderr, void *arg)
{
	struct sftp *f = arg;

	(void)session;
	(void)channel;
	if (!is_stderr)
		buf_add(&f->in, data, len);
	return (int)len;
}

static void
on_eof(ssh_session session, ssh_channel channel, void *arg)
{
	(void)session;
	(void)channel;
	((struct sftp *)arg)->ended = true;
}

void
sftp_end(struct sftp *f)
{
	size_t i;

	if (f == NULL)
		return;
	/* A session that was closed before has taken its channels with it. */
	if (f->event != NULL) {
		if (f->s->session != NULL)
			ssh_event_remove_session(f->event, f->s->session);
		ssh_event_free(f->event);
	}
	if (f->channel != NULL && f->s->session != NULL) {
		if (f->callbacks != NULL)
			(void)ssh_remove_channel_callbacks(f->channel,
			    f->callbacks);
		ssh_channel_close(f->channel);
		ssh_channel_free(f->channel);
	}
	f->event = f->channel = NULL;
	f->broken = true;
	buf_free(&f->in);
	buf_free(&f->out);
	for (i = 0; i < SFTP_SLOTS; i++)
		buf_free(&f->slots[i].kept);
}

static void
end_late(void *arg)
{
	sftp_end(arg);
}

void
sftp_set_wait(struct sftp *f, int ms, int wake_fd)
{
	f->wait_ms = ms;
	f->wake_fd = wake_fd;
}

uint32_t
sftp_status(const struct sftp *f)
{
	return f->status;
}

unsigned
sftp_offers(const struct sftp *f)
{
	return f->offers;
}

/* --- failures --- */

static enum err_code
fail_dropped(struct cx *cx, struct sftp *f)
{
	f->broken = true;
	f->fault = SSH_F_DROPPED;
	if (f->s->session != NULL)
		err_detail(cx, "sftp: %s", ssh_get_error(f->s->session));
	return err_set(cx, ERR_UPSTREAM, "文件传输期间与 %s:%d 的连接中断",
	    "the connection to %s:%d broke during the transfer of files",
	    f->s->host, f->s->port);
}

static enum err_code
fail_nonsense(struct cx *cx, struct sftp *f, const char *what)
{
	f->broken = true;
	f->fault = SSH_F_PROTOCOL;
	err_detail(cx, "sftp: %s", what);
	return err_set(cx, ERR_UPSTREAM, "%s:%d 的 SFTP 服务器应答无效",
	    "the SFTP server of %s:%d answers nonsense", f->s->host,
	    f->s->port);
}

static enum err_code
fail_late(struct cx *cx, struct sftp *f)
{
	f->broken = true;
	f->fault = SSH_F_TIMEOUT;
	return err_set(cx, ERR_TIMEOUT, "%s:%d 的 SFTP 服务器没有及时应答",
	    "the SFTP server of %s:%d did not answer in time", f->s->host,
	    f->s->port);
}

enum err_code
sftp_refused(struct cx *cx, struct sftp *f, uint32_t status, struct str text)
{
	f->status = status;
	err_detail(cx, "sftp status %u: %.*s", (unsigned)status,
	    text.n > 200 ? 200 : (int)text.n, text.p);
	switch (status) {
	case SFTP_NO_FILE:
		return err_set(cx, ERR_NOT_FOUND, "主机上没有该文件或目录",
		    "there is no such file or folder on the host");
	case SFTP_DENIED:
		return err_set(cx, ERR_FORBIDDEN, "主机拒绝：权限不足",
		    "the host refuses: permission denied");
	case SFTP_UNSUPPORTED:
		return err_set(cx, ERR_UPSTREAM, "主机的 SFTP 不支持此操作",
		    "the host's SFTP server cannot do this");
	case SFTP_EOF:
		return err_set(cx, ERR_UPSTREAM, "文件在预期之前结束",
		    "the file ends before it should");
	default:
		return err_set(cx, ERR_UPSTREAM, "主机拒绝了该操作",
		    "the host refused the operation");
	}
}

/* --- moving bytes --- */

enum err_code
sftp_flush(struct cx *cx, struct sftp *f)
{
	size_t left = f->out.n - f->out_at;
	int n;

	if (f->out.failed)
		return fail_nonsense(cx, f, "too much to send");
	while (left > 0) {
		n = ssh_channel_write(f->channel, f->out.p + f->out_at,
		    (uint32_t)left);
		if (n == SSH_ERROR)
			return fail_dropped(cx, f);
		if (n <= 0)
			break;
		f->out_at += (size_t)n;
		left -= (size_t)n;
	}
	if (left == 0) {
		buf_reset(&f->out);
		f->out_at = 0;
	} else if (f->out_at > SFTP_PACKET_MAX && f->out_at > left) {
		/* Moves less than was sent. */
		buf_drop(&f->out, f->out_at);
		f->out_at = 0;
	}
	return ERR_OK;
}

/* Lets go of what was read; moves the rest to the front now and then. */
static void
settle_in(struct sftp *f)
{
	f->in_at += f->held;
	f->held = 0;
	if (f->in_at == f->in.n) {
		buf_reset(&f->in);
		f->in_at = 0;
	} else if (f->in_at > SFTP_PACKET_MAX &&
	    f->in_at > f->in.n - f->in_at) {
		/* Never more than was let go of: else the same bytes move again
		 * and again. */
		buf_drop(&f->in, f->in_at);
		f->in_at = 0;
	}
}

static enum err_code
pump(struct cx *cx, struct sftp *f, const struct ssh_limit *lim)
{
	enum err_code rc;

	rc = sftp_flush(cx, f);
	if (rc)
		return rc;
	if (lim != NULL) {
		switch (ssh_wait_session(f->s, lim)) {
		case SSH_W_WAKE:
			f->broken = true;
			return ssh_fail_cancelled(cx, &f->fault);
		case SSH_W_TIMEOUT:
			return fail_late(cx, f);
		case SSH_W_READY:
			break;
		}
	}
	if (FAULT("sftp.read") != 0)
		return fail_dropped(cx, f);
	if (!f->ended)
		/* What came before the end may be all that is wanted. */
		f->ended = !ssh_ahead_turn(f->s, f->event, f->room) ||
		    ssh_is_connected(f->s->session) == 0;
	if (f->in.failed)
		return fail_nonsense(cx, f, "too much at once");
	return ERR_OK;
}

/* --- slots --- */

struct sftp_slot *
sftp_slot_of(struct sftp *f, uint32_t id)
{
	struct sftp_slot *s = &f->slots[id % SFTP_SLOTS];

	return s->state != SFTP_S_FREE && s->id == id ? s : NULL;
}

void
sftp_forget(struct sftp *f, struct sftp_slot *s)
{
	(void)f;
	if (s == NULL)
		return;
	buf_reset(&s->kept);
	s->state = s->state == SFTP_S_SENT ? SFTP_S_IGNORED : SFTP_S_FREE;
}

/*
 * The packet at the front of what has arrived: SFTP_P_WHOLE when it is that of
 * ${want}, which then is held; others find their slots.
 */
static enum err_code
take_one(struct cx *cx, struct sftp *f, const struct sftp_slot *want,
    struct sftp_reply *out, enum sftp_parse *got)
{
	struct str rest = { f->in.p + f->in_at, f->in.n - f->in_at };
	struct sftp_slot *s;
	size_t used;

	*got = sftp_parse(rest, SFTP_PACKET_MAX, out, &used);
	if (*got == SFTP_P_MORE)
		return ERR_OK;
	if (*got == SFTP_P_BAD)
		return fail_nonsense(cx, f, "a broken packet");
	s = sftp_slot_of(f, out->id);
	if (s == NULL || s->state == SFTP_S_DONE)
		return fail_nonsense(cx, f, "an answer to no question");
	if (s == want) {
		s->state = SFTP_S_FREE;
		f->held = used;
		return ERR_OK;
	}
	if (s->state == SFTP_S_IGNORED) {
		s->state = SFTP_S_FREE;
	} else {
		s->state = SFTP_S_DONE;
		s->status = out->type == SFTP_T_STATUS ? out->status : SFTP_OK;
		/* A bare status of a write needs no keeping. */
		if (out->type != SFTP_T_STATUS || s->len == 0) {
			buf_reset(&s->kept);
			buf_add(&s->kept, rest.p, used);
			if (s->kept.failed)
				return fail_nonsense(cx, f, "no memory");
		}
	}
	f->in_at += used;
	*got = SFTP_P_MORE;
	settle_in(f);
	return ERR_OK;
}

/* Takes in whole packets until there is none, or ${want}'s. */
static enum err_code
take_all(struct cx *cx, struct sftp *f, const struct sftp_slot *want,
    struct sftp_reply *out, bool *found)
{
	enum sftp_parse got;
	enum err_code rc;
	size_t before;

	for (*found = false; !*found;) {
		before = f->in.n - f->in_at;
		rc = take_one(cx, f, want, out, &got);
		if (rc)
			return rc;
		if (got == SFTP_P_WHOLE)
			*found = true;
		else if (f->in.n - f->in_at == before)
			return ERR_OK;
	}
	return ERR_OK;
}

static enum err_code
usable(struct cx *cx, const struct sftp *f)
{
	if (!f->broken && f->s->session != NULL)
		return ERR_OK;
	return err_set(cx, ERR_UPSTREAM, "SFTP 连接已关闭",
	    "the SFTP connection is closed");
}

/* The kept answer of ${slot}, parsed again. */
static enum err_code
take_kept(struct cx *cx, struct sftp *f, struct sftp_slot *slot,
    struct sftp_reply *out)
{
	size_t used;

	slot->state = SFTP_S_FREE;
	if (slot->kept.n == 0) {
		*out = (struct sftp_reply){ .type = SFTP_T_STATUS,
			.id = slot->id,
			.status = slot->status,
			.text = { "", 0 } };
		return ERR_OK;
	}
	if (sftp_parse(buf_view(&slot->kept), SFTP_PACKET_MAX, out, &used) !=
	    SFTP_P_WHOLE)
		return fail_nonsense(cx, f, "a kept packet");
	return ERR_OK;
}

enum err_code
sftp_await(struct cx *cx, struct sftp *f, struct sftp_slot *slot,
    struct sftp_reply *out)
{
	struct ssh_limit lim;
	enum err_code rc;
	bool found;

	rc = usable(cx, f);
	if (rc)
		return rc;
	if (slot == NULL)
		return fail_nonsense(cx, f, "an answer nobody asked for");
	lim = ssh_limit_of(cx, f->wait_ms, f->wake_fd);
	settle_in(f);
	if (slot->state == SFTP_S_DONE)
		return take_kept(cx, f, slot, out);
	for (;;) {
		rc = take_all(cx, f, slot, out, &found);
		if (rc || found)
			return rc;
		if (f->ended)
			return fail_dropped(cx, f);
		rc = pump(cx, f, &lim);
		if (rc)
			return rc;
	}
}

enum err_code
sftp_poll(struct cx *cx, struct sftp *f)
{
	struct sftp_reply r;
	enum err_code rc;
	bool found;

	rc = usable(cx, f);
	if (rc)
		return rc;
	settle_in(f);
	rc = pump(cx, f, NULL);
	if (rc == ERR_OK)
		rc = take_all(cx, f, NULL, &r, &found);
	return rc;
}

enum err_code
sftp_slot(struct cx *cx, struct sftp *f, struct sftp_slot **out)
{
	struct ssh_limit lim = ssh_limit_of(cx, f->wait_ms, f->wake_fd);
	struct sftp_slot *s = &f->slots[f->next_id % SFTP_SLOTS];
	struct sftp_reply r;
	enum err_code rc;
	bool found;

	rc = usable(cx, f);
	/* Only given-up requests of a server that is slow can still be there. */
	while (rc == ERR_OK && s->state != SFTP_S_FREE) {
		if (f->ended || s->state == SFTP_S_DONE)
			return fail_dropped(cx, f);
		settle_in(f);
		rc = take_all(cx, f, NULL, &r, &found);
		if (rc == ERR_OK && s->state != SFTP_S_FREE)
			rc = pump(cx, f, &lim);
	}
	if (rc)
		return rc;
	s->id = f->next_id++;
	s->state = SFTP_S_SENT;
	s->at = 0;
	s->len = 0;
	s->status = SFTP_OK;
	buf_reset(&s->kept);
	*out = s;
	return ERR_OK;
}

enum err_code
sftp_begin(struct cx *cx, struct sftp *f, enum sftp_type type,
    struct sftp_slot **slot, size_t *start)
{
	struct sftp_slot *s = NULL;
	enum err_code rc = sftp_slot(cx, f, &s);

	*slot = s;
	*start = 0;
	if (rc == ERR_OK && s != NULL)
		*start = sftp_put_head(&f->out, type, s->id);
	return rc;
}

enum err_code
sftp_send(struct cx *cx, struct sftp *f, size_t start)
{
	sftp_put_end(&f->out, start);
	return sftp_flush(cx, f);
}

enum err_code
sftp_expect(struct cx *cx, struct sftp *f, const struct sftp_reply *r,
    enum sftp_type type)
{
	if (r->type == SFTP_T_STATUS) {
		if (r->status != SFTP_OK)
			return sftp_refused(cx, f, r->status, r->text);
		if (type == SFTP_T_STATUS)
			return ERR_OK;
	}
	if (r->type != (unsigned)type)
		return fail_nonsense(cx, f, "an answer of another kind");
	return ERR_OK;
}

/* --- start --- */

static enum err_code
wait_open(struct cx *cx, struct sftp *f, const struct ssh_limit *lim)
{
	switch (ssh_wait_session(f->s, lim)) {
	case SSH_W_WAKE:
		return ssh_fail_cancelled(cx, &f->fault);
	case SSH_W_TIMEOUT:
		return fail_late(cx, f);
	case SSH_W_READY:
		break;
	}
	return ERR_OK;
}

static enum err_code
fail_start(struct cx *cx, struct sftp *f)
{
	if (ssh_is_connected(f->s->session) == 0)
		return fail_dropped(cx, f);
	f->fault = SSH_F_PROTOCOL;
	err_detail(cx, "sftp: %s", ssh_get_error(f->s->session));
	return err_set(cx, ERR_UPSTREAM, "%s:%d 不提供 SFTP",
	    "%s:%d offers no SFTP", f->s->host, f->s->port);
}

static enum err_code
open_channel(struct cx *cx, struct sftp *f, const struct ssh_limit *lim)
{
	struct ssh_channel_callbacks_struct *cb =
	    ARENA_NEW(cx->mem, struct ssh_channel_callbacks_struct);
	enum err_code rc;
	int got;

	f->channel = ssh_channel_new(f->s->session);
	if (f->channel == NULL)
		return fail_start(cx, f);
	while ((got = ssh_channel_open_session(f->channel)) == SSH_AGAIN) {
		rc = wait_open(cx, f, lim);
		if (rc)
			return rc;
	}
	if (got != SSH_OK)
		return fail_start(cx, f);
	cb->userdata = f;
	cb->channel_data_function = on_data;
	cb->channel_eof_function = on_eof;
	cb->channel_close_function = on_eof;
	ssh_callbacks_init(cb);
	f->callbacks = cb;
	if (ssh_set_channel_callbacks(f->channel, cb) != SSH_OK)
		return fail_start(cx, f);
	while ((got = ssh_channel_request_subsystem(f->channel, "sftp")) ==
	    SSH_AGAIN) {
		rc = wait_open(cx, f, lim);
		if (rc)
			return rc;
	}
	if (got != SSH_OK)
		return fail_start(cx, f);
	f->event = ssh_event_new();
	if (f->event == NULL ||
	    ssh_event_add_session(f->event, f->s->session) != SSH_OK)
		return fail_start(cx, f);
	return ERR_OK;
}

/* INIT and VERSION have a version where others have an id. */
static enum err_code
shake_hands(struct cx *cx, struct sftp *f, const struct ssh_limit *lim)
{
	size_t start = sftp_put_head(&f->out, SFTP_T_INIT, VERSION_), used;
	struct sftp_reply r;
	enum sftp_parse got;
	enum err_code rc;

	sftp_put_end(&f->out, start);
	for (;;) {
		got = sftp_parse(buf_view(&f->in), SFTP_PACKET_MAX, &r, &used);
		if (got != SFTP_P_MORE)
			break;
		if (f->ended)
			return fail_dropped(cx, f);
		rc = pump(cx, f, lim);
		if (rc)
			return rc;
	}
	if (got == SFTP_P_BAD || r.type != SFTP_T_VERSION || r.id < VERSION_)
		return fail_nonsense(cx, f, "no version 3");
	f->offers = sftp_parse_offers(&r.rest);
	f->in_at = used;
	settle_in(f);
	return ERR_OK;
}

/* How much one read and write may carry; an old server is asked nothing. */
static enum err_code
ask_limits(struct cx *cx, struct sftp *f)
{
	struct sftp_slot *slot;
	struct sftp_reply r = { .type = 0 };
	uint64_t packet, most_read, most_write;
	size_t start;
	enum err_code rc;

	f->read_max = f->write_max = SFTP_CHUNK_SAFE;
	if (!(f->offers & SFTP_X_LIMITS))
		return ERR_OK;
	rc = sftp_begin(cx, f, SFTP_T_EXTENDED, &slot, &start);
	if (rc)
		return rc;
	sftp_put_str(&f->out, STR("limits@openssh.com"));
	rc = sftp_send(cx, f, start);
	if (rc == ERR_OK)
		rc = sftp_await(cx, f, slot, &r);
	if (rc || r.type != SFTP_T_EXTENDED_REPLY)
		return rc;
	packet = sftp_get_u64(&r.rest);
	most_read = sftp_get_u64(&r.rest);
	most_write = sftp_get_u64(&r.rest);
	if (r.rest.bad || packet < SFTP_CHUNK_SAFE)
		return ERR_OK;
	if (most_read >= SFTP_CHUNK_SAFE)
		f->read_max =
		    most_read < SFTP_CHUNK ? (uint32_t)most_read : SFTP_CHUNK;
	if (most_write >= SFTP_CHUNK_SAFE)
		f->write_max =
		    most_write < SFTP_CHUNK ? (uint32_t)most_write : SFTP_CHUNK;
	return ERR_OK;
}

enum err_code
sftp_start(struct cx *cx, struct ssh *s, struct sftp **out,
    enum ssh_fault *fault)
{
	struct sftp *f = ARENA_NEW(cx->mem, struct sftp);
	struct ssh_limit lim = ssh_limit_of(cx, WAIT_MS, -1);
	enum err_code rc;
	size_t i;

	*out = NULL;
	f->s = s;
	f->wait_ms = WAIT_MS;
	f->wake_fd = -1;
	f->next_id = 1;
	f->room = arena_alloc(cx->mem, SSH_AHEAD_BYTES);
	buf_init(&f->in, NULL, IN_MAX);
	buf_init(&f->out, NULL, OUT_MAX);
	for (i = 0; i < SFTP_SLOTS; i++)
		buf_init(&f->slots[i].kept, NULL, SFTP_PACKET_MAX + 8);
	arena_defer(cx->mem, end_late, f);
	if (s->session == NULL) {
		*fault = SSH_F_DROPPED;
		return err_plain(cx, ERR_UPSTREAM);
	}
	rc = open_channel(cx, f, &lim);
	if (rc == ERR_OK)
		rc = shake_hands(cx, f, &lim);
	if (rc == ERR_OK)
		rc = ask_limits(cx, f);
	*fault = f->fault;
	if (rc) {
		sftp_end(f);
		return rc;
	}
	*out = f;
	return ERR_OK;
}

bool
sftp_alive(struct sftp *f)
{
	struct cx aside = { .mem = f->s->mem, .lang = LANG_EN };

	if (f->broken || f->ended || f->s->session == NULL)
		return false;
	if (sftp_poll(&aside, f) || f->ended)
		f->broken = true;
	return !f->broken;
}
