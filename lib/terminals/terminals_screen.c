/*
 * What a terminal shows (libvterm), so that it can be searched and drawn again.
 *
 * Each row knows when it last changed.  A line is told once: when it leaves the
 * screen at the top, or when it has not changed for a while.  On the alternate
 * screen (editors, monitors) a row is told at most every ten seconds.
 */
#include <vterm.h>

#include "terminals/terminals_priv.h"

#define SETTLED_MS 900
#define ALT_PAUSE_MS 10000
#define LINE_MAX_BYTES 4096
#define LEAST_COLS 2 /* the library puts wide characters there unasked */

#define CSI_ARGS 15 /* the library has room for one more */

/* A control sequence on its way (ECMA-48 5.4). */
struct term_csi {
	char leader; /* < = > ? */
	char between; /* intermediate byte, of escapes as well */
	bool bad; /* two of them, or in the wrong place */
	int digits, separators;
	char text[CSI_ARGS * 5];
	size_t n;
};

struct row {
	int64_t ms; /* last change */
	int64_t told_ms;
	uint64_t told; /* hash of what was told of it */
	bool changed;
};

struct term_screen {
	VTerm *vt;
	VTermScreen *vs;
	int cols, rows;
	struct row *row;
	VTermPos cursor;
	bool alt;
	int64_t now_ms;
	term_line_fn fn;
	void *arg;
	enum { IN_TEXT, IN_ESCAPE, IN_CSI, IN_STRING } at; /* the input */
	struct term_csi csi;
	char last; /* character, for "repeat" */
	struct buf input;
	char text[LINE_MAX_BYTES];
};

static uint64_t
hash(struct str s)
{
	uint64_t h = 14695981039346656037u;
	size_t i;

	for (i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
	return h | 1;
}

static void
tell(struct term_screen *s, struct row *r, struct str text)
{
	uint64_t h;

	r->changed = false;
	while (text.n > 0 && text.p[text.n - 1] == ' ')
		text.n--;
	if (text.n == 0)
		return;
	h = hash(text);
	if (h == r->told)
		return;
	r->told = h;
	r->told_ms = s->now_ms;
	s->fn(s->arg, r->ms, text);
}

static size_t
put_utf8(char *to, uint32_t c)
{
	if (c < 0x80) {
		to[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (char)(0xc0 | c >> 6);
		to[1] = (char)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		to[0] = (char)(0xe0 | c >> 12);
		to[1] = (char)(0x80 | (c >> 6 & 63));
		to[2] = (char)(0x80 | (c & 63));
		return 3;
	}
	to[0] = (char)(0xf0 | (c >> 18 & 7));
	to[1] = (char)(0x80 | (c >> 12 & 63));
	to[2] = (char)(0x80 | (c >> 6 & 63));
	to[3] = (char)(0x80 | (c & 63));
	return 4;
}

/* What stands in one cell; 0 for the right half of a wide character. */
static size_t
cell_text(const VTermScreenCell *cell, char to[4 * VTERM_MAX_CHARS_PER_CELL])
{
	size_t n = 0;
	int i;

	if (cell->chars[0] == (uint32_t)-1)
		return 0;
	if (cell->chars[0] == 0) {
		to[0] = ' ';
		return 1;
	}
	for (i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i]; i++) {
		if (cell->chars[i] < 0x20 || cell->chars[i] > 0x10ffff ||
		    (cell->chars[i] >= 0xd800 && cell->chars[i] < 0xe000))
			continue;
		n += put_utf8(to + n, cell->chars[i]);
	}
	return n;
}

static struct str
cells_text(struct term_screen *s, const VTermScreenCell *cells, int cols)
{
	size_t n = 0;
	int i;

	for (i = 0; i < cols; i++) {
		if (n + sizeof(char[4 * VTERM_MAX_CHARS_PER_CELL]) >
		    sizeof(s->text))
			break;
		n += cell_text(&cells[i], s->text + n);
	}
	return (struct str){ s->text, n };
}

static struct str
row_text(struct term_screen *s, int row, int cols)
{
	VTermScreenCell cell;
	size_t n = 0;
	int i;

	for (i = 0; i < cols; i++) {
		if (n + sizeof(char[4 * VTERM_MAX_CHARS_PER_CELL]) >
		    sizeof(s->text))
			break;
		if (vterm_screen_get_cell(s->vs,
			(VTermPos){ .row = row, .col = i }, &cell) != 1)
			break;
		n += cell_text(&cell, s->text + n);
	}
	return (struct str){ s->text, n };
}

static int
on_damage(VTermRect rect, void *user)
{
	struct term_screen *s = user;
	int i;

	for (i = rect.start_row; i < rect.end_row && i < s->rows; i++) {
		s->row[i].ms = s->now_ms;
		s->row[i].changed = true;
	}
	return 1;
}

static int
on_moverect(VTermRect dest, VTermRect src, void *user)
{
	struct term_screen *s = user;
	int n = src.end_row - src.start_row;

	if (dest.start_col == 0 && dest.end_col == s->cols &&
	    dest.start_row >= 0 && src.start_row >= 0 &&
	    dest.start_row + n <= s->rows && src.start_row + n <= s->rows)
		memmove(&s->row[dest.start_row], &s->row[src.start_row],
		    (size_t)n * sizeof(s->row[0]));
	else
		(void)on_damage(dest, user);
	return 1;
}

static int
on_movecursor(VTermPos pos, VTermPos old, int visible, void *user)
{
	(void)old;
	(void)visible;
	((struct term_screen *)user)->cursor = pos;
	return 1;
}

static int
on_prop(VTermProp prop, VTermValue *val, void *user)
{
	struct term_screen *s = user;

	if (prop == VTERM_PROP_ALTSCREEN) {
		term_screen_settle(s, s->now_ms, true);
		s->alt = val->boolean != 0;
	}
	return 1;
}

static int
on_pushline(int cols, const VTermScreenCell *cells, void *user)
{
	struct term_screen *s = user;

	if (s->row[0].changed)
		tell(s, &s->row[0], cells_text(s, cells, cols));
	return 1;
}

static const VTermScreenCallbacks callbacks = { .damage = on_damage,
	.moverect = on_moverect,
	.movecursor = on_movecursor,
	.settermprop = on_prop,
	.sb_pushline = on_pushline };

static void
free_late(void *arg)
{
	struct term_screen *s = arg;

	vterm_free(s->vt);
	free(s->row);
	buf_free(&s->input);
}

struct term_screen *
term_screen_new(struct arena *mem, int cols, int rows, term_line_fn fn,
    void *arg)
{
	struct term_screen *s = ARENA_NEW(mem, struct term_screen);

	cols = cols < LEAST_COLS ? LEAST_COLS : cols;
	s->cols = cols;
	s->rows = rows;
	s->fn = fn;
	s->arg = arg;
	s->row = calloc((size_t)rows, sizeof(*s->row));
	s->vt = s->row ? vterm_new(rows, cols) : NULL;
	if (s->vt == NULL)
		exit(70);
	arena_defer(mem, free_late, s);
	buf_init(&s->input, NULL, (size_t)1 << 20);
	vterm_set_utf8(s->vt, 1);
	s->vs = vterm_obtain_screen(s->vt);
	vterm_screen_enable_altscreen(s->vs, 1);
	vterm_screen_set_callbacks(s->vs, &callbacks, s);
	vterm_screen_set_damage_merge(s->vs, VTERM_DAMAGE_ROW);
	vterm_screen_reset(s->vs, 1);
	return s;
}

/*
 * What the library is given.  It trusts its input: it writes behind its array at
 * the seventeenth argument, and can be kept busy by a number.  So sequences are
 * read here, and it is given whole ones, of known kinds, of sane numbers; the
 * others, and strings (titles, queries), change nothing that is shown.
 */

static void
put_csi(struct term_screen *s, char final)
{
	static const char plain[] = "@ABCDEFGHIJKLMPSTXZ`adefghlmrs";
	struct term_csi *q = &s->csi;
	bool known;

	if (q->bad)
		return;
	if (q->leader == '?')
		known = strchr("hlJK", final) != NULL && q->between == '\0';
	else if (q->between == '!')
		known = final == 'p' && q->leader == '\0';
	else
		known = q->leader == '\0' && q->between == '\0' &&
		    strchr(plain, final) != NULL;
	if (!known)
		return;
	buf_puts(&s->input, "\033[");
	if (q->leader)
		buf_putc(&s->input, q->leader);
	buf_add(&s->input, q->text, q->n);
	if (q->between)
		buf_putc(&s->input, q->between);
	buf_putc(&s->input, final);
}

/* "Repeat the last character" is done here. */
static void
repeat(struct term_screen *s)
{
	int64_t n = 1;
	size_t k = 0;

	while (k < s->csi.n && s->csi.text[k] >= '0' && s->csi.text[k] <= '9')
		k++;
	if (k > 0)
		(void)str_int((struct str){ s->csi.text, k }, &n);
	if (n < 1)
		n = 1;
	for (n = n < s->cols ? n : s->cols; n > 0 && s->last; n--)
		buf_putc(&s->input, s->last);
}

/* One byte of arguments; more of them than CSI_ARGS are left out. */
static void
take_argument(struct term_csi *q, char c)
{
	bool digit = c >= '0' && c <= '9';

	if (!digit) {
		q->digits = 0;
		if (++q->separators >= CSI_ARGS)
			return;
	} else if (q->separators >= CSI_ARGS ||
	    ++q->digits > (q->leader ? 4 : 3)) {
		return;
	}
	if (q->n < sizeof(q->text))
		q->text[q->n++] = c;
}

static void
take_csi(struct term_screen *s, char c)
{
	struct term_csi *q = &s->csi;

	if ((c >= '0' && c <= '9') || c == ';' || c == ':') {
		q->bad |= q->between != '\0';
		take_argument(q, c);
	} else if (c >= 0x3c && c <= 0x3f) {
		q->bad |= q->n > 0 || q->leader || q->between;
		q->leader = c;
	} else if (c >= 0x20 && c < 0x30) {
		q->bad |= q->between != '\0';
		q->between = c;
	} else if (c >= 0x40) {
		s->at = IN_TEXT;
		if (c == 'b')
			repeat(s);
		else
			put_csi(s, c);
	} else {
		/* Not ASCII: no sequence has that. */
		s->at = IN_TEXT;
	}
}

static void
take_escape(struct term_screen *s, char c)
{
	char between = s->csi.between;

	if (c >= 0x20 && c < 0x30) {
		s->csi.bad |= between != '\0';
		s->csi.between = c;
		return;
	}
	s->at = IN_TEXT;
	if (s->csi.bad)
		return;
	if (between == '(' || between == ')') {
		if (c == '0' || c == 'A' || c == 'B') {
			buf_putc(&s->input, '\033');
			buf_putc(&s->input, between);
			buf_putc(&s->input, c);
		}
	} else if (between) {
		return;
	} else if (c == '[') {
		s->at = IN_CSI;
	} else if (c > 0 && strchr("]P_^X", c)) {
		s->at = IN_STRING;
	} else if (c > 0 && strchr("78DEHMc=>", c)) {
		buf_putc(&s->input, '\033');
		buf_putc(&s->input, c);
	}
}

/* Whether ${c} was a control character that is the same everywhere. */
static bool
take_control(struct term_screen *s, char c)
{
	if (c == 0x7f)
		return true;
	if (c < 0 || c >= 0x20)
		return false;
	if (c == 0x1b) {
		s->at = IN_ESCAPE;
		s->csi = (struct term_csi){ .n = 0 };
	} else if (c == 0x18 || c == 0x1a) {
		s->at = IN_TEXT;
	} else if (s->at == IN_STRING) {
		if (c == 0x07)
			s->at = IN_TEXT;
	} else if (c != 0) {
		buf_putc(&s->input, c);
	}
	return true;
}

/* Where the bytes of ${in} that are mere text end. */
static size_t
text_length(struct str in)
{
	size_t n = 0;

	while (n < in.n && ((unsigned char)in.p[n] >= 0x20) && in.p[n] != 0x7f)
		n++;
	return n;
}

static void
take_input(struct term_screen *s, struct str in)
{
	size_t n;
	char c;

	buf_reset(&s->input);
	while (in.n) {
		n = s->at == IN_TEXT ? text_length(in) : 0;
		if (n) {
			c = in.p[n - 1];
			s->last = (char)(c > 0 ? c : '\0');
			buf_add(&s->input, in.p, n);
		} else {
			n = 1;
			c = in.p[0];
			if (take_control(s, c))
				; /* done */
			else if (s->at == IN_ESCAPE)
				take_escape(s, c);
			else if (s->at == IN_CSI)
				take_csi(s, c);
		}
		in.p += n;
		in.n -= n;
	}
	(void)vterm_input_write(s->vt, s->input.p, s->input.n);
}

void
term_screen_feed(struct term_screen *s, int64_t now_ms, struct str in)
{
	s->now_ms = now_ms;
	if (in.n == 0)
		return;
	take_input(s, in);
	vterm_screen_flush_damage(s->vs);
}

static int
within(int v, int most)
{
	return v < 0 ? 0 : v < most ? v : most - 1;
}

/*
 * A smaller screen may leave the library's cursor above the first row, where the
 * next "erase" reads and writes: it is told where it stands.
 */
static void
place_cursor(struct term_screen *s)
{
	char text[40];
	int n;

	s->cursor.row = within(s->cursor.row, s->rows);
	s->cursor.col = within(s->cursor.col, s->cols);
	n = snprintf(text, sizeof(text), "\033[%d;%dH", s->cursor.row + 1,
	    s->cursor.col + 1);
	(void)vterm_input_write(s->vt, text, (size_t)n);
}

void
term_screen_resize(struct term_screen *s, int cols, int rows)
{
	struct row *row;

	cols = cols < LEAST_COLS ? LEAST_COLS : cols;
	term_screen_settle(s, s->now_ms, true);
	row = calloc((size_t)rows, sizeof(*row));
	if (row == NULL)
		exit(70);
	memcpy(row, s->row,
	    (size_t)(rows < s->rows ? rows : s->rows) * sizeof(*row));
	/* Callbacks come while the size changes: room for either. */
	if (rows >= s->rows) {
		free(s->row);
		s->row = row;
		s->rows = rows;
		s->cols = cols;
		vterm_set_size(s->vt, rows, cols);
	} else {
		vterm_set_size(s->vt, rows, cols);
		free(s->row);
		s->row = row;
		s->rows = rows;
		s->cols = cols;
	}
	place_cursor(s);
}

void
term_screen_settle(struct term_screen *s, int64_t now_ms, bool all)
{
	struct row *r;
	int i;

	for (i = 0; i < s->rows; i++) {
		r = &s->row[i];
		if (!r->changed)
			continue;
		if (!all &&
		    (now_ms - r->ms < SETTLED_MS ||
			(!s->alt && i == s->cursor.row) ||
			(s->alt && now_ms - r->told_ms < ALT_PAUSE_MS)))
			continue;
		tell(s, r, row_text(s, i, s->cols));
	}
}

void
term_screen_prompt(struct term_screen *s, struct buf *out)
{
	buf_str(out, row_text(s, s->cursor.row, s->cursor.col));
}

/* --- drawing --------------------------------------------------------------------- */

static void
put_color(struct buf *out, const VTermColor *c, int base)
{
	if (VTERM_COLOR_IS_DEFAULT_FG(c) || VTERM_COLOR_IS_DEFAULT_BG(c))
		return;
	if (VTERM_COLOR_IS_INDEXED(c))
		buf_printf(out, ";%d;5;%d", base, c->indexed.idx);
	else
		buf_printf(out, ";%d;2;%d;%d;%d", base, c->rgb.red,
		    c->rgb.green, c->rgb.blue);
}

static void
put_style(struct buf *out, const VTermScreenCell *c)
{
	static const struct {
		const char *code;
	} codes[] = { { ";1" }, { ";3" }, { ";4" }, { ";5" }, { ";7" },
		{ ";9" } };
	const bool on[] = { c->attrs.bold, c->attrs.italic,
		c->attrs.underline != 0, c->attrs.blink, c->attrs.reverse,
		c->attrs.strike };
	size_t i;

	buf_puts(out, "\033[0");
	for (i = 0; i < sizeof(on) / sizeof(on[0]); i++) {
		if (on[i])
			buf_puts(out, codes[i].code);
	}
	put_color(out, &c->fg, 38);
	put_color(out, &c->bg, 48);
	buf_putc(out, 'm');
}

static bool
same_style(const VTermScreenCell *a, const VTermScreenCell *b)
{
	return vterm_color_is_equal(&a->fg, &b->fg) &&
	    vterm_color_is_equal(&a->bg, &b->bg) &&
	    a->attrs.bold == b->attrs.bold &&
	    a->attrs.italic == b->attrs.italic &&
	    a->attrs.underline == b->attrs.underline &&
	    a->attrs.blink == b->attrs.blink &&
	    a->attrs.reverse == b->attrs.reverse &&
	    a->attrs.strike == b->attrs.strike;
}

static void
draw_row(struct term_screen *s, int row, struct buf *out)
{
	char text[4 * VTERM_MAX_CHARS_PER_CELL];
	VTermScreenCell cell, was;
	size_t n;
	int i;

	memset(&was, 0, sizeof(was));
	for (i = 0; i < s->cols; i++) {
		if (vterm_screen_get_cell(s->vs,
			(VTermPos){ .row = row, .col = i }, &cell) != 1)
			break;
		n = cell_text(&cell, text);
		if (n == 0)
			continue;
		if (i == 0 || !same_style(&cell, &was))
			put_style(out, &cell);
		was = cell;
		buf_add(out, text, n);
	}
}

void
term_screen_draw(struct term_screen *s, struct buf *out)
{
	int i;

	buf_puts(out, s->alt ? "\033c\033[?1049h" : "\033c");
	for (i = 0; i < s->rows; i++) {
		buf_printf(out, "\033[%d;1H", i + 1);
		draw_row(s, i, out);
	}
	buf_printf(out, "\033[0m\033[%d;%dH", s->cursor.row + 1,
	    s->cursor.col + 1);
}
