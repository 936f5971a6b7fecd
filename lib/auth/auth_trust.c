/*
 * auth_trust: how long a verdict of the database about a principal may be used
 * again.
 *
 * A verdict is "this session holds and its user's rights are version n".  It is
 * used again by a reading request only while nothing has happened since the
 * moment before it was asked for:
 *
 *   - no write was answered by any request process of this machine: each of
 *     them counts in shared memory before it answers (auth_changed), so what a
 *     client was told is done holds for the next request, strictly;
 *   - no notification came on the connection that serves the request.  The
 *     database sends one with the commit of whatever ends a session or changes
 *     rights (0020_authz_notify): changes from other machines, from the
 *     command line, of a process killed behind its commit.  A connection that
 *     is down or was replaced has heard nothing and vouches for nothing;
 *   - it is not older than TRUST_MS, and the session's own end has not come.
 *     This bounds what a network that swallows notifications can do.
 *
 * What was heard while the request ran is looked at again before its reply goes
 * out (auth_settle).
 */
#include <errno.h>
#include <stdatomic.h>
#include <sys/mman.h>

#include "auth/auth_db.h"

#define TRUST_MS 1000

static _Atomic uint64_t *changes;

void
auth_trust_init(void)
{
	void *p;

	if (changes != NULL)
		return;
	p = mmap(NULL, sizeof(*changes), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED) {
		log_error(NULL, "auth.no_memory", LOG_INT("errno", errno));
		exit(70);
	}
	changes = p;
}

void
auth_changed(void)
{
	if (changes != NULL)
		atomic_fetch_add(changes, 1);
}

enum err_code
auth_listen(struct cx *cx)
{
	enum err_code rights = db_listen(cx, "k8sm_authz");
	enum err_code rows = db_listen(cx, "k8sm_changed");

	/* Both are asked for in any case: the next connection listens. */
	return rights ? rights : rows;
}

struct auth_sight
auth_sight(struct db *db)
{
	struct auth_sight s = { .news = -1 };

	if (changes == NULL)
		return s;
	s.changes = atomic_load(changes);
	s.news = db_news(db);
	s.at_ms = time_mono_ms();
	return s;
}

bool
auth_trust_holds(const struct auth_trust *t, const struct auth_sight *now)
{
	return t->sight.news >= 0 && t->sight.news == now->news &&
	    t->sight.changes == now->changes && now->at_ms < t->until_ms;
}

bool
auth_trust_still(const struct auth_trust *t, struct db *db)
{
	return t->sight.changes == atomic_load(changes) &&
	    t->sight.news == db_news_taken(db);
}

void
auth_trust_note(struct auth_trust *t, const struct auth_sight *before,
    int64_t left_ms)
{
	t->sight = *before;
	t->until_ms = before->at_ms + (left_ms < TRUST_MS ? left_ms : TRUST_MS);
}
