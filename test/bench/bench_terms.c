/*
 * Rows of terminal_texts for COPY, as a shell's process makes them: blocks of
 * four kilobytes of what people see in terminals, with their words' hashes.
 *
 *	bench_terms MEGABYTES FIRST_SESSION SESSIONS
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "terminals/terminals.h"

#define WORDS 20000
#define BLOCK 4096

static uint64_t seed = 88172645463325252u;

static uint32_t
any(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 32) % below;
}

/* Few words are said often, most of them rarely. */
static void
put_word(struct buf *b)
{
	static const char *const parts[] = { "con", "ser", "net", "log", "sys",
		"pod", "run", "dis", "mem", "vol", "key", "red", "min", "tor",
		"bal", "ver", "est", "ion", "ing", "er" };
	uint32_t w = any(WORDS);
	int i;

	w = (uint32_t)((uint64_t)w * any(WORDS) / WORDS);
	for (i = 0; i < 4 && (i < 2 || w); i++) {
		buf_puts(b, parts[w % 20]);
		w /= 20;
	}
}

static void
put_line(struct buf *b, int64_t n)
{
	uint32_t i, words = 5 + any(8);

	if (any(10) == 0)
		buf_puts(b, "root@host:~# ");
	else
		buf_printf(b, "2026-03-%02u %02u:%02u:%02u ", 1 + any(28),
		    any(24), any(60), any(60));
	for (i = 0; i < words; i++) {
		put_word(b);
		buf_putc(b, ' ');
	}
	switch (any(4)) {
	case 0:
		buf_printf(b, "id=%08x", any(UINT32_MAX));
		break;
	case 1:
		buf_printf(b, "10.%u.%u.%u:%u", any(4), any(256), any(256),
		    any(60000));
		break;
	default:
		buf_printf(b, "/var/lib/%u", any(3000));
	}
	if (n % 20011 == 0)
		buf_puts(b, " needle in the haystack");
}

int
main(int argc, char **argv)
{
	int64_t mb, first, sessions, total = 0, line = 0, block = 0;
	static int32_t features[16384];
	struct buf b, times;
	size_t n, i;

	if (argc != 4 || !str_int(str_of(argv[1]), &mb) ||
	    !str_int(str_of(argv[2]), &first) ||
	    !str_int(str_of(argv[3]), &sessions))
		return 2;
	buf_init(&b, NULL, 1 << 20);
	buf_init(&times, NULL, 1 << 20);
	for (; total < mb << 20; block++) {
		buf_reset(&b);
		buf_reset(&times);
		for (n = 0; b.n < BLOCK; n++) {
			if (n)
				buf_puts(&b, "\n");
			put_line(&b, ++line);
			buf_printf(&times, n ? ",%" PRId64 : "%" PRId64,
			    line * 10);
		}
		total += (int64_t)b.n;
		n = terminals_features(buf_view(&b), features, 16384);
		printf("%" PRId64 "\t1\t1\t%c\t0\t",
		    first + block * sessions * 4096 / ((mb << 20) + 1) % sessions,
		    any(20) ? 'o' : 'i');
		for (i = 0; i < b.n; i++) {
			if (b.p[i] == '\n')
				fputs("\\n", stdout);
			else
				putchar(b.p[i]);
		}
		printf("\t{%s}\t{", times.p);
		for (i = 0; i < n; i++)
			printf(i ? ",%d" : "%d", features[i]);
		puts("}");
	}
	buf_free(&b);
	buf_free(&times);
	return 0;
}
