/*
 * commands_match: a rule's pattern against one command.
 */
#include "commands/commands_split.h"

/* `*`, `?` and `\x`; without recursion, in at most n * m steps. */
static bool
glob(struct str p, const char *s)
{
	size_t at = 0, star = SIZE_MAX;
	const char *back = s;

	while (*s != '\0') {
		bool literal = at < p.n && p.p[at] == '\\' && at + 1 < p.n;

		if (at < p.n && !literal && p.p[at] == '*') {
			star = ++at;
			back = s;
		} else if (at < p.n &&
		    (literal ? p.p[at + 1] == *s :
			       p.p[at] == '?' || p.p[at] == *s)) {
			at += literal ? 2 : 1;
			s++;
		} else if (star != SIZE_MAX) {
			at = star;
			s = ++back;
		} else {
			return false;
		}
	}
	while (at < p.n && p.p[at] == '*')
		at++;
	return at == p.n;
}

/* A path without doubled slashes, `/.` and a slash at its end. */
static const char *
plain_path(struct arena *mem, const char *w)
{
	size_t n = strlen(w), i, k = 0;
	char *out;

	if (w[0] != '/')
		return w;
	out = arena_alloc(mem, n + 1);
	for (i = 0; i < n; i++) {
		if (w[i] == '/' && k > 0 && out[k - 1] == '/')
			continue;
		if (w[i] == '.' && k > 0 && out[k - 1] == '/' &&
		    (w[i + 1] == '/' || w[i + 1] == '\0')) {
			i += w[i + 1] == '/' ? 1 : 0;
			continue;
		}
		out[k++] = w[i];
	}
	while (k > 1 && out[k - 1] == '/')
		k--;
	out[k] = '\0';
	return out;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* One alternative of a pattern's word against one word. */
static bool
one(struct arena *mem, struct str alt, const char *w)
{
	/* -r is also in -rf. */
	if (alt.n == 2 && alt.p[0] == '-' && is_letter(alt.p[1]))
		return w[0] == '-' && w[1] != '-' &&
		    strchr(w + 1, alt.p[1]) != NULL;
	return glob(alt, w) || glob(alt, plain_path(mem, w));
}

/* The next piece of ${rest} up to ${sep}, which a backslash hides. */
static bool
piece(struct str *rest, char sep, struct str *out)
{
	size_t i;

	if (rest->n == 0)
		return false;
	for (i = 0; i < rest->n && rest->p[i] != sep; i++)
		if (rest->p[i] == '\\' && i + 1 < rest->n)
			i++;
	*out = (struct str){ rest->p, i };
	i += i < rest->n ? 1 : 0;
	*rest = (struct str){ rest->p + i, rest->n - i };
	return true;
}

static bool
any(struct arena *mem, struct str alts, const char *const *v, size_t n)
{
	struct str alt;
	size_t i;

	while (piece(&alts, ',', &alt))
		for (i = 0; i < n; i++)
			if (alt.n > 0 && one(mem, alt, v[i]))
				return true;
	return false;
}

bool
commands_match(struct arena *mem, const char *pattern,
    const struct command_line *line)
{
	struct str rest = str_trim(str_of(pattern)), word;
	const char *program;
	bool first = true, to = false;

	if (rest.n > 0 && rest.p[0] == '|') {
		if (!line->piped)
			return false;
		rest = str_trim((struct str){ rest.p + 1, rest.n - 1 });
	} else if (rest.n > 0 && rest.p[0] == '>') {
		to = true;
		rest = str_trim((struct str){ rest.p + 1, rest.n - 1 });
	}
	while (piece(&rest, ' ', &word)) {
		if (word.n == 0)
			continue;
		if (to) {
			if (!any(mem, word, line->to, line->n_to))
				return false;
		} else if (first) {
			if (line->n == 0)
				return false;
			program = strrchr(line->v[0], '/');
			program = program != NULL ? program + 1 : line->v[0];
			if (!any(mem, word, &program, 1) &&
			    !any(mem, word, line->v, 1))
				return false;
		} else if (line->n < 2 ||
		    !any(mem, word, line->v + 1, line->n - 1)) {
			return false;
		}
		first = false;
	}
	return !first;
}

static struct str
squeeze(struct arena *mem, struct str s)
{
	char *out = arena_alloc(mem, s.n + 1);
	size_t i, k = 0;

	for (i = 0; i < s.n; i++)
		if (s.p[i] != ' ' && s.p[i] != '\t' && s.p[i] != '\n' &&
		    s.p[i] != '\r')
			out[k++] = s.p[i];
	return (struct str){ out, k };
}

bool
commands_match_text(struct arena *mem, const char *pattern, struct str text)
{
	struct str p = squeeze(mem, str_of(pattern));

	text = squeeze(mem, text);
	return p.n > 0 && text.n >= p.n &&
	    memmem(text.p, text.n, p.p, p.n) != NULL;
}
