/*
 * commands_split: one pass over the text for each level of nesting.
 */
#include "commands/commands_split.h"

/* Commands that run the command behind them. */
static const struct prefix {
	const char *name;
	const char *with_arg; /* short options that take a word */
	int words; /* words of its own before the command */
} prefixes[] = {
	{ "sudo", "ughpCDRTrtU", 0 },
	{ "doas", "uC", 0 },
	{ "env", "uC", 0 },
	{ "nohup", "", 0 },
	{ "setsid", "", 0 },
	{ "exec", "a", 0 },
	{ "command", "", 0 },
	{ "builtin", "", 0 },
	{ "nice", "n", 0 },
	{ "ionice", "cn", 0 },
	{ "time", "fo", 0 },
	{ "stdbuf", "ioe", 0 },
	{ "timeout", "ks", 1 },
	{ "xargs", "IPnLsdEa", 0 },
	{ "watch", "n", 0 },
	{ "chroot", "", 1 },
	{ "flock", "wE", 1 },
	{ "busybox", "", 0 },
	{ "unshare", "", 0 },
	{ "nsenter", "tSG", 0 },
	{ "systemd-run", "pMHu", 0 },
	{ "strace", "eopu", 0 },
	{ "chrt", "", 1 },
	{ "taskset", "", 1 },
	{ "runuser", "ug", 0 },
};

static const char *const reserved[] = { "!", "{", "}", "if", "then", "else",
	"elif", "fi", "do", "done", "while", "until", "in", "esac", NULL };
static const char *const shells[] = { "sh", "bash", "dash", "zsh", "ksh", "ash",
	"su", "fish", NULL };

struct split {
	struct arena *mem;
	struct command_lines *out;
	size_t budget; /* bytes that may still be read: nesting multiplies */
};

/* One level. */
struct level {
	struct split *s;
	struct str in;
	size_t at;
	int depth;
	struct buf word;
	bool open; /* a word has begun, perhaps an empty one */
	bool to_file; /* the next word is where output goes */
	bool skip; /* the next word is no argument (input, here) */
	struct command_line line;
};

static void split_text(struct split *s, struct str text, int depth, bool piped);

static bool
is_in(const char *const *list, const char *s)
{
	for (; *list != NULL; list++)
		if (strcmp(*list, s) == 0)
			return true;
	return false;
}

static const char *
base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* Adds ${w} to a list of at most COMMANDS_MAX_WORDS. */
static void
push(struct arena *mem, const char ***v, size_t *n, const char *w)
{
	const char **more;

	if (*n >= COMMANDS_MAX_WORDS)
		return;
	if ((*n & (*n - 1)) == 0) { /* 0 or a power of two: full */
		more = arena_array(mem, *n > 0 ? *n * 2 : 1, sizeof(*more));
		if (*n > 0)
			memcpy(more, *v, *n * sizeof(*more));
		*v = more;
	}
	(*v)[(*n)++] = w;
}

static void
emit(struct split *s, const struct command_line *line)
{
	struct command_lines *out = s->out;
	struct command_line *more;

	if (out->n >= COMMANDS_MAX_LINES || (line->n == 0 && line->n_to == 0))
		return;
	if (out->n == out->cap) {
		out->cap = out->cap > 0 ? out->cap * 2 : 16;
		more = arena_array(s->mem, out->cap, sizeof(*more));
		if (out->n > 0)
			memcpy(more, out->v, out->n * sizeof(*more));
		out->v = more;
	}
	out->v[out->n++] = *line;
}

static bool
is_assignment(const char *w)
{
	const char *eq = strchr(w, '=');
	const char *p;

	if (eq == NULL || eq == w)
		return false;
	for (p = w; p < eq; p++)
		if (!(*p == '_' || (*p >= 'a' && *p <= 'z') ||
			(*p >= 'A' && *p <= 'Z') ||
			(p > w && *p >= '0' && *p <= '9') ||
			(p == eq - 1 && *p == '+')))
			return false;
	return true;
}

static const struct prefix *
prefix_of(const char *program)
{
	size_t i;

	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (strcmp(prefixes[i].name, program) == 0)
			return &prefixes[i];
	return NULL;
}

/* How many words of ${line} belong to the prefix itself. */
static size_t
prefix_words(const struct command_line *line, const struct prefix *p)
{
	size_t i = 1, own = 0;

	while (i < line->n) {
		const char *w = line->v[i];

		if (strcmp(w, "--") == 0) {
			i++;
			break;
		}
		if (w[0] == '-' && w[1] != '\0') {
			i++;
			if (w[1] != '-' && w[2] == '\0' &&
			    strchr(p->with_arg, w[1]) != NULL)
				i++;
		} else if (is_assignment(w)) {
			i++;
		} else {
			break;
		}
	}
	for (; own < (size_t)p->words; own++)
		i++;
	return i < line->n ? i : line->n;
}

static void
join_and_split(struct split *s, const char *const *v, size_t n, int depth)
{
	struct buf b;
	size_t i;

	buf_init(&b, s->mem, BUF_MAX_ROW * 2);
	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_putc(&b, ' ');
		buf_puts(&b, v[i]);
	}
	split_text(s, buf_view(&b), depth + 1, false);
}

/* `sh -c TEXT`, `eval …`, `find … -exec … ;`: what they would run. */
static void
look_inside(struct split *s, const struct command_line *line, int depth)
{
	const char *program = base_of(line->v[0]);
	struct command_line sub;
	size_t i, k;

	if (strcmp(program, "eval") == 0) {
		join_and_split(s, line->v + 1, line->n - 1, depth);
		return;
	}
	if (is_in(shells, program)) {
		for (i = 1; i + 1 < line->n; i++)
			if (line->v[i][0] == '-' && line->v[i][1] != '-' &&
			    strchr(line->v[i], 'c') != NULL) {
				split_text(s, str_of(line->v[i + 1]), depth + 1,
				    false);
				return;
			}
		return;
	}
	if (strcmp(program, "find") != 0)
		return;
	for (i = 1; i < line->n; i++) {
		if (strncmp(line->v[i], "-exec", 5) != 0 &&
		    strncmp(line->v[i], "-ok", 3) != 0)
			continue;
		for (k = i + 1; k < line->n && strcmp(line->v[k], ";") != 0;
		     k++)
			continue;
		sub = (struct command_line){ .v = line->v + i + 1,
			.n = k - i - 1 };
		if (sub.n > 0)
			emit(s, &sub);
		i = k;
	}
}

/* A command is complete: itself, and the one that it only runs. */
static void
finish(struct split *s, struct command_line line, int depth)
{
	const struct prefix *p;
	size_t own;

	for (;;) {
		while (line.n > 0 &&
		    (is_in(reserved, line.v[0]) || is_assignment(line.v[0]))) {
			line.v++;
			line.n--;
		}
		emit(s, &line);
		if (line.n == 0)
			return;
		look_inside(s, &line, depth);
		p = prefix_of(base_of(line.v[0]));
		if (p == NULL)
			return;
		own = prefix_words(&line, p);
		line.v += own;
		line.n -= own;
		line.n_to = 0;
	}
}

static void
end_word(struct level *l)
{
	struct arena *mem = l->s->mem;
	const char *w;

	if (!l->open)
		return;
	w = arena_str(mem, buf_view(&l->word));
	buf_reset(&l->word);
	l->open = false;
	if (l->skip)
		l->skip = false;
	else if (l->to_file)
		push(mem, &l->line.to, &l->line.n_to, w);
	else
		push(mem, &l->line.v, &l->line.n, w);
	l->to_file = false;
}

static void
end_command(struct level *l, bool piped)
{
	end_word(l);
	finish(l->s, l->line, l->depth);
	l->line = (struct command_line){ .piped = piped };
	l->to_file = l->skip = false;
}

static char
peek(const struct level *l, size_t n)
{
	return l->at + n < l->in.n ? l->in.p[l->at + n] : '\0';
}

static void
put(struct level *l, char c)
{
	/* A NUL would end the word early; nothing is named so. */
	buf_putc(&l->word, c != '\0' ? c : '?');
	l->open = true;
}

/* l->at is behind `$(` or `(`: takes it up to its bracket and looks into it. */
static void
substitution(struct level *l)
{
	size_t from = l->at;
	int open = 1;
	char quote = '\0', c;

	for (; l->at < l->in.n; l->at++) {
		c = l->in.p[l->at];
		if (c == '\\' && quote != '\'') {
			l->at++;
		} else if (quote != '\0') {
			quote = c == quote ? '\0' : quote;
		} else if (c == '\'' || c == '"') {
			quote = c;
		} else if (c == '(') {
			open++;
		} else if (c == ')' && --open == 0) {
			break;
		}
	}
	if (l->at > l->in.n)
		l->at = l->in.n;
	split_text(l->s, (struct str){ l->in.p + from, l->at - from },
	    l->depth + 1, false);
	if (l->at < l->in.n)
		l->at++;
}

/* l->at is behind a backquote. */
static void
backquoted(struct level *l)
{
	size_t from = l->at;

	for (; l->at < l->in.n && l->in.p[l->at] != '`'; l->at++)
		if (l->in.p[l->at] == '\\' && l->at + 1 < l->in.n)
			l->at++;
	split_text(l->s, (struct str){ l->in.p + from, l->at - from },
	    l->depth + 1, false);
	if (l->at < l->in.n)
		l->at++;
}

/* At a dollar or a backquote; takes it. */
static void
expansion(struct level *l)
{
	if (peek(l, 0) == '`') {
		l->at++;
		put(l, '`');
		backquoted(l);
	} else if (peek(l, 1) == '(') {
		l->at += 2;
		put(l, '$');
		substitution(l);
	} else {
		put(l, l->in.p[l->at++]);
	}
}

static void
single_quoted(struct level *l)
{
	for (; l->at < l->in.n && l->in.p[l->at] != '\''; l->at++)
		put(l, l->in.p[l->at]);
	l->at++;
}

static void
double_quoted(struct level *l)
{
	char c;

	while (l->at < l->in.n && (c = l->in.p[l->at]) != '"') {
		if (c == '$' || c == '`') {
			expansion(l);
			continue;
		}
		if (c == '\\' && peek(l, 1) != '\0' &&
		    strchr("$`\"\\\n", peek(l, 1)) != NULL)
			l->at++;
		put(l, peek(l, 0));
		l->at++;
	}
	l->at++;
}

static int
hex_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* bash's $'…': l->at is behind the quote. */
static void
ansi_quoted(struct level *l)
{
	char c;

	while (l->at < l->in.n && (c = l->in.p[l->at]) != '\'') {
		l->at++;
		if (c == '\\' && l->at < l->in.n) {
			c = l->in.p[l->at++];
			if (c == 'x' && hex_of(peek(l, 0)) >= 0) {
				int v = hex_of(peek(l, 0));

				l->at++;
				if (hex_of(peek(l, 0)) >= 0)
					v = v * 16 + hex_of(l->in.p[l->at++]);
				c = (char)v;
			} else if (c == 'n' || c == 't') {
				c = ' ';
			}
		}
		put(l, c);
	}
	l->at++;
}

static bool
all_digits(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

/* At `<` or `>`. */
static void
redirection(struct level *l)
{
	char c = l->in.p[l->at];

	if (l->open && all_digits(buf_view(&l->word))) {
		buf_reset(&l->word); /* 2> */
		l->open = false;
	}
	end_word(l);
	l->at++;
	if (peek(l, 0) == '(') {
		l->at++;
		substitution(l);
		return;
	}
	while (peek(l, 0) == c || peek(l, 0) == '|' || peek(l, 0) == '&' ||
	    peek(l, 0) == '-')
		l->at++;
	l->to_file = c == '>';
	l->skip = c == '<';
}

/* At one of ; & | ( ) or a line's end. */
static void
separator(struct level *l)
{
	char c = l->in.p[l->at++];

	if (c == '&' && peek(l, 0) == '>') {
		end_word(l);
		return; /* &> file: the redirection comes next */
	}
	if (c == '|' && peek(l, 0) == '|') {
		l->at++;
		c = ';';
	}
	if (c == '|' && peek(l, 0) == '&')
		l->at++;
	end_command(l, c == '|');
}

static void
take(struct level *l)
{
	char c = l->in.p[l->at];

	switch (c) {
	case ' ':
	case '\t':
	case '\r':
		end_word(l);
		l->at++;
		return;
	case '\n':
	case ';':
	case '&':
	case '|':
	case '(':
	case ')':
		separator(l);
		return;
	case '<':
	case '>':
		redirection(l);
		return;
	case '\'':
		l->at++;
		l->open = true;
		single_quoted(l);
		return;
	case '"':
		l->at++;
		l->open = true;
		double_quoted(l);
		return;
	case '\\':
		if (peek(l, 1) != '\n' && l->at + 1 < l->in.n)
			put(l, peek(l, 1));
		l->at += 2;
		return;
	case '$':
		if (peek(l, 1) == '\'') {
			l->at += 2;
			l->open = true;
			ansi_quoted(l);
			return;
		}
		expansion(l);
		return;
	case '`':
		expansion(l);
		return;
	case '#':
		if (!l->open) {
			while (l->at < l->in.n && l->in.p[l->at] != '\n')
				l->at++;
			return;
		}
		/* fallthrough */
	default:
		put(l, c);
		l->at++;
	}
}

static void
split_text(struct split *s, struct str text, int depth, bool piped)
{
	struct level l = { .s = s, .in = text, .depth = depth };

	if (depth > COMMANDS_MAX_DEPTH || text.n > s->budget)
		return;
	s->budget -= text.n;
	buf_init(&l.word, NULL, BUF_MAX_ROW * 2);
	l.line.piped = piped;
	while (l.at < l.in.n)
		take(&l);
	end_command(&l, false);
	buf_free(&l.word);
}

void
commands_split(struct arena *mem, struct str text, struct command_lines *out)
{
	struct split s = {
		.mem = mem, .out = out, .budget = text.n * 4 + 65536
	};

	split_text(&s, text, 0, false);
}

void
commands_split_strings(struct arena *mem, struct str text,
    struct command_lines *out)
{
	struct split s = {
		.mem = mem, .out = out, .budget = text.n * 4 + 65536
	};
	size_t i, from;
	char quote;

	for (i = 0; i < text.n; i++) {
		quote = text.p[i];
		if (quote != '\'' && quote != '"' && quote != '`')
			continue;
		from = ++i;
		while (i < text.n && text.p[i] != quote)
			i += text.p[i] == '\\' && i + 1 < text.n ? 2 : 1;
		if (i > text.n)
			i = text.n;
		split_text(&s, (struct str){ text.p + from, i - from }, 1,
		    false);
	}
}
