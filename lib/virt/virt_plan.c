/*
 * virt_plan: what would be made, held against what the hypervisor has.
 *
 * The plan is the same text whenever wish and hypervisor are the same; its digest
 * ties what was looked at to what is done.  What changes by itself (free memory)
 * is checked but stands outside of it.
 */
#include <arpa/inet.h>

#include "crypto/crypto.h"
#include "json/json.h"
#include "virt/virt_int.h"

static bool
has(const char *s)
{
	return s != NULL && s[0] != '\0';
}

static const char *
say(const struct cx *cx, const char *zh, const char *en)
{
	return cx->lang == LANG_ZH ? zh : en;
}

/* --- the wish alone --- */

/* A name for libvirt, DNS and a file: [A-Za-z0-9][A-Za-z0-9.-]{0,62}. */
static bool
name_ok(const char *s)
{
	size_t n = strspn(s,
	    "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");

	return n > 0 && n <= 63 && s[n] == '\0' && s[0] != '-' && s[0] != '.';
}

/* A word that virsh must not take for an option, nor XML or a path for more. */
static bool
word_ok(const char *s)
{
	return s[0] != '-' && strpbrk(s, "'\"<>&/\\") == NULL;
}

static bool
address_ok(const char *s, bool prefix)
{
	unsigned char raw[16];
	char host[64];
	const char *slash = strchr(s, '/');
	size_t n = slash ? (size_t)(slash - s) : strlen(s);
	int64_t bits;

	if (n == 0 || n >= sizeof(host) || (slash && !prefix))
		return false;
	memcpy(host, s, n);
	host[n] = '\0';
	if (slash && (!str_int(str_of(slash + 1), &bits) || bits < 1))
		return false;
	if (inet_pton(AF_INET, host, raw) == 1)
		return !slash || bits <= 32;
	return inet_pton(AF_INET6, host, raw) == 1 && (!slash || bits <= 128);
}

static enum err_code
check_net(struct cx *cx, const struct virt_new *in)
{
	size_t i;

	if (has(in->ip) && !address_ok(in->ip, true))
		return err_field(cx, "ip", "应为地址，或 地址/前缀长度",
		    "must be an address, or address/prefix length");
	if (has(in->gateway) && !address_ok(in->gateway, false))
		return err_field(cx, "gateway", "应为 IP 地址",
		    "must be an IP address");
	for (i = 0; i < in->nameservers.n; i++)
		if (!address_ok(in->nameservers.v[i], false))
			return err_field(cx, "nameservers", "应为 IP 地址",
			    "must be IP addresses");
	if (has(in->network_bridge) && !word_ok(in->network_bridge))
		return err_field(cx, "network_bridge", "无效的网络名",
		    "not a network's name");
	return ERR_OK;
}

static enum err_code
check_boot(struct cx *cx, const struct virt_new *in)
{
	if (has(in->kernel) && in->kernel[0] != '/')
		return err_field(cx, "kernel", "应为主机上的绝对路径",
		    "must be an absolute path on the host");
	if (has(in->initrd) && in->initrd[0] != '/')
		return err_field(cx, "initrd", "应为主机上的绝对路径",
		    "must be an absolute path on the host");
	if (!has(in->kernel) && (has(in->initrd) || has(in->cmdline)))
		return err_field(cx, "kernel", "给出 initrd 或 cmdline 时必填",
		    "required with initrd or cmdline");
	if (!has(in->kernel) && !has(in->template_name))
		return err_field_as(cx, ERR_MISSING, "template",
		    "需要模板镜像，或 kernel",
		    "a template image is required, or a kernel");
	return ERR_OK;
}

enum err_code
virt_plan_check(struct cx *cx, const struct virt_new *in)
{
	enum err_code rc;

	if (!name_ok(in->name))
		return err_field(cx, "name",
		    "只能含字母、数字、点和连字符，最长 63",
		    "letters, digits, dots and hyphens only, at most 63");
	if (has(in->ssh_user) && !ssh_user_ok(in->ssh_user))
		return err_field(cx, "ssh_user", "无效的用户名",
		    "not a user name");
	if (has(in->template_name) && !word_ok(in->template_name))
		return err_field(cx, "template", "无效的镜像名",
		    "not an image's name");
	if (has(in->pool) && !word_ok(in->pool))
		return err_field(cx, "pool", "无效的存储池名",
		    "not a pool's name");
	rc = check_boot(cx, in);
	return rc ? rc : check_net(cx, in);
}

struct virt_provision
virt_plan_args(int64_t host_id, const struct virt_new *in)
{
	return (struct virt_provision){ .host_id = host_id,
		.name = in->name,
		.ip = in->ip,
		.gateway = in->gateway,
		.nameservers = in->nameservers,
		.ssh_user = has(in->ssh_user) ? in->ssh_user : "root",
		.ssh_key_id = in->ssh_key_id.v,
		/* The contract's defaults for what is not given. */
		.cpu = in->cpu > 0 ? in->cpu : 2,
		.memory_mb = in->memory_mb > 0 ? in->memory_mb : 4096,
		.disk_gb = in->disk_gb > 0 ? in->disk_gb : 50,
		.network_bridge =
		    has(in->network_bridge) ? in->network_bridge : "default",
		.template_name = in->template_name,
		.pool = has(in->pool) ? in->pool : "default",
		.kernel = in->kernel,
		.initrd = in->initrd,
		.cmdline = in->cmdline,
		.via_parent = in->via_parent,
		.autostart = in->autostart,
		.wait_s = in->wait_s,
		.tags = in->tags,
		.plan_digest = in->plan_digest };
}

/* --- against the hypervisor --- */

struct checks {
	struct cx *cx;
	struct virt_check *v;
	size_t n;
	const char *failed; /* the first one's message */
};
#define CHECKS_MAX 12

static void
note(struct checks *c, const char *name, bool ok, bool may_pass,
    const char *message)
{
	const char *state = ok ? "ok" : may_pass ? "warning" : "failed";

	if (c->n >= CHECKS_MAX)
		return;
	if (!ok && !may_pass && c->failed == NULL)
		c->failed = message;
	c->v[c->n++] = (struct virt_check){ name, state, message };
}

static const struct virt_pool *
pool_of(const struct virt_caps *caps, const char *name)
{
	const struct virt_pool *p = caps->pools.v;
	size_t i;

	for (i = 0; i < caps->pools.n; i++)
		if (strcmp(p[i].name, name) == 0)
			return &p[i];
	return NULL;
}

/* The template by its volume's name, with or without what files end in. */
static const struct virt_image *
image_of(const struct virt_caps *caps, const struct virt_provision *in)
{
	static const char *const ends[] = { "", ".qcow2", ".img", ".raw" };
	const struct virt_image *v = caps->images.v;
	size_t i, k, n = strlen(in->template_name);

	for (k = 0; k < sizeof(ends) / sizeof(ends[0]); k++)
		for (i = 0; i < caps->images.n; i++)
			if (strcmp(v[i].pool, in->pool) == 0 &&
			    strncmp(v[i].name, in->template_name, n) == 0 &&
			    strcmp(v[i].name + n, ends[k]) == 0)
				return &v[i];
	return NULL;
}

enum net_kind { NET_NONE, NET_LIBVIRT, NET_BRIDGE };

static enum net_kind
net_of(const struct virt_caps *caps, const char *name, bool *active)
{
	const struct virt_network *v = caps->networks.v;
	size_t i;

	*active = true;
	for (i = 0; i < caps->networks.n; i++) {
		if (strcmp(v[i].name, name) == 0) {
			*active = v[i].active;
			return NET_LIBVIRT;
		}
	}
	for (i = 0; i < caps->bridges.n; i++)
		if (strcmp(caps->bridges.v[i], name) == 0)
			return NET_BRIDGE;
	return NET_NONE;
}

static bool
is_taken(const struct virt_caps *caps, const char *name)
{
	size_t i;

	for (i = 0; i < caps->machines.n; i++)
		if (strcmp(caps->machines.v[i], name) == 0)
			return true;
	return false;
}

static void
check_size(struct checks *c, const struct virt_caps *caps,
    const struct virt_provision *in)
{
	struct arena *mem = c->cx->mem;

	note(c, "memory", in->memory_mb <= caps->memory_mb, false,
	    arena_printf(mem,
		say(c->cx, "需要 %lld MiB，主机共 %lld MiB",
		    "%lld MiB wanted, the host has %lld MiB"),
		(long long)in->memory_mb, (long long)caps->memory_mb));
	note(c, "memory_free", in->memory_mb <= caps->memory_free_mb, true,
	    arena_printf(mem,
		say(c->cx, "主机空闲内存 %lld MiB", "%lld MiB are free now"),
		(long long)caps->memory_free_mb));
	note(c, "cpu", in->cpu <= caps->cpus, true,
	    arena_printf(mem,
		say(c->cx, "需要 %lld 个处理器，主机有 %lld 个",
		    "%lld processors wanted, the host has %lld"),
		(long long)in->cpu, (long long)caps->cpus));
	note(c, "acceleration", caps->accelerated, true,
	    caps->accelerated ? say(c->cx, "KVM 可用", "KVM is there") :
				say(c->cx, "没有 KVM，将使用慢得多的模拟",
				    "no KVM: emulation, which is much slower"));
}

static void
check_store(struct checks *c, const struct virt_caps *caps,
    const struct virt_provision *in)
{
	const struct virt_pool *p = pool_of(caps, in->pool);
	bool up = p != NULL && strcmp(p->state, "running") == 0;
	struct arena *mem = c->cx->mem;
	int64_t have = p ? p->available_mb / 1024 : 0;

	note(c, "pool", up, false,
	    arena_printf(mem,
		p == NULL ? say(c->cx, "没有存储池 '%s'", "no pool '%s'") :
		    up ? say(c->cx, "存储池 '%s' 可用", "pool '%s' is there") :
			 say(c->cx, "存储池 '%s' 没有启动",
			     "pool '%s' is not started"),
		in->pool));
	/* A disk grows as it is written: too small a pool is a risk. */
	note(c, "disk", !up || in->disk_gb <= have, in->disk_gb <= 4 * have,
	    arena_printf(mem,
		say(c->cx, "需要 %lld GiB，存储池剩余 %lld GiB",
		    "%lld GiB wanted, %lld GiB are left in the pool"),
		(long long)in->disk_gb, (long long)have));
	if (has(in->template_name))
		note(c, "template", image_of(caps, in) != NULL, false,
		    arena_printf(mem,
			image_of(caps, in) ?
			    say(c->cx, "模板 '%s' 存在",
				"template '%s' exists") :
			    say(c->cx, "存储池中没有模板 '%s'",
				"no template '%s' in the pool"),
			in->template_name));
}

static void
check_place(struct checks *c, const struct host_ref *ref,
    const struct virt_caps *caps, const struct virt_provision *in)
{
	struct arena *mem = c->cx->mem;
	bool taken = is_taken(caps, in->name), active, out;
	enum net_kind net = net_of(caps, in->network_bridge, &active);

	out = strcmp(ref->status, "offline") == 0 ||
	    strcmp(ref->status, "maintenance") == 0 ||
	    strcmp(ref->status, "inactive") == 0;
	note(c, "host", !out, false,
	    out ? say(c->cx, "主机离线或在维护中",
		      "the host is offline or in maintenance") :
		  say(c->cx, "主机可用", "the host is available"));
	note(c, "name", !taken, false,
	    arena_printf(mem,
		taken ? say(c->cx, "名称 '%s' 已被占用", "'%s' is taken") :
			say(c->cx, "名称 '%s' 可用", "'%s' is free"),
		in->name));
	note(c, "network", net != NET_NONE && active, false,
	    arena_printf(mem,
		net == NET_NONE ? say(c->cx, "没有网络或网桥 '%s'",
				      "no network or bridge '%s'") :
		    active ? say(c->cx, "网络 '%s' 可用", "'%s' is there") :
			     say(c->cx, "网络 '%s' 没有启动",
				 "network '%s' is not started"),
		in->network_bridge));
}

/* --- the plan --- */

static void
put_step(struct json *j, const char *act, const char *key, const char *value)
{
	json_object(j);
	json_put_text(j, "act", act);
	if (key != NULL)
		json_put_text(j, key, value);
	json_object_end(j);
}

static enum err_code
put_plan(struct cx *cx, const struct host_ref *ref,
    const struct virt_caps *caps, const struct virt_provision *in,
    struct virt_preview *out)
{
	struct virt_provision shown = *in;
	struct str canonical;
	struct json j;
	struct buf b;
	enum err_code rc;

	/* Made by chance for each machine: not part of what is decided. */
	shown.uuid = "00000000-0000-0000-0000-000000000000";
	shown.mac = "52:54:00:00:00:00";
	shown.token = "new";
	buf_init(&b, cx->mem, BUF_MAX_ROW);
	json_init(&j, &b);
	json_object(&j);
	json_put_int(&j, "host_id", ref->id);
	json_put_text(&j, "host", ref->name);
	json_put_text(&j, "libvirt", caps->uri);
	json_put_int(&j, "disk_gb", in->disk_gb);
	json_put_text(&j, "template", in->template_name);
	json_put_text(&j, "login", in->ssh_user);
	json_put_int(&j, "ssh_key_id", in->ssh_key_id);
	json_put_text(&j, "address", has(in->ip) ? in->ip : "dhcp");
	json_put_bool(&j, "autostart", in->autostart);
	json_key(&j, "steps");
	json_array(&j);
	put_step(&j, "create volume", "pool", in->pool);
	put_step(&j, "create seed volume", "pool", in->pool);
	put_step(&j, "define domain", "xml",
	    arena_str(cx->mem, virt_xml_domain(cx->mem, &shown, caps)));
	put_step(&j, "start", NULL, NULL);
	put_step(&j, "wait for address and login", NULL, NULL);
	put_step(&j, "bring in as a host", "name", in->name);
	json_array_end(&j);
	json_object_end(&j);
	if (!json_done(&j))
		return err_plain(cx, ERR_TOO_LARGE);
	rc = json_canonical(cx, buf_view(&b), &canonical);
	if (rc)
		return rc;
	out->plan = (struct raw){ canonical.p, canonical.n };
	out->plan_digest = crypto_sha256_hex(cx->mem, canonical);
	return ERR_OK;
}

enum err_code
virt_plan_make(struct cx *cx, const struct host_ref *ref,
    const struct virt_caps *caps, const struct virt_provision *in,
    struct virt_preview *out)
{
	struct checks c = { .cx = cx,
		.v = arena_array(cx->mem, CHECKS_MAX,
		    sizeof(struct virt_check)) };

	check_place(&c, ref, caps, in);
	check_size(&c, caps, in);
	check_store(&c, caps, in);
	*out = (struct virt_preview){ .host_id = ref->id,
		.hypervisor = caps->hypervisor,
		.ready = c.failed == NULL,
		.preview = { in->name, in->cpu, in->memory_mb, in->disk_gb,
		    in->network_bridge, in->template_name, in->pool },
		.message = c.failed ?
		    c.failed :
		    say(cx, "可以创建", "ready to be created"),
		.checks = { c.v, c.n, true } };
	return put_plan(cx, ref, caps, in, out);
}

const char *
virt_plan_disk(struct arena *mem, const struct virt_provision *in)
{
	return arena_printf(mem, "%s-%s.qcow2", in->name, in->token);
}

const char *
virt_plan_seed(struct arena *mem, const struct virt_provision *in)
{
	return arena_printf(mem, "%s-%s-seed.iso", in->name, in->token);
}

bool
virt_plan_bridged(const struct virt_caps *caps, const char *name)
{
	bool active;

	return net_of(caps, name, &active) == NET_BRIDGE;
}

const char *
virt_plan_image(const struct virt_caps *caps, const struct virt_provision *in)
{
	const struct virt_image *img =
	    has(in->template_name) ? image_of(caps, in) : NULL;

	return img ? img->name : NULL;
}
