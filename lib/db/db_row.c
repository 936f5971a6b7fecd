/*
 * db_row: binary result rows into structs, by column name.
 *
 * Text members point into the libpq result, which then lives as long as the
 * arena; only lists, dates, uuids and addresses are built anew.
 */
#include <arpa/inet.h>
#include <endian.h>
#include <inttypes.h>

#include "db/db_priv.h"

static int64_t
get16(const char *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof(v));
	return (int16_t)be16toh(v);
}

static int64_t
get32(const char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return (int32_t)be32toh(v);
}

static int64_t
get64(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return (int64_t)be64toh(v);
}

static bool
is_text(unsigned oid)
{
	switch (oid) {
	case DB_O_TEXT:
	case DB_O_VARCHAR:
	case DB_O_BPCHAR:
	case DB_O_NAME:
	case DB_O_CHAR:
	case DB_O_UNKNOWN:
	case DB_O_JSON:
	case DB_O_JSONB:
		return true;
	default:
		return oid >= DB_O_FIRST_USER; /* enum types */
	}
}

static bool
is_int(unsigned oid)
{
	return oid == DB_O_INT8 || oid == DB_O_INT4 || oid == DB_O_INT2 ||
	    oid == DB_O_OID;
}

/* Whether a column of type ${oid} can fill a member of ${kind}. */
static bool
fits(enum field_kind kind, unsigned oid)
{
	switch (kind) {
	case FK_INT:
	case FK_OPT_INT:
		return is_int(oid);
	case FK_BOOL:
	case FK_OPT_BOOL:
		return oid == DB_O_BOOL;
	case FK_DOUBLE:
		return oid == DB_O_FLOAT8 || oid == DB_O_FLOAT4 || is_int(oid);
	case FK_TEXT:
	case FK_ENUM:
		return is_text(oid) || oid == DB_O_UUID || oid == DB_O_DATE ||
		    oid == DB_O_INET || oid == DB_O_CIDR;
	case FK_TIME:
		return oid == DB_O_TIMESTAMPTZ || oid == DB_O_TIMESTAMP ||
		    oid == DB_O_DATE;
	case FK_RAW:
		return oid == DB_O_JSONB || oid == DB_O_JSON ||
		    oid == DB_O_TEXT || oid == DB_O_BYTEA;
	case FK_TEXTS:
		return oid == DB_O_TEXTS || oid == DB_O_VARCHARS ||
		    oid == DB_O_NAMES;
	case FK_INTS:
		return oid == DB_O_INT8S || oid == DB_O_INT4S ||
		    oid == DB_O_INT2S;
	case FK_OBJECT:
	case FK_OBJECTS:
	case FK_END:
		break;
	}
	return false;
}

#ifdef K8SM_FAULTS
/* Test builds: every member has its column. */
static enum err_code
check_members(struct cx *cx, const struct db_map *map)
{
	const struct field *f;
	int i;

	for (f = map->t->fields; f->kind != FK_END; f++) {
		if (f->flags & (F_NO_ROW | F_SECRET | F_IGNORE) ||
		    f->kind == FK_OBJECT || f->kind == FK_OBJECTS)
			continue;
		for (i = 0; i < map->n && map->cols[i].f != f; i++)
			;
		if (i == map->n)
			return db_err_misuse(cx,
			    arena_printf(cx->mem,
				"no column for member '%s' of %s", f->name,
				map->t->name));
	}
	return ERR_OK;
}
#endif

static enum err_code
build_map(struct cx *cx, struct db *db, const struct type *t,
    const PGresult *res, struct db_map **out)
{
	int i, n = PQnfields(res);
	struct db_map *map = arena_alloc(db->mem,
	    sizeof(*map) + (size_t)n * sizeof(map->cols[0]));
	struct db_col *c;
	enum err_code rc = ERR_OK;

	*out = map;

	map->t = t;
	map->n = n;
	for (i = 0; i < n; i++) {
		c = &map->cols[i];
		c->f = type_field(t, PQfname(res, i));
		c->oid = PQftype(res, i);
		if (c->f && !fits(c->f->kind, c->oid))
			return db_err_misuse(cx,
			    arena_printf(cx->mem,
				"column '%s' has type %u, which does not fit "
				"%s",
				PQfname(res, i), c->oid, t->name));
#ifdef K8SM_FAULTS
		if (c->f == NULL)
			return db_err_misuse(cx,
			    arena_printf(cx->mem,
				"no member for column '%s' in %s",
				PQfname(res, i), t->name));
#endif
	}
#ifdef K8SM_FAULTS
	rc = check_members(cx, map);
#endif
	return rc;
}

/* After a reconnect: whether the statement still gives the same columns. */
static bool
still_fits(const struct db_map *map, const PGresult *res)
{
	int i;

	if (map->n != PQnfields(res))
		return false;
	for (i = 0; i < map->n; i++)
		if (map->cols[i].oid != PQftype(res, i) ||
		    map->cols[i].f != type_field(map->t, PQfname(res, i)))
			return false;
	return true;
}

enum err_code
db_row_map(struct cx *cx, struct db *db, struct db_stmt *st,
    const struct type *t, const PGresult *res, const struct db_map **out)
{
	struct db_map *map;
	enum err_code rc;

	for (map = st->maps; map; map = map->next)
		if (map->t == t &&
		    (map->gen == st->gen || still_fits(map, res))) {
			map->gen = st->gen;
			*out = map;
			return ERR_OK;
		}
	rc = build_map(cx, db, t, res, &map);
	if (rc)
		return rc;
	map->gen = st->gen;
	map->next = st->maps;
	st->maps = map;
	*out = map;
	return ERR_OK;
}

void
db_row_keep(struct cx *cx, const struct db_map *map, PGresult *res)
{
	int i;

	for (i = 0; i < map->n; i++)
		if (map->cols[i].f &&
		    (map->cols[i].f->kind == FK_TEXT ||
			map->cols[i].f->kind == FK_ENUM ||
			map->cols[i].f->kind == FK_RAW)) {
			arena_defer(cx->mem, (void (*)(void *))PQclear, res);
			return;
		}
	PQclear(res);
}

static int64_t
int_of(unsigned oid, const char *p)
{
	if (oid == DB_O_INT8)
		return get64(p);
	if (oid == DB_O_INT2)
		return get16(p);
	return oid == DB_O_OID ? (int64_t)(uint32_t)get32(p) : get32(p);
}

static double
double_of(unsigned oid, const char *p)
{
	int64_t bits;
	int32_t bits32;
	double d;
	float f;

	if (oid == DB_O_FLOAT8) {
		bits = get64(p);
		memcpy(&d, &bits, sizeof(d));
		return d;
	}
	if (oid == DB_O_FLOAT4) {
		bits32 = (int32_t)get32(p);
		memcpy(&f, &bits32, sizeof(f));
		return (double)f;
	}
	return (double)int_of(oid, p);
}

static int64_t
time_of(unsigned oid, const char *p)
{
	int64_t v;

	if (oid == DB_O_DATE)
		return get32(p) * INT64_C(86400000000) + DB_EPOCH_US;
	v = get64(p);
	if (v == INT64_MAX || v == INT64_MIN) /* infinity */
		return v;
	return v + DB_EPOCH_US;
}

static const char *
inet_of(struct arena *mem, const char *p, int len)
{
	char text[INET6_ADDRSTRLEN];
	int family, bits;

	if (len < 4 || len < 4 + (unsigned char)p[3])
		return "";
	family = p[0] == 2 ? AF_INET : AF_INET6; /* PGSQL_AF_INET */
	bits = (unsigned char)p[1];
	if (inet_ntop(family, p + 4, text, sizeof(text)) == NULL)
		return "";
	if (p[2] == 0 && bits == (family == AF_INET ? 32 : 128))
		return arena_strdup(mem, text);
	return arena_printf(mem, "%s/%d", text, bits);
}

static const char *
uuid_of(struct arena *mem, const char *p)
{
	char text[40], *to = text;
	int i;

	for (i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*to++ = '-';
		to += snprintf(to, 3, "%02x", (unsigned char)p[i]);
	}
	return arena_strdup(mem, text);
}

static const char *
text_of(struct arena *mem, unsigned oid, const char *p, int len)
{
	char text[TIME_TEXT_MAX];

	switch (oid) {
	case DB_O_JSONB:
		return p + 1; /* version byte */
	case DB_O_UUID:
		return uuid_of(mem, p);
	case DB_O_INET:
	case DB_O_CIDR:
		return inet_of(mem, p, len);
	case DB_O_DATE:
		time_format(time_of(oid, p), text);
		text[10] = '\0';
		return arena_strdup(mem, text);
	default:
		return p;
	}
}

/* Elements of a one-dimensional array; the count, or -1 for another shape. */
static int64_t
array_head(const char *p, int len, unsigned *elem)
{
	if (len < 12)
		return -1;
	*elem = (unsigned)get32(p + 8);
	if (get32(p) == 0)
		return 0;
	if (get32(p) != 1 || len < 20)
		return -1;
	return get32(p + 12);
}

static bool
list_of(struct arena *mem, const struct field *f, const char *p, int len,
    void *at)
{
	const char *end = p + len;
	unsigned elem = 0;
	int64_t n = array_head(p, len, &elem), i, size;
	bool is_texts = f->kind == FK_TEXTS;
	const char **texts;
	int64_t *ints;

	if (n < 0 || n > len)
		return false;
	texts = arena_array(mem, is_texts ? (size_t)n : 0, sizeof(*texts));
	ints = arena_array(mem, is_texts ? 0 : (size_t)n, sizeof(*ints));
	for (i = 0, p += 20; i < n; i++) {
		if (end - p < 4)
			return false;
		size = get32(p);
		p += 4;
		if (size > end - p)
			return false;
		if (is_texts)
			texts[i] = size < 0 ?
			    "" :
			    arena_str(mem, (struct str){ p, (size_t)size });
		else if (size >= 2)
			ints[i] = int_of(elem, p);
		p += size > 0 ? size : 0;
	}
	if (is_texts)
		*(struct texts *)at = (struct texts){ texts, (size_t)n, true };
	else
		*(struct ints *)at = (struct ints){ ints, (size_t)n, true };
	return true;
}

/* One value that is not null. */
static bool
put_member(struct arena *mem, const struct db_col *c, const char *p, int len,
    void *at)
{
	switch (c->f->kind) {
	case FK_INT:
		*(int64_t *)at = int_of(c->oid, p);
		return true;
	case FK_OPT_INT:
		*(struct opt_int *)at =
		    (struct opt_int){ true, int_of(c->oid, p) };
		return true;
	case FK_BOOL:
		*(bool *)at = *p != 0;
		return true;
	case FK_OPT_BOOL:
		*(struct opt_bool *)at = (struct opt_bool){ true, *p != 0 };
		return true;
	case FK_DOUBLE:
		*(double *)at = double_of(c->oid, p);
		return true;
	case FK_TEXT:
	case FK_ENUM:
		*(const char **)at = text_of(mem, c->oid, p, len);
		return true;
	case FK_TIME:
		*(int64_t *)at = time_of(c->oid, p);
		return true;
	case FK_RAW:
		if (c->oid == DB_O_JSONB) {
			p++;
			len--;
		}
		*(struct raw *)at = (struct raw){ p, (size_t)len };
		return true;
	case FK_TEXTS:
	case FK_INTS:
		return list_of(mem, c->f, p, len, at);
	case FK_OBJECT:
	case FK_OBJECTS:
	case FK_END:
		break;
	}
	return false;
}

/* ${out} must be zeroed. */
enum err_code
db_row_get(struct cx *cx, struct arena *mem, const struct db_map *map,
    const PGresult *res, int row, void *out)
{
	const struct db_col *c;
	int i;

	for (i = 0; i < map->n; i++) {
		c = &map->cols[i];
		if (c->f == NULL || PQgetisnull(res, row, i))
			continue;
		if (!put_member(mem, c, PQgetvalue(res, row, i),
			PQgetlength(res, row, i), type_at(c->f, out)))
			return db_err_misuse(cx,
			    arena_printf(cx->mem, "column '%s' cannot be read",
				c->f->name));
	}
	return ERR_OK;
}

enum err_code
db_row_int(struct cx *cx, const PGresult *res, int64_t *out)
{
	unsigned oid = PQftype(res, 0);

	*out = 0;
	if (PQnfields(res) != 1)
		return db_err_misuse(cx, "db_int wants one column");
	if (PQgetisnull(res, 0, 0))
		return ERR_OK;
	if (oid == DB_O_BOOL)
		*out = *PQgetvalue(res, 0, 0) != 0;
	else if (oid == DB_O_TIMESTAMPTZ)
		*out = time_of(oid, PQgetvalue(res, 0, 0));
	else if (is_int(oid))
		*out = int_of(oid, PQgetvalue(res, 0, 0));
	else
		return db_err_misuse(cx, "db_int wants an integer column");
	return ERR_OK;
}
