/*
 * hosts_facts: one script in one round trip, and a reader of its output that
 * makes something of anything: a banner before it, garbage in it, nothing.
 */
#include "hosts/hosts_int.h"

#define MARK "k8sm-facts-1"
#define TEXT_MAX 128
#define NUMBER_MAX 1000000000000LL

/* POSIX shell; sent on the standard input of /bin/sh, whatever the login
 * shell is.  Everything is optional. */
const char hosts_facts_script[] =
    "LC_ALL=C; export LC_ALL\n"
    "echo " MARK "\n"
    "printf 'hostname=%s\\n' \"$(hostname 2>/dev/null || uname -n)\"\n"
    "os=$( (. /etc/os-release && printf %s \"$PRETTY_NAME\") 2>/dev/null)\n"
    "printf 'os=%s\\n' \"${os:-$(uname -s)}\"\n"
    "printf 'arch=%s\\n' \"$(uname -m)\"\n"
    "printf 'kernel=%s\\n' \"$(uname -r)\"\n"
    "printf 'cpus=%s\\n' \"$(getconf _NPROCESSORS_ONLN 2>/dev/null ||"
    " nproc 2>/dev/null)\"\n"
    "printf 'memory_kb=%s\\n' \"$(while read -r k v u; do"
    " [ \"$k\" = MemTotal: ] && echo \"$v\" && break; done"
    " 2>/dev/null </proc/meminfo)\"\n"
    "printf 'disk_kb=%s\\n' \"$(df -Pk / 2>/dev/null |"
    " { read -r a; read -r d s r; echo \"$s\"; })\"\n";

/* The text without control characters and broken UTF-8, at most TEXT_MAX. */
static const char *
clean(struct arena *mem, struct str s)
{
	char *out;
	size_t i, n = 0;

	s = str_trim(s);
	if (s.n > TEXT_MAX)
		s.n = TEXT_MAX;
	/* A cut may have split a character: drop its beginning. */
	for (i = 0; i < 4 && s.n > 0 && !str_is_utf8(s); i++)
		s.n--;
	if (!str_is_utf8(s))
		return "";
	out = arena_alloc(mem, s.n + 1);
	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= ' ' && s.p[i] != 0x7f)
			out[n++] = s.p[i];
	out[n] = '\0';
	return out;
}

static int64_t
number(struct str s)
{
	int64_t v;

	if (!str_int(str_trim(s), &v) || v < 0 || v > NUMBER_MAX)
		return 0;
	return v;
}

static void
take_text(struct arena *mem, const char **to, struct str value)
{
	if ((*to)[0] == '\0')
		*to = clean(mem, value);
}

static void
take_number(int64_t *to, struct str value, int64_t divide)
{
	if (*to == 0)
		*to = number(value) / divide;
}

static void
take(struct arena *mem, struct host_facts *f, struct str key, struct str value)
{
	if (str_eq(key, STR("hostname")))
		take_text(mem, &f->hostname, value);
	else if (str_eq(key, STR("os")))
		take_text(mem, &f->os, value);
	else if (str_eq(key, STR("arch")))
		take_text(mem, &f->arch, value);
	else if (str_eq(key, STR("kernel")))
		take_text(mem, &f->kernel, value);
	else if (str_eq(key, STR("cpus")))
		take_number(&f->cpu_cores, value, 1);
	else if (str_eq(key, STR("memory_kb")))
		take_number(&f->memory_mb, value, 1024);
	else if (str_eq(key, STR("disk_kb")))
		take_number(&f->disk_gb, value, 1024 * 1024);
}

void
hosts_facts_parse(struct arena *mem, struct str out, struct host_facts *facts)
{
	struct str line, key;
	bool begun = false;

	*facts = (struct host_facts){
		.hostname = "", .os = "", .arch = "", .kernel = ""
	};
	while (out.n > 0) {
		(void)str_cut(&out, '\n', &line);
		if (!begun) {
			begun = str_eq(str_trim(line), STR(MARK));
			continue;
		}
		if (str_cut(&line, '=', &key))
			take(mem, facts, key, line);
	}
}
