/*
 * ssh_fan_pool: sessions that stay open, and parsed keys.
 *
 * The pool is a table by identity; the list ${idle} is in the order in which
 * they became so, the oldest first.
 */
#include <malloc.h>
#include <stdlib.h>

#include "ssh/ssh_fan_priv.h"

/* How much of the list is looked at for old sessions in one turn. */
#define FAN_SWEEP 64

static void
add_text(struct buf *b, const char *s)
{
	/* Lengths keep neighbours apart; -1 is no text at all. */
	buf_int(b, s != NULL ? (int64_t)strlen(s) : -1);
	buf_putc(b, ':');
	buf_puts(b, s != NULL ? s : "");
}

void
fan_id(const struct ssh_target *t, unsigned char id[CRYPTO_SHA256])
{
	struct buf b;

	buf_init(&b, NULL, BUF_MAX_ROW);
	for (; t != NULL; t = t->jump) {
		add_text(&b, t->host);
		buf_int(&b, t->port);
		add_text(&b, t->user);
		add_text(&b, t->host_key);
		add_text(&b, t->host_fingerprint);
		add_text(&b, t->password);
		add_text(&b, t->private_key);
		add_text(&b, t->passphrase);
	}
	crypto_sha256(buf_view(&b), id);
	if (b.p != NULL)
		crypto_wipe(b.p, b.n);
	buf_free(&b);
}

static size_t
bucket_of(const unsigned char id[CRYPTO_SHA256])
{
	uint32_t v;

	memcpy(&v, id, sizeof(v));
	return v % FAN_BUCKETS;
}

void
fan_pool_out(struct ssh_fan *f, struct fan_conn *c)
{
	struct fan_conn **at = &f->buckets[bucket_of(c->id)];

	while (*at != c)
		at = &(*at)->hash;
	*at = c->hash;
	c->hash = NULL;
	c->idle = false;
	fan_list_cut(&f->idle, c);
	fan_list_add(&f->work, c);
}

static bool
is_alive(struct fan_conn *c)
{
	return ssh_event_dopoll(c->event, 0) != SSH_ERROR &&
	    ssh_is_connected(c->ssh.session) != 0;
}

static struct fan_conn *
find(struct ssh_fan *f, const unsigned char id[CRYPTO_SHA256])
{
	struct fan_conn *c = f->buckets[bucket_of(id)];

	while (c != NULL && memcmp(c->id, id, CRYPTO_SHA256) != 0)
		c = c->hash;
	return c;
}

struct fan_conn *
fan_pool_take(struct ssh_fan *f, const unsigned char id[CRYPTO_SHA256])
{
	int64_t old = time_mono_ms() - (int64_t)f->lim.warm_idle_s * 1000;
	struct fan_conn *c;

	while ((c = find(f, id)) != NULL) {
		fan_pool_out(f, c);
		if (c->idle_ms >= old && is_alive(c))
			return c;
		fan_conn_close(f, c);
	}
	return NULL;
}

bool
ssh_fan_is_warm(struct ssh_fan *f, const struct ssh_target *t)
{
	unsigned char id[CRYPTO_SHA256];

	fan_id(t, id);
	return find(f, id) != NULL;
}

void
fan_pool_put(struct ssh_fan *f, struct fan_conn *c)
{
	size_t at = bucket_of(c->id);

	if (f->lim.warm <= 0 || c->ssh.session == NULL ||
	    ssh_is_connected(c->ssh.session) == 0) {
		fan_conn_close(f, c);
		return;
	}
	fan_list_cut(&f->work, c);
	fan_list_add(&f->idle, c);
	c->hash = f->buckets[at];
	f->buckets[at] = c;
	c->idle = true;
	c->idle_ms = time_mono_ms();
	c->end_ms = 0;
	fan_arm(f, c);
}

void
fan_pool_heard(struct ssh_fan *f, struct fan_conn *c)
{
	if (is_alive(c)) {
		fan_arm(f, c);
		return;
	}
	fan_conn_close(f, c);
}

void
fan_pool_sweep(struct ssh_fan *f, bool old)
{
	int64_t since = time_mono_ms() - (int64_t)f->lim.warm_idle_s * 1000;
	struct fan_conn *c;
	size_t n = 0;

	while ((c = f->idle.first) != NULL && (!old || n++ < FAN_SWEEP)) {
		if (f->idle.n <= (size_t)f->lim.warm && c->idle_ms >= since)
			break;
		fan_conn_close(f, c);
	}
}

void
fan_conn_free(struct fan_conn *c)
{
	buf_free(&c->held);
	buf_free(&c->unsent);
	free(c->name);
	free(c);
}

enum err_code
fan_key_of(struct ssh_fan *f, struct cx *cx, const struct ssh_target *t,
    ssh_key *out)
{
	const char *both = arena_printf(cx->mem, "%s\n%s", t->private_key,
	    t->passphrase != NULL ? t->passphrase : "");
	unsigned char id[CRYPTO_SHA256];
	struct fan_key *k;
	enum err_code rc;

	crypto_sha256(str_of(both), id);
	crypto_wipe((char *)(uintptr_t)both, strlen(both));
	for (k = f->keys; k != NULL; k = k->next) {
		if (memcmp(k->id, id, sizeof(id)) == 0) {
			*out = k->key;
			return ERR_OK;
		}
	}
	rc = ssh_key_import(cx, t->private_key, t->passphrase, out);
	if (rc)
		return rc;
	k = calloc(1, sizeof(*k));
	if (k == NULL) {
		ssh_key_free(*out);
		return err_plain(cx, ERR_INTERNAL);
	}
	memcpy(k->id, id, sizeof(id));
	k->key = *out;
	k->next = f->keys;
	f->keys = k;
	return ERR_OK;
}

void
fan_keys_forget(struct ssh_fan *f)
{
	struct fan_key *k;

	if (f->keys == NULL)
		return;
	while ((k = f->keys) != NULL) {
		f->keys = k->next;
		ssh_key_free(k->key);
		free(k);
	}
	/* The end of a run: what the sessions freed goes back to the system. */
	malloc_trim(0);
}
