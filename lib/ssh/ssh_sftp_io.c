/*
 * ssh_sftp_io: content, with requests under way while the caller works.
 */
#include "ssh/ssh_sftp_priv.h"

/* --- reading --- */

static enum err_code
ask_read(struct cx *cx, struct sftp *f, uint64_t at, uint32_t n,
    struct sftp_slot **out)
{
	size_t start;
	enum err_code rc;

	rc = sftp_begin(cx, f, SFTP_T_READ, out, &start);
	if (rc)
		return rc;
	(*out)->at = at;
	(*out)->len = n;
	sftp_put_str(&f->out, (struct str){ f->h.p, f->h.n });
	sftp_put_u64(&f->out, at);
	sftp_put_u32(&f->out, n);
	return sftp_send(cx, f, start);
}

static enum err_code
read_ahead(struct cx *cx, struct sftp *f)
{
	struct sftp_slot *slot;
	enum err_code rc;
	uint32_t n;

	while (!f->read_eof && f->read_count < SFTP_AHEAD && f->read_left > 0) {
		n = f->read_left < f->read_max ? (uint32_t)f->read_left :
						 f->read_max;
		rc = ask_read(cx, f, f->read_next, n, &slot);
		if (rc)
			return rc;
		if (f->read_count++ == 0)
			f->read_first = slot->id;
		f->read_next += n;
		f->read_left -= n;
	}
	return ERR_OK;
}

enum err_code
sftp_read_start(struct cx *cx, struct sftp *f, const struct sftp_handle *h,
    uint64_t at, uint64_t n)
{
	f->h = *h;
	f->read_next = at;
	f->read_left = n > UINT64_MAX - at ? UINT64_MAX - at : n;
	f->read_count = 0;
	f->read_eof = false;
	f->status = SFTP_OK;
	return read_ahead(cx, f);
}

void
sftp_read_stop(struct sftp *f)
{
	for (; f->read_count > 0; f->read_count--)
		sftp_forget(f, sftp_slot_of(f, f->read_first++));
	f->read_eof = true;
}

/*
 * A server may answer with less than was asked for: the rest is fetched before
 * anything behind it.  Requests have ids in a row, so what was asked ahead is
 * given up and asked again.
 */
static void
go_back(struct sftp *f, uint64_t to)
{
	uint64_t back = f->read_next - to;

	for (; f->read_count > 0; f->read_count--)
		sftp_forget(f, sftp_slot_of(f, f->read_first++));
	f->read_next = to;
	f->read_left += back;
}

enum err_code
sftp_read(struct cx *cx, struct sftp *f, struct str *piece)
{
	struct sftp_slot *slot;
	struct sftp_reply r;
	enum err_code rc;
	uint64_t at;
	uint32_t want;

	*piece = (struct str){ "", 0 };
	rc = read_ahead(cx, f);
	if (rc || f->read_count == 0)
		return rc;
	slot = sftp_slot_of(f, f->read_first);
	if (slot == NULL)
		return err_plain(cx, ERR_INTERNAL);
	at = slot->at;
	want = slot->len;
	rc = sftp_await(cx, f, slot, &r);
	if (rc)
		return rc;
	f->read_first++;
	f->read_count--;
	if (r.type == SFTP_T_STATUS && r.status == SFTP_EOF) {
		sftp_read_stop(f);
		return ERR_OK;
	}
	rc = sftp_expect(cx, f, &r, SFTP_T_DATA);
	if (rc == ERR_OK && (r.text.n == 0 || r.text.n > want))
		rc = sftp_refused(cx, f, SFTP_FAILURE, STR("a bad length"));
	if (rc) {
		sftp_read_stop(f);
		return rc;
	}
	if (r.text.n < want)
		go_back(f, at + r.text.n);
	*piece = r.text;
	return ERR_OK;
}

/* --- writing --- */

/* Counts the oldest write as done; its error is kept for the end. */
static enum err_code
settle_one(struct cx *cx, struct sftp *f, bool wait, bool *done)
{
	struct sftp_slot *slot = sftp_slot_of(f, f->write_first);
	struct sftp_reply r;
	enum err_code rc;

	*done = false;
	if (slot == NULL)
		return err_plain(cx, ERR_INTERNAL);
	if (!wait && slot->state != SFTP_S_DONE)
		return ERR_OK;
	rc = sftp_await(cx, f, slot, &r);
	if (rc)
		return rc;
	*done = true;
	f->write_first++;
	f->write_count--;
	if (r.type != SFTP_T_STATUS || r.status != SFTP_OK) {
		if (f->write_status == SFTP_OK)
			f->write_status =
			    r.type == SFTP_T_STATUS ? r.status : SFTP_FAILURE;
	} else if (f->write_status == SFTP_OK) {
		f->write_sure = slot->at + slot->len;
	}
	return ERR_OK;
}

static enum err_code
settle(struct cx *cx, struct sftp *f, uint32_t most)
{
	enum err_code rc = ERR_OK;
	bool done = true;

	while (rc == ERR_OK && f->write_count > 0 && done)
		rc = settle_one(cx, f, f->write_count > most, &done);
	return rc;
}

static enum err_code
write_one(struct cx *cx, struct sftp *f, const struct sftp_handle *h,
    uint64_t at, struct str piece)
{
	struct sftp_slot *slot;
	size_t start;
	enum err_code rc;

	rc = settle(cx, f, SFTP_AHEAD - 1);
	if (rc)
		return rc;
	if (f->write_status != SFTP_OK)
		return sftp_refused(cx, f, f->write_status, STR("write"));
	rc = sftp_begin(cx, f, SFTP_T_WRITE, &slot, &start);
	if (rc)
		return rc;
	slot->at = at;
	slot->len = (uint32_t)piece.n;
	if (f->write_count++ == 0)
		f->write_first = slot->id;
	sftp_put_str(&f->out, (struct str){ h->p, h->n });
	sftp_put_u64(&f->out, at);
	sftp_put_str(&f->out, piece);
	return sftp_send(cx, f, start);
}

enum err_code
sftp_write(struct cx *cx, struct sftp *f, const struct sftp_handle *h,
    uint64_t at, struct str piece, uint64_t *sure)
{
	enum err_code rc = ERR_OK;
	struct str some;

	while (rc == ERR_OK && piece.n > 0) {
		some = (struct str){ piece.p,
			piece.n < f->write_max ? piece.n : f->write_max };
		rc = write_one(cx, f, h, at, some);
		at += some.n;
		piece.p += some.n;
		piece.n -= some.n;
	}
	if (rc == ERR_OK)
		rc = sftp_poll(cx, f);
	if (rc == ERR_OK)
		rc = settle(cx, f, SFTP_AHEAD);
	if (sure != NULL)
		*sure = f->write_sure;
	return rc;
}

enum err_code
sftp_write_end(struct cx *cx, struct sftp *f, uint64_t *sure)
{
	enum err_code rc;
	uint32_t status;

	rc = settle(cx, f, 0);
	if (sure != NULL)
		*sure = f->write_sure;
	status = f->write_status;
	f->write_sure = 0;
	f->write_count = 0;
	f->write_status = SFTP_OK;
	if (rc == ERR_OK && status != SFTP_OK)
		rc = sftp_refused(cx, f, status, STR("write"));
	return rc;
}
