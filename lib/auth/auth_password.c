/*
 * auth_password: which passwords are taken, and hashing at most two at once on
 * this machine: argon2id is as good at slowing us down as at slowing guessers.
 */
#include <sys/mman.h>

#include <errno.h>
#include <poll.h>
#include <pthread.h>

#include "auth/auth_priv.h"

#define SLOTS 2
#define SLOT_WAIT_MS 3000
#define PASSWORD_MAX 256

/* Robust: the kernel frees a slot whose holder was killed. */
static pthread_mutex_t *slots;

void
auth_shared_init(void)
{
	pthread_mutexattr_t attr;
	void *p;
	int i;

	auth_trust_init();
	if (slots != NULL)
		return;
	p = mmap(NULL, SLOTS * sizeof(*slots), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED || pthread_mutexattr_init(&attr) != 0) {
		log_error(NULL, "auth.no_slots", LOG_INT("errno", errno));
		exit(70);
	}
	pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
	slots = p;
	for (i = 0; i < SLOTS; i++)
		pthread_mutex_init(&slots[i], &attr);
	pthread_mutexattr_destroy(&attr);
}

static bool
try_slot(int i)
{
	int rc = pthread_mutex_trylock(&slots[i]);

	if (rc == EOWNERDEAD) {
		/* There is no state behind the lock that could be half done. */
		pthread_mutex_consistent(&slots[i]);
		rc = 0;
	}
	return rc == 0;
}

enum err_code
auth_slot_take(struct cx *cx, int *slot)
{
	int64_t until = time_mono_ms() + cx_left_ms(cx, SLOT_WAIT_MS);
	int i;

	auth_shared_init(); /* programs that never fork come here first */
	for (;;) {
		for (i = 0; i < SLOTS; i++) {
			if (try_slot(i)) {
				*slot = i;
				return ERR_OK;
			}
		}
		if (time_mono_ms() >= until)
			break;
		(void)poll(NULL, 0, 4);
	}
	cx->retry_after_s = 2;
	return err_set(cx, ERR_TOO_MANY, "登录请求过多，请稍后再试",
	    "too many logins at once, try again soon");
}

void
auth_slot_give(int slot)
{
	pthread_mutex_unlock(&slots[slot]);
}

/* Whether ${a} and ${b} are the same but for ASCII case. */
static bool
same_word(const char *a, const char *b)
{
	return str_ieq(str_of(a), str_of(b));
}

enum err_code
auth_password_policy(struct cx *cx, const char *field, const char *username,
    const char *password)
{
	size_t n = strlen(password);

	if (n < (size_t)cx->set->password_min)
		return err_field(cx, field, "密码至少 %d 字节",
		    "the password must have at least %d bytes",
		    (int)cx->set->password_min);
	if (n > PASSWORD_MAX)
		return err_field(cx, field, "密码至多 %d 字节",
		    "the password may have at most %d bytes", PASSWORD_MAX);
	if (username != NULL && same_word(username, password))
		return err_field(cx, field, "密码不能与用户名相同",
		    "the password must not be the user name");
	if (auth_common(password))
		return err_field(cx, field, "密码过于常见",
		    "the password is one of the most common ones");
	return ERR_OK;
}

enum err_code
auth_password_hash(struct cx *cx, const char *field, const char *password,
    const char **phc)
{
	enum err_code rc;
	int slot = 0;

	rc = auth_password_policy(cx, field, NULL, password);
	if (rc)
		return rc;
	rc = auth_slot_take(cx, &slot);
	if (rc)
		return rc;
	*phc = crypto_password_hash(cx->mem, str_of(password),
	    (uint32_t)cx->set->argon2_memory_kib,
	    (uint32_t)cx->set->argon2_passes);
	auth_slot_give(slot);
	return ERR_OK;
}
