/*
 * files_form: multipart/form-data (RFC 7578) as it comes, in constant memory.
 *
 * A part ends with a boundary that may lie across two pieces: as many bytes as
 * it is long are held back until more have come.
 */
#include "files/files_int.h"

enum { AT_START, AT_HEADERS, IN_PART, AFTER_PART, AT_END };

bool
form_init(struct form *f, const char *content_type)
{
	struct str rest = str_of(content_type), part, value = { NULL, 0 };

	*f = (struct form){ .state = AT_START };
	str_cut(&rest, ';', &part);
	if (!str_ieq(str_trim(part), STR("multipart/form-data")))
		return false;
	while (rest.n > 0) {
		str_cut(&rest, ';', &part);
		part = str_trim(part);
		if (part.n > 9 &&
		    str_ieq((struct str){ part.p, 9 }, STR("boundary=")))
			value = (struct str){ part.p + 9, part.n - 9 };
	}
	if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"') {
		value.p++;
		value.n -= 2;
	}
	if (value.n == 0 || value.n > 70)
		return false;
	memcpy(f->boundary, "\r\n--", 4);
	memcpy(f->boundary + 4, value.p, value.n);
	f->boundary_n = value.n + 4;
	return true;
}

static const char *
find(struct str in, const char *what, size_t n)
{
	return memmem(in.p, in.n, what, n);
}

static int
hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	    c >= 'A' && c <= 'F'    ? c - 'A' + 10 :
	    c >= 'a' && c <= 'f'    ? c - 'a' + 10 :
				      -1;
}

/* Browsers write a quote, CR and LF in names as %22, %0D and %0A. */
static size_t
take_quoted(char *out, size_t room, struct str s)
{
	size_t i, n = 0;

	for (i = 0; i < s.n && s.p[i] != '"' && n + 1 < room; i++) {
		char c = s.p[i];

		if (c == '\\' && i + 1 < s.n &&
		    (s.p[i + 1] == '"' || s.p[i + 1] == '\\')) {
			c = s.p[++i];
		} else if (c == '%' && i + 2 < s.n) {
			int v = hex(s.p[i + 1]) * 16 + hex(s.p[i + 2]);

			if (v == 0x22 || v == 0x0d || v == 0x0a) {
				c = (char)v;
				i += 2;
			}
		}
		out[n++] = c;
	}
	out[n] = '\0';
	return n;
}

/* ; name="…" and ; filename="…" of a Content-Disposition line. */
static bool
param(struct str line, const char *name, char *out, size_t room, size_t *n)
{
	size_t len = strlen(name), i;

	for (i = 1; i + len + 2 < line.n; i++) {
		if (line.p[i - 1] != ';' && line.p[i - 1] != ' ')
			continue;
		if (str_ieq((struct str){ line.p + i, len }, str_of(name)) &&
		    line.p[i + len] == '=' && line.p[i + len + 1] == '"') {
			*n = take_quoted(out, room,
			    (struct str){
				line.p + i + len + 2, line.n - i - len - 2 });
			return true;
		}
	}
	return false;
}

static void
read_headers(struct form *f, struct str head)
{
	static const struct str want = { "content-disposition:", 20 };
	struct str line;
	size_t n;

	f->is_file = false;
	f->field[0] = '\0';
	f->name_n = 0;
	while (head.n > 0) {
		str_cut(&head, '\n', &line);
		if (line.n < want.n ||
		    !str_ieq((struct str){ line.p, want.n }, want))
			continue;
		if (!param(line, "name", f->field, sizeof(f->field), &n))
			continue;
		f->is_file = strcmp(f->field, "file") == 0 &&
		    param(line, "filename", f->name, sizeof(f->name),
			&f->name_n);
	}
}

static enum form_event
at_start(struct form *f, struct str in, size_t *used)
{
	/* The first boundary has no line before it. */
	if (in.n < f->boundary_n)
		return FORM_MORE;
	if (memcmp(in.p, f->boundary + 2, f->boundary_n - 2) != 0)
		return FORM_BAD;
	*used = f->boundary_n - 2;
	f->state = AFTER_PART;
	return FORM_DATA;
}

static enum form_event
after_part(struct form *f, struct str in, size_t *used)
{
	if (in.n < 2)
		return FORM_MORE;
	if (memcmp(in.p, "--", 2) == 0) {
		f->state = AT_END;
		*used = 2;
		return FORM_END;
	}
	if (memcmp(in.p, "\r\n", 2) != 0)
		return FORM_BAD;
	f->state = AT_HEADERS;
	/* The line end stays: a part without headers ends with two of them. */
	return FORM_DATA;
}

static enum form_event
at_headers(struct form *f, struct str in, size_t *used)
{
	const char *end = find(in, "\r\n\r\n", 4);

	if (end == NULL)
		return in.n >= FORM_LOOK ? FORM_BAD : FORM_MORE;
	read_headers(f, (struct str){ in.p, (size_t)(end - in.p) });
	*used = (size_t)(end - in.p) + 4;
	f->state = IN_PART;
	return f->is_file ? FORM_FILE : FORM_DATA;
}

static enum form_event
in_part(struct form *f, struct str in, size_t *used, struct str *data)
{
	const char *end = find(in, f->boundary, f->boundary_n);
	size_t n;

	if (end != NULL) {
		n = (size_t)(end - in.p);
		*used = n + f->boundary_n;
		f->state = AFTER_PART;
	} else {
		if (in.n < f->boundary_n)
			return FORM_MORE;
		n = *used = in.n - f->boundary_n + 1;
	}
	if (f->is_file)
		*data = (struct str){ in.p, n };
	return FORM_DATA;
}

enum form_event
form_next(struct form *f, struct str in, size_t *used, struct str *data)
{
	*used = 0;
	*data = (struct str){ in.p, 0 };
	switch (f->state) {
	case AT_START:
		return at_start(f, in, used);
	case AFTER_PART:
		return after_part(f, in, used);
	case AT_HEADERS:
		return at_headers(f, in, used);
	case IN_PART:
		return in_part(f, in, used, data);
	default:
		*used = in.n;
		return FORM_END;
	}
}
