/*
 * fault: see fault.h.  Counters are the process's own; a forked child goes on
 * from where its parent was.
 */
#include "base/fault.h"

#ifdef K8SM_FAULTS

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"

#define FAULT_MAX 32

enum act { ACT_KILL, ACT_EXIT, ACT_STOP, ACT_SLEEP, ACT_ERRNO };

static struct fault {
	char name[64];
	enum act act;
	int64_t arg; /* milliseconds or errno */
	int64_t nth; /* 0: every time */
	int64_t one_in; /* > 0: seeded instead of counted */
	uint64_t seed;
	uint64_t state;
	pid_t owner; /* of the state */
	int64_t hits;
} faults[FAULT_MAX];
static size_t n_faults;
static bool loaded;

/*
 * Every process that meets a fault draws a number of its own: forked again and
 * again from the same state, all of them would otherwise meet the same one.
 */
static _Atomic uint64_t *drawn;

__attribute__((constructor)) static void
share_numbers(void)
{
	void *p = mmap(NULL, sizeof(*drawn), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p != MAP_FAILED)
		drawn = p;
}

static bool
read_action(struct str s, struct fault *f)
{
	struct str word;

	f->arg = 0;
	if (str_eq(s, STR("kill"))) {
		f->act = ACT_KILL;
	} else if (str_eq(s, STR("exit"))) {
		f->act = ACT_EXIT;
	} else if (str_eq(s, STR("stop"))) {
		f->act = ACT_STOP;
	} else if (str_eq(s, STR("eio"))) {
		f->act = ACT_ERRNO;
		f->arg = EIO;
	} else if (str_eq(s, STR("enomem"))) {
		f->act = ACT_ERRNO;
		f->arg = ENOMEM;
	} else {
		f->act = ACT_SLEEP;
		return str_cut(&s, '=', &word) && str_eq(word, STR("sleep")) &&
		    str_int(s, &f->arg) && f->arg >= 0 && f->arg <= 3600000;
	}
	return true;
}

static bool
read_when(struct str s, struct fault *f)
{
	struct str seed;
	int64_t v;

	if (s.n == 0 || s.p[0] != '~')
		return str_int(s, &f->nth) && f->nth >= 0;
	s.p++;
	s.n--;
	if (!str_cut(&s, '/', &seed) || !str_int(seed, &v) ||
	    !str_int(s, &f->one_in) || f->one_in < 1)
		return false;
	f->seed = (uint64_t)v;
	return true;
}

static bool
read_fault(struct str s, struct fault *f)
{
	struct str name, when;

	memset(f, 0, sizeof(*f));
	if (!str_cut(&s, ':', &name) || !str_cut(&s, ':', &when))
		return false;
	if (name.n == 0 || name.n >= sizeof(f->name))
		return false;
	memcpy(f->name, name.p, name.n);
	return read_when(when, f) && read_action(s, f);
}

void
fault_load(const char *spec)
{
	struct str rest = str_of(spec), one;

	loaded = true;
	n_faults = 0;
	while (rest.n) {
		str_cut(&rest, ',', &one);
		if (n_faults == FAULT_MAX ||
		    !read_fault(str_trim(one), &faults[n_faults])) {
			log_error(NULL, "fault.bad_spec",
			    LOG_TEXT("spec", spec));
			_exit(64);
		}
		n_faults++;
	}
}

/* splitmix64: every seed is good, and the run can be repeated. */
static uint64_t
next_random(uint64_t *state)
{
	uint64_t z;

	z = (*state += 0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

static uint64_t
number_of_mine(void)
{
	static uint64_t number;
	static pid_t owner;

	if (owner != getpid()) {
		owner = getpid();
		number = drawn ? atomic_fetch_add(drawn, 1) : 0;
	}
	return number;
}

static bool
is_due(struct fault *f)
{
	f->hits++;
	if (f->one_in) {
		if (f->owner != getpid()) {
			f->owner = getpid();
			f->state = f->seed + (number_of_mine() << 32);
		}
		return next_random(&f->state) % (uint64_t)f->one_in == 0;
	}
	return f->nth == 0 || f->hits == f->nth;
}

static int
act(const struct fault *f)
{
	struct timespec ts;

	log_warn(NULL, "fault.hit", LOG_TEXT("name", f->name),
	    LOG_INT("hits", f->hits));
	switch (f->act) {
	case ACT_KILL:
		raise(SIGKILL);
		break;
	case ACT_EXIT:
		_exit(70);
	case ACT_STOP:
		raise(SIGSTOP);
		break;
	case ACT_SLEEP:
		ts.tv_sec = f->arg / 1000;
		ts.tv_nsec = f->arg % 1000 * 1000000;
		while (nanosleep(&ts, &ts) == -1 && errno == EINTR)
			continue;
		break;
	case ACT_ERRNO:
		return (int)f->arg;
	}
	return 0;
}

int
fault_hit(const char *name)
{
	size_t i;
	int rc = 0;

	if (!loaded)
		fault_load(getenv("K8SM_FAULT"));
	for (i = 0; i < n_faults; i++) {
		if (strcmp(faults[i].name, name) != 0 || !is_due(&faults[i]))
			continue;
		rc = act(&faults[i]);
		if (rc)
			break;
	}
	return rc;
}

#endif
