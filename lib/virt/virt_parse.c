/*
 * virt_parse: what the scripts printed, made of any bytes at all.  Rows that do
 * not fit are left out; texts that are not UTF-8 become "?".
 */
#include "virt/virt_int.h"

#define MAX_COLUMNS 8

struct row {
	const char *v[MAX_COLUMNS];
	size_t n;
};

static const char *
clean(struct arena *mem, struct str s)
{
	s = str_trim(s);
	if (s.n > 1024)
		s.n = 1024;
	return str_is_utf8(s) ? arena_str(mem, s) : "?";
}

/* The next row of ${text}; false at the end. Missing columns are "". */
static bool
next_row(struct arena *mem, struct str *text, struct row *r)
{
	struct str line, cell;
	bool more;
	size_t i;

	if (text->n == 0)
		return false;
	(void)str_cut(text, '\n', &line);
	r->n = 0;
	do {
		more = str_cut(&line, '\t', &cell);
		r->v[r->n++] = clean(mem, cell);
	} while (more && r->n < MAX_COLUMNS);
	for (i = r->n; i < MAX_COLUMNS; i++)
		r->v[i] = "";
	return true;
}

static bool
is(const struct row *r, const char *kind)
{
	return strcmp(r->v[0], kind) == 0;
}

/* The leading decimal number: "2097152 KiB", "10737418240"; else 0. */
static int64_t
number(const char *s)
{
	struct str v = { s, strspn(s, "0123456789") };
	int64_t n;

	return v.n > 0 && str_int(v, &n) ? n : 0;
}

static int64_t
mib(const char *bytes)
{
	return number(bytes) / (1024 * 1024);
}

/* Rows grow by doubling, up to VIRT_MAX_ROWS. */
static void *
grow(struct arena *mem, void *v, size_t *n, size_t size)
{
	void *bigger;

	if (*n >= VIRT_MAX_ROWS)
		return NULL;
	if (v != NULL && (*n & (*n - 1)) != 0)
		return v;
	bigger = arena_array(mem, *n == 0 ? 1 : *n * 2, size);
	if (v != NULL && *n > 0)
		memcpy(bigger, v, *n * size);
	return bigger;
}

#define APPEND(mem, list, T, ...) \
	do { \
		T *rows_ = grow((mem), (list)->v, &(list)->n, sizeof(T)); \
		if (rows_ != NULL) { \
			(list)->v = rows_; \
			rows_[(list)->n++] = (T){ __VA_ARGS__ }; \
		} \
	} while (0)

static void
append_text(struct arena *mem, struct texts *t, const char *s)
{
	void *rows = grow(mem, t->v, &t->n, sizeof(*t->v));

	if (rows == NULL)
		return;
	t->v = rows;
	t->v[t->n++] = s;
}

/*
 * A line of `virsh vol-list --details`: columns divided by two blanks or more,
 * the name may hold single ones: name, path, type, capacity, allocation.
 */
static bool
image_of(struct arena *mem, const char *pool, const char *line,
    struct virt_image *out)
{
	const char *col[8], *at = line, *end;
	size_t n = 0;

	while (n < 8) {
		at += strspn(at, " ");
		if (*at == '\0')
			break;
		end = strstr(at, "  ");
		if (end == NULL)
			end = at + strlen(at);
		col[n++] =
		    arena_str(mem, (struct str){ at, (size_t)(end - at) });
		at = end;
	}
	if (n < 4 || col[1][0] != '/')
		return false;
	*out = (struct virt_image){ pool, col[0], col[1], col[3] };
	return true;
}

static void
take_store(struct arena *mem, const struct row *r, struct virt_caps *c)
{
	struct virt_image img;

	if (is(r, "pool"))
		APPEND(mem, &c->pools, struct virt_pool, r->v[1], r->v[2],
		    mib(r->v[3]), mib(r->v[4]));
	else if (is(r, "image") && image_of(mem, r->v[1], r->v[2], &img))
		APPEND(mem, &c->images, struct virt_image, img.pool, img.name,
		    img.path, img.capacity);
	else if (is(r, "net"))
		APPEND(mem, &c->networks, struct virt_network, r->v[1],
		    strcmp(r->v[2], "yes") == 0, r->v[3]);
	else if (is(r, "bridge"))
		append_text(mem, &c->bridges, r->v[1]);
	else if (is(r, "dom"))
		append_text(mem, &c->machines, r->v[1]);
}

void
virt_parse_caps(struct arena *mem, struct str out, struct virt_caps *c)
{
	struct row r;

	*c = (struct virt_caps){ .hypervisor = "kvm",
		.uri = "",
		.libvirt_version = "",
		.hypervisor_version = "",
		.arch = "x86_64",
		.log_dir = "/var/log/libvirt/qemu" };
	while (next_row(mem, &out, &r)) {
		if (is(&r, "uri"))
			c->uri = r.v[1];
		else if (is(&r, "arch"))
			c->arch = r.v[1];
		else if (is(&r, "kvm"))
			c->accelerated = true;
		else if (is(&r, "version")) {
			c->libvirt_version = r.v[1];
			c->hypervisor_version = r.v[2];
		} else if (is(&r, "node")) {
			c->cpus = number(r.v[1]);
			c->memory_mb = number(r.v[2]) / 1024;
			c->memory_free_mb = number(r.v[3]) / 1024;
		} else if (is(&r, "logdir"))
			c->log_dir = r.v[1];
		else
			take_store(mem, &r, c);
	}
	c->pools.set = c->images.set = c->networks.set = true;
	c->bridges.set = c->machines.set = true;
}

/* libvirt's words for states, one each (virDomainState). */
static const char *
state_of(const char *s)
{
	static const char *const words[][2] = { { "running", "running" },
		{ "idle", "running" }, { "paused", "paused" },
		{ "in shutdown", "shutting_down" }, { "shut off", "stopped" },
		{ "crashed", "crashed" }, { "pmsuspended", "suspended" } };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i][0], s) == 0)
			return words[i][1];
	return "unknown";
}

static bool
is_on(const char *s)
{
	return strcmp(s, "enable") == 0 || strcmp(s, "yes") == 0;
}

static struct virt_machine
machine_of(const struct row *r)
{
	return (struct virt_machine){ .name = r->v[1],
		.uuid = r->v[2],
		.state = state_of(r->v[3]),
		.cpu = number(r->v[4]),
		.memory_mb = number(r->v[5]) / 1024,
		.autostart = is_on(r->v[6]),
		.persistent = is_on(r->v[7]),
		.host_name = "" };
}

void
virt_parse_machines(struct arena *mem, struct str out, struct virt_machine **v,
    size_t *n)
{
	struct objects list = { NULL, 0, true };
	struct virt_machine m;
	struct row r;

	while (next_row(mem, &out, &r)) {
		if (!is(&r, "dom") || r.v[1][0] == '\0')
			continue;
		m = machine_of(&r);
		APPEND(mem, &list, struct virt_machine, m.name, m.uuid, m.state,
		    m.cpu, m.memory_mb, m.autostart, m.persistent, 0, "");
	}
	*v = list.v;
	*n = list.n;
}

static bool
has_text(const struct texts *t, const char *s)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (strcmp(t->v[i], s) == 0)
			return true;
	return false;
}

static void
take_part(struct arena *mem, const struct row *r, struct virt_detail *d)
{
	if (is(r, "mark"))
		d->made_here = true;
	else if (is(r, "console"))
		d->has_console = true;
	else if (is(r, "disk"))
		APPEND(mem, &d->disks, struct virt_disk, r->v[1], r->v[2],
		    mib(r->v[3]), mib(r->v[4]));
	else if (is(r, "nic"))
		APPEND(mem, &d->nics, struct virt_nic, r->v[1], r->v[2],
		    r->v[3]);
	else if (is(r, "addr") && !has_text(&d->addresses, r->v[1]))
		append_text(mem, &d->addresses, r->v[1]);
}

void
virt_parse_machine(struct arena *mem, struct str out, struct virt_detail *d)
{
	struct virt_machine m;
	struct row r;

	*d = (struct virt_detail){
		.name = "", .uuid = "", .state = "unknown", .host_name = ""
	};
	while (next_row(mem, &out, &r)) {
		if (!is(&r, "dom")) {
			take_part(mem, &r, d);
			continue;
		}
		m = machine_of(&r);
		d->name = m.name;
		d->uuid = m.uuid;
		d->state = m.state;
		d->cpu = m.cpu;
		d->memory_mb = m.memory_mb;
		d->autostart = m.autostart;
		d->persistent = m.persistent;
	}
	d->addresses.set = d->disks.set = d->nics.set = true;
}
