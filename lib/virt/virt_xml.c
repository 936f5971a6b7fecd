/*
 * virt_xml: libvirt's description of a new machine.
 */
#include "virt/virt_int.h"

static bool
has(const char *s)
{
	return s != NULL && s[0] != '\0';
}

static void
escaped(struct buf *b, const char *s)
{
	for (; *s; s++) {
		switch (*s) {
		case '&':
			buf_puts(b, "&amp;");
			break;
		case '<':
			buf_puts(b, "&lt;");
			break;
		case '>':
			buf_puts(b, "&gt;");
			break;
		case '\'':
			buf_puts(b, "&apos;");
			break;
		case '"':
			buf_puts(b, "&quot;");
			break;
		default:
			buf_putc(b, *s);
		}
	}
}

/* <${tag}>text</${tag}> */
static void
element(struct buf *b, const char *tag, const char *text)
{
	buf_printf(b, "<%s>", tag);
	escaped(b, text);
	buf_printf(b, "</%s>", tag);
}

/* " ${name}='text'" */
static void
attribute(struct buf *b, const char *name, const char *text)
{
	buf_printf(b, " %s='", name);
	escaped(b, text);
	buf_puts(b, "'");
}

static void
put_boot(struct buf *b, const struct virt_provision *in,
    const struct virt_caps *caps)
{
	buf_puts(b, "<os><type");
	attribute(b, "arch", caps->arch);
	buf_puts(b, ">hvm</type>");
	if (has(in->kernel)) {
		element(b, "kernel", in->kernel);
		if (has(in->initrd))
			element(b, "initrd", in->initrd);
		if (has(in->cmdline))
			element(b, "cmdline", in->cmdline);
	} else {
		buf_puts(b, "<boot dev='hd'/>");
	}
	buf_puts(b, "</os>");
}

static void
put_disk(struct buf *b, const char *pool, const char *volume,
    const char *format, const char *target)
{
	buf_puts(b, "<disk type='volume' device='disk'><driver name='qemu'");
	attribute(b, "type", format);
	buf_puts(b, "/><source");
	attribute(b, "pool", pool);
	attribute(b, "volume", volume);
	buf_puts(b, "/><target");
	attribute(b, "dev", target);
	buf_puts(b, " bus='virtio'/>");
	if (strcmp(format, "raw") == 0)
		buf_puts(b, "<readonly/>");
	buf_puts(b, "</disk>");
}

static void
put_nic(struct buf *b, const struct virt_provision *in,
    const struct virt_caps *caps)
{
	const char *kind =
	    virt_plan_bridged(caps, in->network_bridge) ? "bridge" : "network";

	buf_puts(b, "<interface");
	attribute(b, "type", kind);
	buf_puts(b, "><mac");
	attribute(b, "address", in->mac);
	buf_puts(b, "/><source");
	attribute(b, kind, in->network_bridge);
	buf_puts(b, "/><model type='virtio'/></interface>");
}

/* Where the serial console is kept; our name's, so that nothing is overwritten. */
static void
put_console(struct buf *b, const struct virt_provision *in,
    const struct virt_caps *caps)
{
	buf_puts(b, "<serial type='pty'><log file='");
	escaped(b, caps->log_dir);
	buf_puts(b, "/k8sm-");
	escaped(b, in->name);
	buf_puts(b, "-");
	escaped(b, in->token);
	buf_puts(b,
	    ".console' append='on'/><target port='0'/></serial>"
	    "<console type='pty'><target type='serial' port='0'/>"
	    "</console>");
}

struct str
virt_xml_domain(struct arena *mem, const struct virt_provision *in,
    const struct virt_caps *caps)
{
	const char *disk = virt_plan_disk(mem, in);
	const char *seed = virt_plan_seed(mem, in);
	struct buf b;

	buf_init(&b, mem, 256 * 1024);
	buf_puts(&b, "<domain");
	attribute(&b, "type", caps->accelerated ? "kvm" : "qemu");
	buf_puts(&b, ">");
	element(&b, "name", in->name);
	element(&b, "uuid", in->uuid);
	buf_puts(&b, "<metadata><k8sm:machine xmlns:k8sm='" VIRT_MARK "'");
	attribute(&b, "pool", in->pool);
	attribute(&b, "disk", disk);
	attribute(&b, "seed", seed);
	buf_printf(&b,
	    "/></metadata><memory unit='MiB'>%lld</memory>"
	    "<vcpu>%lld</vcpu>",
	    (long long)in->memory_mb, (long long)in->cpu);
	put_boot(&b, in, caps);
	buf_puts(&b, "<features><acpi/><apic/></features>");
	if (caps->accelerated)
		buf_puts(&b, "<cpu mode='host-model'/>");
	buf_puts(&b,
	    "<clock offset='utc'/><on_reboot>restart</on_reboot>"
	    "<on_crash>destroy</on_crash><devices>");
	put_disk(&b, in->pool, disk, "qcow2", "vda");
	put_disk(&b, in->pool, seed, "raw", "vdb");
	put_nic(&b, in, caps);
	put_console(&b, in, caps);
	buf_puts(&b,
	    "<channel type='unix'><target type='virtio'"
	    " name='org.qemu.guest_agent.0'/></channel>"
	    "<rng model='virtio'><backend model='random'>/dev/urandom"
	    "</backend></rng></devices></domain>");
	return buf_view(&b);
}
