/*
 * virt_type: descriptors of this room.
 */
#include "virt/virt_int.h"

const char *const virt_actions[] = { "start", "shutdown", "reboot",
	"force_off", "reset", "suspend", "resume", NULL };
static const char *const check_states[] = { "ok", "warning", "failed", NULL };
static const char *const states[] = { "running", "paused", "shutting_down",
	"stopped", "crashed", "suspended", "unknown", NULL };

static const struct field pool_fields[] = {
	F_TEXT(struct virt_pool, name, 0, 0, 128, "Pool"),
	F_TEXT(struct virt_pool, state, 0, 0, 32, "running, inactive, …"),
	F_INT(struct virt_pool, capacity_mb, 0, 0, INT64_MAX, 0, "Size in MiB"),
	F_INT(struct virt_pool, available_mb, 0, 0, INT64_MAX, 0, "Free MiB"),
	F_END
};
static const struct type pool_type = { "VirtPool", sizeof(struct virt_pool),
	pool_fields, "A storage pool" };

static const struct field image_fields[] = {
	F_TEXT(struct virt_image, pool, 0, 0, 128, "Its pool"),
	F_TEXT(struct virt_image, name, 0, 0, 255, "Volume"),
	F_TEXT(struct virt_image, path, 0, 0, 1024, "Where it lies"),
	F_TEXT(struct virt_image, capacity, 0, 0, 32, "Its size, for people"),
	F_END
};
static const struct type image_type = { "VirtImage", sizeof(struct virt_image),
	image_fields, "A volume that can be a template" };

static const struct field network_fields[] = {
	F_TEXT(struct virt_network, name, 0, 0, 128, "Network"),
	F_BOOL(struct virt_network, active, 0, false, "Whether it is started"),
	F_TEXT(struct virt_network, bridge, 0, 0, 64, "Its bridge"),
	F_END
};
static const struct type network_type = { "VirtNetwork",
	sizeof(struct virt_network), network_fields, "A network of libvirt's" };

static const struct field caps_fields[] = {
	F_INT(struct virt_caps, host_id, 0, 1, INT64_MAX, 0, "Hypervisor"),
	F_TEXT(struct virt_caps, hypervisor, 0, 0, 16, "kvm"),
	F_TEXT(struct virt_caps, uri, 0, 0, 128, "How virsh is called there"),
	F_TEXT(struct virt_caps, libvirt_version, 0, 0, 64, "libvirt"),
	F_TEXT(struct virt_caps, hypervisor_version, 0, 0, 64, "QEMU"),
	F_TEXT(struct virt_caps, arch, 0, 0, 32, "Architecture"),
	F_BOOL(struct virt_caps, accelerated, 0, false,
	    "KVM is there; else machines are emulated"),
	F_INT(struct virt_caps, cpus, 0, 0, INT64_MAX, 0, "Processors"),
	F_INT(struct virt_caps, memory_mb, 0, 0, INT64_MAX, 0, "Memory in MiB"),
	F_INT(struct virt_caps, memory_free_mb, 0, 0, INT64_MAX, 0,
	    "MiB available now"),
	F_OBJECTS(struct virt_caps, pools, 0, 0, VIRT_MAX_ROWS, &pool_type,
	    "Storage pools"),
	F_OBJECTS(struct virt_caps, images, 0, 0, VIRT_MAX_ROWS, &image_type,
	    "Volumes"),
	F_OBJECTS(struct virt_caps, networks, 0, 0, VIRT_MAX_ROWS,
	    &network_type, "Networks"),
	F_TEXTS(struct virt_caps, bridges, 0, 0, VIRT_MAX_ROWS,
	    "Bridges of the host"),
	F_TEXTS(struct virt_caps, machines, 0, 0, VIRT_MAX_ROWS,
	    "Names that are taken"),
	F_END
};
const struct type virt_caps_type = { "VirtCapabilities",
	sizeof(struct virt_caps), caps_fields, "What a hypervisor offers" };

#define NAME(S) F_TEXT(S, name, F_REQ, 1, 63, "Name of the virtual machine")
#define TEMPLATE(S, fl)                                            \
	F_AS("template", S, template_name, const char *, FK_TEXT, fl, 0, 255, 0, \
	    "Volume that the disk starts from")

#define SPEC_FIELDS(S)                                                        \
	F_TEXT(S, ip, 0, 0, 64,                                               \
	    "Address: with /prefix set in the guest, without one expected by DHCP"), \
	F_TEXT(S, gateway, 0, 0, 64, "Gateway of a set address"),             \
	F_TEXTS(S, nameservers, 0, 0, 8, "Name servers of a set address"),    \
	F_TEXT(S, ssh_user, 0, 0, 64, "Login that is made; empty: root"),     \
	F_INT(S, cpu, 0, 0, 512, 0, "Processors, 0: 2"),                      \
	F_INT(S, memory_mb, 0, 0, 16777216, 0, "Memory in MiB, 0: 4096"),     \
	F_INT(S, disk_gb, 0, 0, 65536, 0, "Disk in GiB, 0: 50"),              \
	F_TEXT(S, network_bridge, 0, 0, 64,                                   \
	    "Network of libvirt's or bridge of the host; empty: default"),    \
	TEMPLATE(S, 0),                                                       \
	F_TEXT(S, pool, 0, 0, 128, "Storage pool; empty: default"),           \
	F_TEXT(S, kernel, 0, 0, 1024, "Kernel on the host, instead of the disk's"), \
	F_TEXT(S, initrd, 0, 0, 1024, "Its initial RAM disk"),                \
	F_TEXT(S, cmdline, 0, 0, 2048, "Its command line"),                   \
	F_BOOL(S, via_parent, 0, false,                                       \
	    "The hypervisor is the jump host of the new host"),               \
	F_BOOL(S, autostart, 0, false, "Starts with the hypervisor"),         \
	F_INT(S, wait_s, 0, 10, 3600, 600,                                    \
	    "How long to wait for an address and a login"),                   \
	F_TEXTS(S, tags, 0, 0, 64, "Tags of the new host"),                   \
	F_TEXT(S, plan_digest, 0, 0, 64,                                      \
	    "What the preview said; refused when it is no longer so")

static const struct field new_fields[] = {
	NAME(struct virt_new),
	SPEC_FIELDS(struct virt_new),
	F_TEXT(struct virt_new, password, F_SECRET | F_RAW_TEXT, 0, 256,
	    "Password of the login"),
	F_OPT_INT(struct virt_new, ssh_key_id, 0, 1, INT64_MAX,
	    "SSH key of the login"),
	F_TEXT(struct virt_new, reason, 0, 0, 512, "Why"),
	F_END
};
const struct type virt_new_type = { "VirtNew", sizeof(struct virt_new),
	new_fields, "A virtual machine to be made" };

static const struct field check_fields[] = {
	F_TEXT(struct virt_check, name, 0, 0, 32, "What was checked"),
	F_ENUM(struct virt_check, state, 0, check_states, "How it is"),
	F_TEXT(struct virt_check, message, 0, 0, 512, "For people"),
	F_END
};
const struct type virt_check_type = { "VirtCheck", sizeof(struct virt_check),
	check_fields, "One check of a preview" };

static const struct field spec_fields[] = {
	NAME(struct virt_preview_spec),
	F_INT(struct virt_preview_spec, cpu, 0, 0, 512, 0, "Processors"),
	F_INT(struct virt_preview_spec, memory_mb, 0, 0, INT64_MAX, 0, "MiB"),
	F_INT(struct virt_preview_spec, disk_gb, 0, 0, INT64_MAX, 0, "GiB"),
	F_TEXT(struct virt_preview_spec, network_bridge, 0, 0, 64, "Network"),
	TEMPLATE(struct virt_preview_spec, 0),
	F_TEXT(struct virt_preview_spec, pool, 0, 0, 128, "Storage pool"),
	F_END
};
static const struct type spec_type = { "VirtSpec",
	sizeof(struct virt_preview_spec), spec_fields, "What would be made" };

static const struct field preview_fields[] = {
	F_INT(struct virt_preview, host_id, 0, 1, INT64_MAX, 0, "Hypervisor"),
	F_TEXT(struct virt_preview, hypervisor, 0, 0, 16, "kvm"),
	F_BOOL(struct virt_preview, ready, 0, false, "No check failed"),
	F_OBJECT(struct virt_preview, preview, 0, &spec_type,
	    "With defaults filled in"),
	F_TEXT(struct virt_preview, message, 0, 0, 512, "For people"),
	F_OBJECTS(struct virt_preview, checks, 0, 0, 32, &virt_check_type,
	    "What was checked"),
	F_RAW(struct virt_preview, plan, 0, BUF_MAX_ROW,
	    "Exactly what would be done"),
	F_TEXT(struct virt_preview, plan_digest, 0, 0, 64, "sha256 of it"),
	F_END
};
const struct type virt_preview_type = { "VirtPreview",
	sizeof(struct virt_preview), preview_fields,
	"What provisioning would do" };

static const struct field provision_fields[] = {
	F_INT(struct virt_provision, host_id, F_REQ, 1, INT64_MAX, 0,
	    "Hypervisor"),
	NAME(struct virt_provision),
	F_TEXT(struct virt_provision, uuid, F_REQ, 36, 36, "Domain's"),
	F_TEXT(struct virt_provision, mac, F_REQ, 17, 17, "Network card's"),
	F_TEXT(struct virt_provision, token, F_REQ, 1, 16,
	    "In the names of volumes"),
	SPEC_FIELDS(struct virt_provision),
	F_INT(struct virt_provision, password_secret_id, 0, 0, INT64_MAX, 0,
	    "Sealed password"),
	F_INT(struct virt_provision, ssh_key_id, 0, 0, INT64_MAX, 0, "SSH key"),
	F_INT(struct virt_provision, guest_key_secret_id, 0, 0, INT64_MAX, 0,
	    "Sealed host key of the guest"),
	F_TEXT(struct virt_provision, guest_host_key, F_REQ, 1, 1024,
	    "Its public half, pinned from the start"),
	F_END
};
const struct type virt_provision_type = { "VirtProvision",
	sizeof(struct virt_provision), provision_fields,
	"Arguments of virt.provision" };

static const struct field task_fields[] = {
	F_INT(struct virt_task, id, 0, 1, INT64_MAX, 0, "Task"),
	F_INT(struct virt_task, host_id, 0, 0, INT64_MAX, 0, "Hypervisor"),
	F_TEXT(struct virt_task, hypervisor, 0, 0, 16, "kvm"),
	F_TEXT(struct virt_task, request_json, 0, 0, BUF_MAX_ROW,
	    "What was asked, without secrets, as JSON text"),
	F_TEXT(struct virt_task, vm_name, 0, 0, 63, "Virtual machine"),
	F_TEXT(struct virt_task, vm_ip, 0, 0, 64, "Its address, once known"),
	F_TEXT(struct virt_task, status, 0, 0, 16, "State of the task"),
	F_TEXT(struct virt_task, error_message, 0, 0, 4096, "Why it failed"),
	F_INT(struct virt_task, created_by, 0, 0, INT64_MAX, 0, "User"),
	F_TIME(struct virt_task, created_at, 0, "Created"),
	F_TIME(struct virt_task, updated_at, 0, "Last changed"),
	F_END
};
const struct type virt_task_type = { "VirtTask", sizeof(struct virt_task),
	task_fields, "A provisioning, as the contract has it" };

static const struct field reply_fields[] = {
	F_INT(struct virt_provision_reply, task_id, 0, 1, INT64_MAX, 0, "Task"),
	F_OBJECT(struct virt_provision_reply, task, 0, &virt_task_type,
	    "The same with details"),
	F_END
};
const struct type virt_provision_reply_type = { "VirtProvisionReply",
	sizeof(struct virt_provision_reply), reply_fields,
	"The task that makes the machine" };

#define MACHINE_FIELDS(S)                                                   \
	F_TEXT(S, name, 0, 0, 255, "Domain"),                               \
	F_TEXT(S, uuid, 0, 0, 36, "Its uuid"),                              \
	F_ENUM(S, state, 0, states, "State"),                               \
	F_INT(S, cpu, 0, 0, INT64_MAX, 0, "Processors"),                    \
	F_INT(S, memory_mb, 0, 0, INT64_MAX, 0, "Memory in MiB"),           \
	F_BOOL(S, autostart, 0, false, "Starts with the hypervisor"),       \
	F_BOOL(S, persistent, 0, false, "Is still there when it is stopped"), \
	F_INT(S, host_id, 0, 0, INT64_MAX, 0, "The host it is here, 0: none"), \
	F_TEXT(S, host_name, 0, 0, 64, "That host's name")

static const struct field machine_fields[] = {
	MACHINE_FIELDS(struct virt_machine), F_END
};
const struct type virt_machine_type = { "VirtMachine",
	sizeof(struct virt_machine), machine_fields, "A virtual machine" };

static const struct field disk_fields[] = {
	F_TEXT(struct virt_disk, target, 0, 0, 32, "Device in the guest"),
	F_TEXT(struct virt_disk, source, 0, 0, 1024, "Where it lies"),
	F_INT(struct virt_disk, capacity_mb, 0, 0, INT64_MAX, 0, "Size in MiB"),
	F_INT(struct virt_disk, allocation_mb, 0, 0, INT64_MAX, 0, "MiB used"),
	F_END
};
static const struct type disk_type = { "VirtDisk", sizeof(struct virt_disk),
	disk_fields, "A disk of a virtual machine" };

static const struct field nic_fields[] = {
	F_TEXT(struct virt_nic, mac, 0, 0, 32, "Hardware address"),
	F_TEXT(struct virt_nic, kind, 0, 0, 32, "network, bridge, …"),
	F_TEXT(struct virt_nic, source, 0, 0, 128, "Which"),
	F_END
};
static const struct type nic_type = { "VirtNic", sizeof(struct virt_nic),
	nic_fields, "A network card of a virtual machine" };

static const struct field detail_fields[] = {
	MACHINE_FIELDS(struct virt_detail),
	F_BOOL(struct virt_detail, made_here, 0, false,
	    "Made by provisioning: its disks can be deleted with it"),
	F_BOOL(struct virt_detail, has_console, 0, false,
	    "Keeps a log of its console"),
	F_TEXTS(struct virt_detail, addresses, 0, 0, 64, "IP addresses"),
	F_OBJECTS(struct virt_detail, disks, 0, 0, 64, &disk_type, "Disks"),
	F_OBJECTS(struct virt_detail, nics, 0, 0, 64, &nic_type,
	    "Network cards"),
	F_END
};
const struct type virt_detail_type = { "VirtMachineDetail",
	sizeof(struct virt_detail), detail_fields,
	"A virtual machine with its parts" };

static const struct field path_fields[] = {
	F_INT(struct virt_path, id, F_REQ, 1, INT64_MAX, 0, "Hypervisor"),
	F_TEXT(struct virt_path, name, F_REQ, 1, 255, "Virtual machine"),
	F_END
};
const struct type virt_path_type = { "VirtPath", sizeof(struct virt_path),
	path_fields, "A machine of a hypervisor" };

static const struct field action_fields[] = {
	F_ENUM(struct virt_action_new, action, F_REQ, virt_actions,
	    "What to do"),
	F_TEXT(struct virt_action_new, uuid, 0, 0, 36,
	    "The one that is meant; refused when the name is another's now"),
	F_TEXT(struct virt_action_new, reason, 0, 0, 512, "Why"),
	F_END
};
const struct type virt_action_new_type = { "VirtActionNew",
	sizeof(struct virt_action_new), action_fields,
	"Something to be done to a virtual machine" };

static const struct field remove_fields[] = {
	F_TEXT(struct virt_remove_query, uuid, 0, 0, 36,
	    "The one that is meant; refused when the name is another's now"),
	F_BOOL(struct virt_remove_query, force, 0, false,
	    "Also when it is running"),
	F_BOOL(struct virt_remove_query, disks, 0, true,
	    "With the disks that provisioning made"),
	F_END
};
const struct type virt_remove_query_type = { "VirtRemoveQuery",
	sizeof(struct virt_remove_query), remove_fields, "How to remove" };

static const struct field act_fields[] = {
	F_INT(struct virt_act, host_id, F_REQ, 1, INT64_MAX, 0, "Hypervisor"),
	F_TEXT(struct virt_act, name, F_REQ, 1, 255, "Virtual machine"),
	F_TEXT(struct virt_act, uuid, 0, 0, 36, "The one that was meant"),
	F_TEXT(struct virt_act, action, F_REQ, 1, 16, "What to do"),
	F_BOOL(struct virt_act, force, 0, false, "Also when it is running"),
	F_BOOL(struct virt_act, disks, 0, false, "With its disks"),
	F_END
};
const struct type virt_act_type = { "VirtAct", sizeof(struct virt_act),
	act_fields, "Arguments of virt.action and virt.remove" };

static const struct field console_query_fields[] = {
	F_INT(struct virt_console_query, bytes, 0, 1, VIRT_CONSOLE_MAX, 65536,
	    "How much of the end"),
	F_END
};
const struct type virt_console_query_type = { "VirtConsoleQuery",
	sizeof(struct virt_console_query), console_query_fields,
	"How much of a console log" };

static const struct field console_fields[] = {
	F_TEXT(struct virt_console, text, F_RAW_TEXT, 0, VIRT_CONSOLE_MAX,
	    "The end of the log"),
	F_INT(struct virt_console, size, 0, 0, INT64_MAX, 0, "Bytes in all"),
	F_BOOL(struct virt_console, cut, 0, false, "More stands before"),
	F_END
};
const struct type virt_console_type = { "VirtConsole",
	sizeof(struct virt_console), console_fields, "A console log's end" };
