/*
 * secrets: envelope encryption.
 *
 * Each secret has a data key of its own; the data key is wrapped by a master
 * key.  Both layers are AES-256-GCM whose additional data names purpose, project
 * and id (the outer one the key's version too), so that a row moved to another
 * place no longer opens.  Rotation re-wraps data keys; secrets stay sealed.
 */
#include "secrets/secrets.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <errno.h>
#include <inttypes.h>

#include "crypto/crypto.h"
#include "db/db.h"
#include "secrets/secrets_db.h"

#define KEYS_MAX 64
#define FILE_MAX ((size_t)16 << 10)
#define PLAIN_MAX ((size_t)1 << 20)
#define BATCH 200

struct master {
	int64_t version;
	unsigned char key[CRYPTO_KEY];
};

static struct {
	struct master keys[KEYS_MAX]; /* ascending versions */
	size_t n;
	char path[1024];
} ring;

/* --- the key file --- */

static enum err_code
bad_file(struct cx *cx, const char *path, const char *why)
{
	err_detail(cx, "%s: %s", path, why);
	return err_set(cx, ERR_INVALID, "主密钥文件 '%s' 不可用: %s",
	    "master key file '%s' cannot be used: %s", path, why);
}

/* One "version hex" line. */
static bool
parse_line(struct str line, struct master *out)
{
	struct str version;

	if (!str_cut(&line, ' ', &version))
		return false;
	return str_int(version, &out->version) && out->version > 0 &&
	    crypto_unhex(str_trim(line), out->key, CRYPTO_KEY);
}

static enum err_code
parse_file(struct cx *cx, const char *path, struct str text,
    struct master *keys, size_t *n)
{
	struct str line;

	*n = 0;
	while (text.n > 0) {
		str_cut(&text, '\n', &line);
		line = str_trim(line);
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (*n == KEYS_MAX)
			return bad_file(cx, path, "too many keys");
		if (!parse_line(line, &keys[*n]))
			return bad_file(cx, path, "not 'version hex' a line");
		if (*n > 0 && keys[*n].version <= keys[*n - 1].version)
			return bad_file(cx, path, "versions must rise");
		(*n)++;
	}
	return *n > 0 ? ERR_OK : bad_file(cx, path, "it holds no key");
}

static enum err_code
read_file(struct cx *cx, const char *path, struct master *keys, size_t *n)
{
	char text[FILE_MAX];
	enum err_code rc;
	struct stat st;
	ssize_t got;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd == -1)
		return bad_file(cx, path, strerror(errno));
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode)) {
		close(fd);
		return bad_file(cx, path, "it is no file");
	}
	if (st.st_mode & 077) {
		close(fd);
		return bad_file(cx, path, "others may read it");
	}
	got = io_read_all(fd, text, sizeof(text));
	close(fd);
	if (got < 0 || (size_t)got == sizeof(text))
		rc = bad_file(cx, path, "it cannot be read");
	else
		rc = parse_file(cx, path, (struct str){ text, (size_t)got },
		    keys, n);
	crypto_wipe(text, sizeof(text));
	return rc;
}

enum err_code
secrets_init(struct cx *cx, const char *path)
{
	struct master keys[KEYS_MAX];
	enum err_code rc;
	size_t n = 0;

	rc = read_file(cx, path, keys, &n);
	if (rc == ERR_OK) {
		if (path != ring.path)
			(void)snprintf(ring.path, sizeof(ring.path), "%s",
			    path);
		/* Not into core dumps, not to the swap where that is allowed. */
		(void)madvise(&ring, sizeof(ring), MADV_DONTDUMP);
		(void)mlock(&ring, sizeof(ring));
		memcpy(ring.keys, keys, sizeof(ring.keys));
		ring.n = n;
	}
	crypto_wipe(keys, sizeof(keys));
	return rc;
}

static const struct master *
find_loaded(int64_t version)
{
	size_t i;

	for (i = 0; i < ring.n; i++) {
		if (ring.keys[i].version == version)
			return &ring.keys[i];
	}
	return NULL;
}

/* A version that we do not know was made by a rotation after our start. */
static const struct master *
find_key(struct cx *cx, int64_t version)
{
	const struct master *m = find_loaded(version);

	if (m != NULL || ring.path[0] == '\0')
		return m;
	if (secrets_init(cx, ring.path) != ERR_OK)
		return NULL;
	return find_loaded(version);
}

void
secrets_derive(const char *label, unsigned char out[32])
{
	struct crypto_mac *mac;

	if (ring.n == 0) {
		log_error(NULL, "secrets.no_key", LOG_TEXT("for", label));
		exit(70);
	}
	mac = crypto_mac_new((struct str){
	    (const char *)ring.keys[0].key, CRYPTO_KEY });
	crypto_mac(mac, str_of(label), out);
	crypto_mac_free(mac);
}

/* --- sealing --- */

static struct str
bind_secret(struct cx *cx, const struct secret_row *row)
{
	return str_of(arena_printf(cx->mem, "secret|%s|%" PRId64 "|%" PRId64,
	    row->purpose, row->project_id, row->id));
}

static struct str
bind_key(struct cx *cx, const struct secret_row *row, int64_t version)
{
	return str_of(arena_printf(cx->mem,
	    "key|%s|%" PRId64 "|%" PRId64 "|%" PRId64, row->purpose,
	    row->project_id, row->id, version));
}

/* nonce, ciphertext and tag in one piece. */
static enum err_code
seal(struct cx *cx, const unsigned char key[CRYPTO_KEY], struct str aad,
    struct str plain, struct str *out)
{
	unsigned char *p;
	enum err_code rc;

	p = arena_alloc(cx->mem, CRYPTO_NONCE + plain.n + CRYPTO_TAG);
	crypto_random(p, CRYPTO_NONCE);
	rc = crypto_seal(key, p, aad, plain, p + CRYPTO_NONCE);
	*out = (struct str){ (const char *)p,
		CRYPTO_NONCE + plain.n + CRYPTO_TAG };
	return rc ? err_plain(cx, rc) : ERR_OK;
}

static enum err_code
broken(struct cx *cx, const struct secret_row *row, const char *why)
{
	err_detail(cx, "secret %" PRId64 ": %s", row->id, why);
	log_error(cx, "secrets.broken", LOG_INT("id", row->id),
	    LOG_TEXT("why", why));
	return err_set(cx, ERR_INTERNAL, "凭据无法解密",
	    "the stored credential cannot be opened");
}

/* Opens what seal made, given as hexadecimal text, into ${plain}. */
static enum err_code
unseal(struct cx *cx, const struct secret_row *row,
    const unsigned char key[CRYPTO_KEY], struct str aad, const char *hex,
    unsigned char *plain, size_t n)
{
	size_t total = CRYPTO_NONCE + n + CRYPTO_TAG;
	unsigned char *raw = arena_alloc(cx->mem, total);

	if (!crypto_unhex(str_of(hex), raw, total))
		return broken(cx, row, "not what was stored");
	if (crypto_open(key, raw, aad,
		(struct str){
		    (const char *)raw + CRYPTO_NONCE, n + CRYPTO_TAG },
		plain))
		return broken(cx, row, "seal does not hold");
	return ERR_OK;
}

static enum err_code
unwrap(struct cx *cx, const struct secret_row *row,
    unsigned char data_key[CRYPTO_KEY])
{
	const struct master *m = find_key(cx, row->key_version);

	if (m == NULL)
		return broken(cx, row, "its master key is not in the file");
	return unseal(cx, row, m->key, bind_key(cx, row, row->key_version),
	    row->wrapped, data_key, CRYPTO_KEY);
}

enum err_code
secrets_put(struct cx *cx, int64_t project_id, const char *purpose,
    struct str plain, int64_t *id)
{
	struct secret_row row = { .project_id = project_id,
		.purpose = purpose };
	unsigned char data_key[CRYPTO_KEY];
	struct str sealed, wrapped;
	const struct master *m;
	enum err_code rc;

	if (ring.n == 0)
		return err_set(cx, ERR_UNAVAILABLE, "主密钥未加载",
		    "no master key is loaded");
	if (plain.n > PLAIN_MAX)
		return err_plain(cx, ERR_TOO_LARGE);
	m = &ring.keys[ring.n - 1];
	row.key_version = m->version;
	rc = secrets_db_next_id(cx, &row.id);
	if (rc)
		return rc;
	crypto_random(data_key, sizeof(data_key));
	rc = seal(cx, data_key, bind_secret(cx, &row), plain, &sealed);
	if (rc == ERR_OK)
		rc = seal(cx, m->key, bind_key(cx, &row, m->version),
		    (struct str){ (const char *)data_key, CRYPTO_KEY },
		    &wrapped);
	crypto_wipe(data_key, sizeof(data_key));
	if (rc)
		return rc;
	*id = row.id;
	return secrets_db_insert(cx, &row, wrapped, sealed);
}

struct wipe {
	void *p;
	size_t n;
};

static void
wipe_later(void *arg)
{
	const struct wipe *w = arg;

	crypto_wipe(w->p, w->n);
}

/* Room for ${n} secret bytes and a NUL that is wiped with the arena. */
static unsigned char *
wiped_room(struct arena *mem, size_t n)
{
	struct wipe *w = ARENA_NEW(mem, struct wipe);

	w->p = arena_alloc(mem, n + 1);
	w->n = n + 1;
	arena_defer(mem, wipe_later, w);
	return w->p;
}

enum err_code
secrets_get(struct cx *cx, int64_t id, const char *purpose, struct str *plain)
{
	unsigned char data_key[CRYPTO_KEY], *out;
	struct secret_row row;
	enum err_code rc;
	size_t n;

	*plain = (struct str){ "", 0 };
	rc = secrets_db_get(cx, id, &row);
	if (rc)
		return rc;
	if (strcmp(row.purpose, purpose) != 0)
		return broken(cx, &row, "it was sealed for another purpose");
	n = strlen(row.sealed) / 2;
	if (n < CRYPTO_NONCE + CRYPTO_TAG)
		return broken(cx, &row, "not what was stored");
	n -= CRYPTO_NONCE + CRYPTO_TAG;
	rc = unwrap(cx, &row, data_key);
	if (rc)
		return rc;
	out = wiped_room(cx->mem, n);
	rc = unseal(cx, &row, data_key, bind_secret(cx, &row), row.sealed, out,
	    n);
	crypto_wipe(data_key, sizeof(data_key));
	if (rc)
		return rc;
	*plain = (struct str){ (const char *)out, n };
	return ERR_OK;
}

enum err_code
secrets_remove(struct cx *cx, int64_t id)
{
	return secrets_db_remove(cx, id);
}

/* --- rotation --- */

static enum err_code
cannot_write(struct cx *cx, const char *path)
{
	int why = errno;

	return bad_file(cx, path, strerror(why));
}

/* The whole key file anew beside the old one, then in its place. */
static enum err_code
replace_file(struct cx *cx, const char *path, struct str text)
{
	const char *fresh = arena_printf(cx->mem, "%s.new", path);
	struct stat st;
	bool ok;
	int fd;

	fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
	    0600);
	if (fd == -1)
		return cannot_write(cx, fresh);
	/* Whoever could read the old file must be able to read the new one. */
	ok = stat(path, &st) == 0 &&
	    (fchown(fd, st.st_uid, st.st_gid) == 0 ||
		(st.st_uid == geteuid() && st.st_gid == getegid()));
	ok = ok && fchmod(fd, st.st_mode & 0700) == 0 &&
	    io_write_all(fd, text.p, text.n) && fsync(fd) == 0;
	if (close(fd) == -1 || !ok) {
		unlink(fresh);
		return cannot_write(cx, fresh);
	}
	if (rename(fresh, path) == -1)
		return cannot_write(cx, path);
	return ERR_OK;
}

static enum err_code
add_key(struct cx *cx, const char *path)
{
	unsigned char key[CRYPTO_KEY];
	struct buf text;
	enum err_code rc;
	size_t i;

	if (ring.n == KEYS_MAX)
		return bad_file(cx, path, "too many keys");
	crypto_random(key, sizeof(key));
	buf_init(&text, cx->mem, FILE_MAX);
	for (i = 0; i < ring.n; i++)
		buf_printf(&text, "%" PRId64 " %s\n", ring.keys[i].version,
		    crypto_hex(cx->mem, ring.keys[i].key, CRYPTO_KEY));
	buf_printf(&text, "%" PRId64 " %s\n", ring.keys[ring.n - 1].version + 1,
	    crypto_hex(cx->mem, key, CRYPTO_KEY));
	rc = text.failed ? bad_file(cx, path, "it would grow too large") :
			   replace_file(cx, path, buf_view(&text));
	crypto_wipe(text.p, text.n);
	crypto_wipe(key, sizeof(key));
	return rc ? rc : secrets_init(cx, path);
}

struct batch {
	int64_t after; /* id to go on behind */
	int64_t last;
	int64_t n;
};

/* Wraps the data keys of some rows by the newest master key. */
static enum err_code
rewrap_some(struct cx *cx, void *arg)
{
	const struct master *m = &ring.keys[ring.n - 1];
	unsigned char data_key[CRYPTO_KEY];
	struct batch *b = arg;
	struct secret_row *rows;
	struct str wrapped;
	enum err_code rc;
	size_t i, n;

	b->n = 0;
	b->last = b->after;
	rc = secrets_db_old(cx, m->version, b->after, BATCH, &rows, &n);
	if (rc)
		return rc;
	for (i = 0; i < n; i++) {
		b->last = rows[i].id;
		rc = unwrap(cx, &rows[i], data_key);
		if (rc)
			return rc;
		rc = seal(cx, m->key, bind_key(cx, &rows[i], m->version),
		    (struct str){ (const char *)data_key, CRYPTO_KEY },
		    &wrapped);
		crypto_wipe(data_key, sizeof(data_key));
		if (rc)
			return rc;
		rc = secrets_db_rewrap(cx, rows[i].id, rows[i].key_version,
		    m->version, wrapped);
		if (rc)
			return rc;
	}
	b->n = (int64_t)n;
	return ERR_OK;
}

enum err_code
secrets_rewrap(struct cx *cx, int64_t *n)
{
	struct arena *mem = cx->mem, *own = arena_new((size_t)16 << 20);
	struct batch b = { .after = 0 };
	enum err_code rc;

	*n = 0;
	cx->mem = own;
	do {
		rc = db_tx(cx, rewrap_some, &b);
		*n += rc ? 0 : b.n;
		b.after = b.last;
		if (rc == ERR_OK)
			arena_reset(own);
		if (rc == ERR_OK && FAULT("secrets.rotate"))
			rc = err_plain(cx, ERR_STORAGE);
	} while (rc == ERR_OK && b.n > 0);
	cx->mem = mem;
	if (rc) { /* the texts lie in the arena that goes */
		cx->message = arena_strdup(mem, cx->message);
		cx->detail = arena_strdup(mem, cx->detail);
		cx->field = arena_strdup(mem, cx->field);
	}
	arena_free(own);
	return rc;
}

enum err_code
secrets_rotate(struct cx *cx, const char *path, int64_t *n)
{
	enum err_code rc;
	int fd;

	*n = 0;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return cannot_write(cx, path);
	/* Two rotations at once would each make a version of the same number. */
	if (flock(fd, LOCK_EX | LOCK_NB) == -1) {
		close(fd);
		return err_set(cx, ERR_CONFLICT, "另一个轮换正在进行",
		    "another rotation is running");
	}
	rc = secrets_init(cx, path);
	if (rc == ERR_OK)
		rc = add_key(cx, path);
	if (rc == ERR_OK)
		rc = secrets_rewrap(cx, n);
	close(fd);
	return rc;
}
