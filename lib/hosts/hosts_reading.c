/*
 * hosts_reading: one script in one round trip, and a reader of its output that
 * makes something of anything.
 *
 * The script reads /proc with the shell's own means; df is all that it starts.
 */
#include "hosts/hosts_reading.h"

#define MARK "k8sm-reading-1"
#define END_MARK "k8sm-reading-end"
#define MAX_WORDS 24
/* Shorter than this, rates are noise. */
#define LEAST_MS 500

const char hosts_reading_script[] =
    "LC_ALL=C; export LC_ALL\n"
    "echo " MARK "\n"
    "cpu() { read -r l </proc/stat && echo \"$l\"; }\n"
    "{ cpu; read -r l </proc/loadavg && echo \"load $l\"\n"
    "read -r l </proc/uptime && echo \"up $l\"\n"
    "while read -r k v u; do case $k in"
    " MemTotal:|MemFree:|MemAvailable:|Buffers:|Cached:|SwapTotal:|SwapFree:)"
    " echo \"mem $k $v\" ;; esac; done </proc/meminfo\n"
    "while read -r l; do case $l in lo:*|*'|'*) ;; *:*) echo \"net $l\" ;; "
    "esac;"
    " done </proc/net/dev\n"
    "(df -lkP || df -kP) | while read -r l; do echo \"disk $l\"; done\n"
    "(df -likP || df -iP) | while read -r l; do echo \"inode $l\"; done\n"
    "[ \"$1\" = deep ] && sleep 1 && cpu; } 2>/dev/null\n"
    "echo " END_MARK "\n";

/* --- words and numbers --- */

static size_t
words(struct str line, struct str *w, size_t most)
{
	size_t n = 0, i = 0, start;

	while (n < most) {
		while (i < line.n &&
		    (line.p[i] == ' ' || line.p[i] == '\t' ||
			line.p[i] == '\r'))
			i++;
		if (i == line.n)
			break;
		start = i;
		while (i < line.n && line.p[i] != ' ' && line.p[i] != '\t' &&
		    line.p[i] != '\r')
			i++;
		w[n++] = (struct str){ line.p + start, i - start };
	}
	return n;
}

static bool
number(struct str s, uint64_t *out)
{
	uint64_t v = 0;
	size_t i;

	if (s.n == 0 || s.n > 19)
		return false;
	for (i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		v = v * 10 + (uint64_t)(s.p[i] - '0');
	}
	*out = v;
	return true;
}

/* "0.15": nothing but digits and one point. */
static bool
decimal(struct str s, double *out)
{
	struct str whole = s, head;
	uint64_t a = 0, b = 0;
	double scale = 1;
	size_t i;

	if (s.n > 30)
		return false;
	if (!str_cut(&whole, '.', &head))
		whole = (struct str){ "0", 1 };
	if (!number(head, &a) || !number(whole, &b))
		return false;
	for (i = 0; i < whole.n; i++)
		scale *= 10;
	*out = (double)a + (double)b / scale;
	return true;
}

static double
percent(double part, double of)
{
	double v = of > 0 ? part * 100 / of : 0;

	return v < 0 ? 0 : v > 100 ? 100 : v;
}

/* --- lines --- */

/* What of /proc/meminfo is kept, in KiB. */
struct memory {
	uint64_t total, free, available, buffers, cached, swap, swap_free;
	bool has_available;
};

struct parse {
	struct host_reading *r;
	struct memory mem;
	struct host_counters first; /* of a deep look */
	bool twice;
};

static void
take_cpu(struct parse *p, const struct str *w, size_t n)
{
	struct host_counters *c = &p->r->count;
	uint64_t v, all = 0, idle = 0;
	size_t i;

	/* user nice system idle iowait irq softirq steal; guests are in user. */
	for (i = 1; i < n && i <= 8; i++) {
		if (!number(w[i], &v) || v > UINT64_MAX / 16)
			return;
		all += v;
		if (i == 4 || i == 5)
			idle += v;
	}
	if (i < 5)
		return;
	if (c->has_cpu && !p->twice) {
		p->first = *c;
		p->twice = true;
	}
	c->has_cpu = true;
	c->cpu_all = all;
	c->cpu_idle = idle;
}

static void
take_load(struct host_reading *r, const struct str *w, size_t n)
{
	if (n >= 4 && decimal(w[1], &r->load1) && decimal(w[2], &r->load5) &&
	    decimal(w[3], &r->load15))
		r->has_load = true;
}

static void
take_memory(struct memory *m, const struct str *w, size_t n)
{
	const struct {
		struct str name;
		uint64_t *to;
	} keys[] = {
		{ STR("MemTotal:"), &m->total },
		{ STR("MemFree:"), &m->free },
		{ STR("MemAvailable:"), &m->available },
		{ STR("Buffers:"), &m->buffers },
		{ STR("Cached:"), &m->cached },
		{ STR("SwapTotal:"), &m->swap },
		{ STR("SwapFree:"), &m->swap_free },
	};
	uint64_t v;
	size_t i;

	if (n < 3 || !number(w[2], &v) || v > UINT64_MAX / 4096)
		return;
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (!str_eq(w[1], keys[i].name))
			continue;
		*keys[i].to = v;
		if (keys[i].to == &m->available)
			m->has_available = true;
	}
}

/* "net eth0: 1 2 3 …" or, without a blank, "net eth0:1 2 3 …". */
static void
take_net(struct host_reading *r, struct str line)
{
	struct str name, w[MAX_WORDS];
	uint64_t rx, tx;

	if (!str_cut(&line, ':', &name))
		return;
	if (words(line, w, MAX_WORDS) < 9 || !number(w[0], &rx) ||
	    !number(w[8], &tx))
		return;
	/* What is counted at the card must not count again at its bridge. */
	name = str_trim((struct str){ name.p + 3, name.n - 3 });
	if (str_starts(name, STR("veth")) || str_starts(name, STR("docker")) ||
	    str_starts(name, STR("br-")) || str_starts(name, STR("virbr")) ||
	    str_starts(name, STR("cni")) || str_starts(name, STR("flannel")) ||
	    str_starts(name, STR("cali")) || str_starts(name, STR("vnet")) ||
	    str_starts(name, STR("tap")))
		return;
	r->count.has_net = true;
	r->count.rx += rx;
	r->count.tx += tx;
}

static bool
is_disk(struct str source, struct str mount)
{
	if (str_eq(mount, STR("/")))
		return true;
	return str_starts(source, STR("/")) &&
	    !str_starts(source, STR("/dev/loop")) &&
	    !str_starts(mount, STR("/snap/"));
}

/* The mount point is all that follows: it may hold blanks. */
static struct str
rest_of(struct str line, struct str first)
{
	size_t off = (size_t)(first.p - line.p);

	return str_trim((struct str){ line.p + off, line.n - off });
}

static struct host_mount *
mount_of(struct host_reading *r, struct str mount, bool make)
{
	char name[HOSTS_MOUNT_MAX];
	struct host_mount *m;
	size_t i, n = 0;

	for (i = 0; i < mount.n && n + 1 < sizeof(name); i++)
		if ((unsigned char)mount.p[i] >= ' ' && mount.p[i] != 0x7f)
			name[n++] = mount.p[i];
	name[n] = '\0';
	/* A cut may have split a character. */
	while (n > 0 && !str_is_utf8((struct str){ name, n }))
		name[--n] = '\0';
	if (n == 0)
		return NULL;
	for (i = 0; i < r->n_mounts; i++)
		if (strcmp(r->mounts[i].mount, name) == 0)
			return make ? NULL : &r->mounts[i];
	if (!make || r->n_mounts == HOSTS_READING_DISKS)
		return NULL;
	m = &r->mounts[r->n_mounts++];
	*m = (struct host_mount){ .inode = -1 };
	memcpy(m->mount, name, n + 1);
	return m;
}

/* disk SOURCE SIZE USED FREE CAPACITY% MOUNT */
static void
take_disk(struct host_reading *r, struct str line, bool inodes)
{
	struct str w[MAX_WORDS], mount;
	struct host_mount *m;
	uint64_t size, used, avail;
	size_t n = words(line, w, MAX_WORDS);
	double pct;

	if (n < 7 || !number(w[2], &size) || !number(w[3], &used) ||
	    !number(w[4], &avail) || w[6].p[0] != '/' ||
	    size > UINT64_MAX / 4096 || used > size || avail > size)
		return;
	mount = rest_of(line, w[6]);
	if (size == 0 || !is_disk(w[1], mount))
		return;
	pct = percent((double)used, (double)used + (double)avail);
	m = mount_of(r, mount, !inodes);
	if (m != NULL && inodes) {
		m->inode = pct;
	} else if (m != NULL) {
		m->used = pct;
		m->size_mb = (int64_t)(size / 1024);
	}
	if (!str_eq(mount, STR("/")))
		return;
	if (inodes) {
		r->inode = pct;
		r->has_inode = true;
	} else {
		r->disk = pct;
		r->has_disk = true;
	}
}

static void
take_line(struct parse *p, struct str line)
{
	struct str w[MAX_WORDS];
	size_t n = words(line, w, MAX_WORDS);
	double up;

	if (n == 0)
		return;
	if (str_eq(w[0], STR("cpu")))
		take_cpu(p, w, n);
	else if (str_eq(w[0], STR("load")))
		take_load(p->r, w, n);
	else if (str_eq(w[0], STR("up")) && n > 1 && decimal(w[1], &up))
		p->r->uptime_s = up < 4e9 ? (int64_t)up : 0;
	else if (str_eq(w[0], STR("mem")))
		take_memory(&p->mem, w, n);
	else if (str_eq(w[0], STR("net")))
		take_net(p->r, str_trim(line));
	else if (str_eq(w[0], STR("disk")))
		take_disk(p->r, line, false);
	else if (str_eq(w[0], STR("inode")))
		take_disk(p->r, line, true);
}

static void
sum_memory(struct host_reading *r, const struct memory *m)
{
	uint64_t free =
	    m->has_available ? m->available : m->free + m->buffers + m->cached;

	if (m->total == 0)
		return;
	if (free > m->total)
		free = m->total;
	r->has_memory = true;
	r->mem_total_mb = (int64_t)(m->total / 1024);
	r->mem_used_mb = (int64_t)((m->total - free) / 1024);
	r->mem = percent((double)(m->total - free), (double)m->total);
	r->swap = m->swap > 0 && m->swap_free <= m->swap ?
	    percent((double)(m->swap - m->swap_free), (double)m->swap) :
	    0;
}

static double
cpu_between(const struct host_counters *a, const struct host_counters *b)
{
	if (!a->has_cpu || !b->has_cpu || b->cpu_all <= a->cpu_all ||
	    b->cpu_idle < a->cpu_idle)
		return -1;
	return 100 -
	    percent((double)(b->cpu_idle - a->cpu_idle),
		(double)(b->cpu_all - a->cpu_all));
}

void
hosts_reading_parse(struct str text, struct host_reading *out)
{
	struct parse p = { .r = out };
	bool begun = false;
	struct str line;

	*out = (struct host_reading){ .cpu = -1,
		.mem = -1,
		.swap = -1,
		.disk = -1,
		.inode = -1,
		.rx = -1,
		.tx = -1 };
	if (text.n > HOSTS_READING_MAX)
		text.n = HOSTS_READING_MAX;
	while (text.n > 0) {
		(void)str_cut(&text, '\n', &line);
		if (str_eq(str_trim(line), STR(MARK)))
			begun = true;
		else if (begun && str_eq(str_trim(line), STR(END_MARK)))
			out->whole = true;
		else if (begun && !out->whole)
			take_line(&p, line);
	}
	sum_memory(out, &p.mem);
	if (p.twice)
		out->cpu = cpu_between(&p.first, &out->count);
	out->count.uptime_s = out->uptime_s;
	/* A file system without inodes (btrfs, vfat) has none to run out of. */
	out->whole =
	    out->whole && out->has_load && out->has_memory && out->has_disk;
}

void
hosts_reading_since(struct host_reading *r, const struct host_counters *before)
{
	const struct host_counters *now = &r->count;
	double s = (double)(now->at_ms - before->at_ms) / 1000;
	double cpu;

	if (now->at_ms - before->at_ms < LEAST_MS ||
	    now->uptime_s < before->uptime_s)
		return;
	cpu = cpu_between(before, now);
	if (cpu >= 0)
		r->cpu = cpu;
	if (!before->has_net || !now->has_net || now->rx < before->rx ||
	    now->tx < before->tx)
		return;
	r->rx = (double)(now->rx - before->rx) / s;
	r->tx = (double)(now->tx - before->tx) / s;
}
