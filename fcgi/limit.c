/*
 * limit: the generic cell rate algorithm.  A slot holds one number, the time at
 * which the principal's allowance is used up ("theoretical arrival time"), so
 * taking a request is one compare-and-swap.
 */
#include <stdatomic.h>
#include <sys/mman.h>

#include "crypto/crypto.h"
#include "limit.h"

#define SLOTS 65536 /* a power of two; 1 MiB */
#define PROBES 8

struct slot {
	_Atomic uint64_t key;
	_Atomic int64_t full_ns;
};

struct limit {
	uint64_t seed[2]; /* strangers must not be able to choose slots */
	struct slot slots[SLOTS];
};

struct limit *
limit_new(void)
{
	struct limit *l = mmap(NULL, sizeof *l, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (l == MAP_FAILED) {
		log_error(NULL, "limit.memory");
		exit(71);
	}
	crypto_random(l->seed, sizeof l->seed);
	return l;
}

static uint64_t
mix(uint64_t x)
{
	x ^= x >> 32;
	x *= 0xd6e8feb86659fd93ULL;
	x ^= x >> 32;
	x *= 0xd6e8feb86659fd93ULL;
	x ^= x >> 32;
	return x;
}

static uint64_t
hash(const struct limit *l, struct str who)
{
	uint64_t h = l->seed[0];
	size_t i;

	for (i = 0; i < who.n; i++)
		h = mix(h ^ (unsigned char)who.p[i] ^ l->seed[1]);
	return h ? h : 1;
}

static int64_t
now_ns(void)
{
	return time_mono_us() * 1000;
}

/*
 * The principal's slot.  A slot whose time has passed says nothing any more and
 * is given away; when all are busy the first is shared, which can only make
 * the limit stricter for the two.
 */
static struct slot *
slot_of(struct limit *l, uint64_t key, int64_t now)
{
	struct slot *s;
	uint64_t seen;
	size_t i;

	for (i = 0; i < PROBES; i++) {
		s = &l->slots[(key + i) % SLOTS];
		if (atomic_load_explicit(&s->key, memory_order_relaxed) == key)
			return s;
	}
	for (i = 0; i < PROBES; i++) {
		s = &l->slots[(key + i) % SLOTS];
		seen = atomic_load_explicit(&s->key, memory_order_relaxed);
		if (seen != 0 && atomic_load(&s->full_ns) > now)
			continue;
		if (atomic_compare_exchange_strong(&s->key, &seen, key))
			return s;
	}
	return &l->slots[key % SLOTS];
}

static int64_t
wait_ms(int64_t full, int64_t now, int64_t step, int64_t burst)
{
	int64_t over = full - now - step * burst;

	return over <= 0 ? 0 : over / 1000000 + 1;
}

int64_t
limit_take(struct limit *l, struct str who, int64_t rate, int64_t burst)
{
	int64_t step = 1000000000 / rate, now = now_ns(), full, next, wait;
	struct slot *s = slot_of(l, hash(l, who), now);

	full = atomic_load(&s->full_ns);
	do {
		wait = wait_ms(full, now, step, burst);
		if (wait > 0)
			return wait;
		next = (full > now ? full : now) + step;
	} while (!atomic_compare_exchange_weak(&s->full_ns, &full, next));
	return 0;
}

int64_t
limit_look(const struct limit *l, struct str who, int64_t rate, int64_t burst)
{
	uint64_t key = hash(l, who);
	int64_t now = now_ns();
	size_t i;

	for (i = 0; i < PROBES; i++) {
		const struct slot *s = &l->slots[(key + i) % SLOTS];

		if (atomic_load_explicit(&s->key, memory_order_relaxed) == key)
			return wait_ms(atomic_load(&s->full_ns), now,
			    1000000000 / rate, burst);
	}
	return 0;
}
