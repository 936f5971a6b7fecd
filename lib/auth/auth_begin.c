/*
 * auth_begin: who asks, from a cache that the database is asked about in the
 * same breath.
 *
 * A process keeps the principals of the sessions and API tokens that it met
 * last.  An entry is never trusted alone: the guard statement compares the
 * session's state and users.authz_version inside the request's own transaction,
 * so that a right taken away is gone at the next request and a reading request
 * still is one round trip.  A reading request may leave the guard out while
 * nothing was heard of any change since it last ran (auth_trust.c).
 */
#include "auth/auth_db.h"

#define CACHE_SIZE 256
#define CACHE_MEMORY ((size_t)1 << 20)
/* API tokens are read afresh this often, which also notes their use. */
#define TOKEN_FRESH_MS 60000
#define WRITE_TRIES 3

struct entry {
	bool used;
	bool is_token;
	int64_t id; /* session or token */
	unsigned char hash[CRYPTO_SHA256]; /* tokens */
	int64_t token_project;
	int64_t loaded_ms;
	uint64_t last; /* for eviction */
	struct auth_trust trust;
	struct arena *mem;
	struct principal who;
};

/* What the request showed. */
struct shown {
	bool is_token;
	int64_t session_id;
	int64_t user_id;
	unsigned char hash[CRYPTO_SHA256];
};

static struct {
	struct entry entries[CACHE_SIZE];
	uint64_t clock;
	struct entry *now; /* this request's, when it came from here */
	bool cached; /* the principal was not read afresh */
	bool pending; /* the guard rides and was not judged yet */
	bool trusted; /* the last verdict serves once more */
	bool stale;
	struct auth_sight sight; /* before the guard was asked */
	struct auth_guard row;
} cache;

static struct entry *
find(const struct shown *s)
{
	struct entry *e;
	size_t i;

	for (i = 0; i < CACHE_SIZE; i++) {
		e = &cache.entries[i];
		if (!e->used || e->is_token != s->is_token)
			continue;
		if (s->is_token ? memcmp(e->hash, s->hash, CRYPTO_SHA256) == 0 :
				  e->id == s->session_id)
			return e;
	}
	return NULL;
}

/* A free place, else the one that was not asked for longest. */
static struct entry *
place(void)
{
	struct entry *e, *oldest = &cache.entries[0];
	size_t i;

	for (i = 0; i < CACHE_SIZE; i++) {
		e = &cache.entries[i];
		if (!e->used)
			return e;
		if (e->last < oldest->last)
			oldest = e;
	}
	return oldest;
}

static enum err_code
refuse(struct cx *cx, enum err_code rc)
{
	err_clear(cx);
	return err_plain(cx, rc);
}

/* Reads the principal; it goes into the cache only when it may act. */
static enum err_code
load(struct cx *cx, const struct shown *s, struct entry **out)
{
	struct principal nobody = { .ip = cx->who.ip,
		.username = "",
		.user_agent = cx->who.user_agent };
	struct rbac_row row;
	struct entry *e;
	enum err_code rc;
	bool found;

	cx->who = nobody;
	rc = s->is_token ?
	    auth_db_load_token(cx, s->hash, &row, &found) :
	    auth_db_load_session(cx, s->session_id, &row, &found);
	if (rc)
		return rc;
	e = find(s);
	if (e != NULL)
		e->used = false;
	if (!found || (!s->is_token && row.user_id != s->user_id))
		return refuse(cx, ERR_TOKEN_INVALID);
	if (!row.alive || row.status != 1)
		return refuse(cx,
		    row.expired && row.status == 1 ? ERR_TOKEN_EXPIRED :
						     ERR_TOKEN_INVALID);
	e = e != NULL ? e : place();
	if (e->mem == NULL)
		e->mem = arena_new(CACHE_MEMORY);
	arena_reset(e->mem);
	memset(&e->who, 0, sizeof(e->who));
	e->trust = (struct auth_trust){ .sight.news = -1 };
	rbac_apply(e->mem, &row, &e->who);
	e->is_token = s->is_token;
	e->id = s->is_token ? row.token_id : row.session_id;
	memcpy(e->hash, s->hash, sizeof(e->hash));
	e->token_project = row.token_project;
	e->loaded_ms = time_mono_ms();
	e->used = true;
	*out = e;
	if (s->is_token)
		return auth_db_token_used(cx, row.token_id);
	return ERR_OK;
}

/* "Bearer" and one space, then a token of ours. */
static enum err_code
read_header(struct cx *cx, const char *authorization, struct shown *out)
{
	struct str text = str_of(authorization), prefix = STR("Bearer ");
	struct auth_claims claims;
	enum err_code rc;

	memset(out, 0, sizeof(*out));
	if (authorization == NULL || !str_starts(text, prefix))
		return refuse(cx, ERR_UNAUTHORIZED);
	text = str_of(authorization + prefix.n);
	if (text.n == 0 || memchr(text.p, ' ', text.n) != NULL)
		return refuse(cx, ERR_UNAUTHORIZED);
	if (str_starts(text, STR(AUTH_TOKEN_PREFIX))) {
		if (text.n > 128)
			return refuse(cx, ERR_TOKEN_INVALID);
		out->is_token = true;
		auth_hash(text, out->hash);
		return ERR_OK;
	}
	rc = auth_token_check(cx, text, time_now_us() / 1000000, &claims);
	if (rc)
		return rc;
	out->session_id = claims.session_id;
	out->user_id = claims.user_id;
	return ERR_OK;
}

static enum err_code
read_project(struct cx *cx, const char *header, int64_t *project_id)
{
	*project_id = 0;
	if (header == NULL || header[0] == '\0')
		return ERR_OK;
	if (!str_int(str_of(header), project_id) || *project_id <= 0)
		return err_field(cx, "X-Project-ID", "必须是项目编号",
		    "must be the number of a project");
	return ERR_OK;
}

/* Puts the entry's principal into cx; false when it does not see the project. */
static bool
assume(struct cx *cx, struct entry *e, int64_t project_id)
{
	const char *ip = cx->who.ip, *agent = cx->who.user_agent;

	cx->who = e->who;
	cx->who.ip = ip;
	cx->who.user_agent = agent;
	e->last = ++cache.clock;
	cache.now = e;
	if (e->token_project != 0 && !rbac_narrow(&cx->who, e->token_project))
		return false;
	return project_id == 0 || rbac_narrow(&cx->who, project_id);
}

/* From the cache where ${may_cache}, else from the database. */
static enum err_code
principal(struct cx *cx, const struct shown *s, int64_t project_id,
    bool may_cache)
{
	struct entry *e = may_cache ? find(s) : NULL;
	enum err_code rc;

	cache.cached = e != NULL;
	if (e != NULL &&
	    (e->is_token ? time_mono_ms() - e->loaded_ms > TOKEN_FRESH_MS :
			   e->who.user_id != s->user_id))
		cache.cached = false;
	if (cache.cached && assume(cx, e, project_id))
		return ERR_OK;
	/* A project that the cached principal does not see may be new. */
	cache.cached = false;
	e = NULL;
	rc = load(cx, s, &e);
	if (rc || e == NULL)
		return rc;
	if (assume(cx, e, project_id))
		return ERR_OK;
	return refuse(cx, ERR_NOT_FOUND);
}

static enum err_code
judge(struct cx *cx, void *row)
{
	const struct auth_guard *guard = row;

	cache.pending = false;
	if (guard != NULL && guard->alive &&
	    guard->authz_version == cx->who.authz_version) {
		if (cache.now != NULL)
			auth_trust_note(&cache.now->trust, &cache.sight,
			    guard->left_ms);
		return ERR_OK;
	}
	cache.stale = true;
	if (cache.now != NULL)
		cache.now->used = false;
	return refuse(cx, ERR_TOKEN_INVALID);
}

static const char *
guard_sql(const struct cx *cx)
{
	return cx->who.token_id != 0 ? auth_db_guard_token :
				       auth_db_guard_session;
}

static int64_t
guard_id(const struct cx *cx)
{
	return cx->who.token_id != 0 ? cx->who.token_id : cx->who.session_id;
}

/* Asks the guard now. */
static enum err_code
ask(struct cx *cx)
{
	enum err_code rc;
	bool found;

	rc = auth_db_guard(cx, guard_sql(cx), guard_id(cx), &cache.row, &found);
	if (rc)
		return rc;
	return judge(cx, found ? &cache.row : NULL);
}

static enum err_code
begin_read(struct cx *cx)
{
	enum err_code rc;

	cache.sight = auth_sight(cx->db);
	cache.trusted =
	    cache.cached && auth_trust_holds(&cache.now->trust, &cache.sight);
	rc = db_begin(cx, DB_READ);
	if (rc || !cache.cached || cache.trusted)
		return rc;
	cache.pending = true;
	return db_prologue(cx, guard_sql(cx), DB_ARGS(DB_INT(guard_id(cx))),
	    &auth_guard_type, &cache.row, judge);
}

const struct auth_sight *
auth_heard(void)
{
	return &cache.sight;
}

/* Writes are judged inside their own transaction before anything else. */
static enum err_code
begin_write(struct cx *cx, const struct shown *s, int64_t project_id)
{
	enum err_code rc;
	int try;

	for (try = 1;; try++) {
		rc = db_begin(cx, DB_WRITE);
		if (rc)
			return rc;
		cache.stale = false;
		rc = ask(cx);
		if (rc == ERR_OK)
			return ERR_OK;
		db_rollback(cx);
		if (!cache.stale || try == WRITE_TRIES)
			return rc;
		err_clear(cx);
		rc = principal(cx, s, project_id, false);
		if (rc)
			return rc;
	}
}

static enum err_code
begin_none(struct cx *cx, const struct shown *s, int64_t project_id)
{
	enum err_code rc;

	if (!cache.cached)
		return ERR_OK;
	rc = ask(cx);
	if (rc == ERR_OK || !cache.stale)
		return rc;
	err_clear(cx);
	return principal(cx, s, project_id, false);
}

enum err_code
auth_begin(struct cx *cx, const char *authorization, const char *project_header,
    enum auth_tx mode)
{
	struct shown s;
	int64_t project_id;
	enum err_code rc;

	cache.now = NULL;
	cache.cached = cache.pending = cache.trusted = cache.stale = false;
	cache.sight.news = -1;
	rc = read_header(cx, authorization, &s);
	if (rc)
		return rc;
	rc = read_project(cx, project_header, &project_id);
	if (rc)
		return rc;
	rc = principal(cx, &s, project_id, true);
	if (rc)
		return rc;
	switch (mode) {
	case AUTH_TX_READ:
		return begin_read(cx);
	case AUTH_TX_WRITE:
		rc = begin_write(cx, &s, project_id);
		break;
	case AUTH_TX_NONE:
		rc = begin_none(cx, &s, project_id);
		break;
	}
	/* These have judged by themselves; running again brings nothing. */
	cache.cached = false;
	return rc;
}

/* What was refused on the strength of an earlier verdict is asked about now. */
static void
ask_anew(struct cx *cx)
{
	enum err_code rc;

	err_clear(cx);
	db_rollback(cx);
	rc = db_begin(cx, DB_READ);
	if (rc == ERR_OK)
		rc = ask(cx);
	/* Nobody knows: what was refused stays refused. */
	(void)rc;
}

bool
auth_was_stale(struct cx *cx)
{
	const struct cx before = *cx;

	if (!cache.cached)
		return false;
	if (cache.trusted && !cache.stale)
		ask_anew(cx);
	else if (cache.pending && db_in_transaction(cx->db)) {
		/* Refused before any statement ran: the commit asks now. */
		if (db_commit(cx) && !cache.stale) {
			cache.pending = false;
			cache.now->used = false;
			cache.stale = true;
		}
	}
	*cx = before;
	return cache.stale;
}

enum err_code
auth_settle(struct cx *cx)
{
	if (!db_in_transaction(cx->db))
		return ERR_OK;
	if (cache.trusted && !auth_trust_still(&cache.now->trust, cx->db))
		cache.pending = true;
	return cache.pending ? ask(cx) : ERR_OK;
}
