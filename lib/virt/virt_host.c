/*
 * virt_host: asking a hypervisor over SSH.
 */
#include "rbac/rbac.h"
#include "virt/virt_int.h"

#define RUN_MS 60000
#define OUTPUT_MAX (2 * 1024 * 1024)

static const struct fault_text {
	const char *name;
	enum err_code rc;
	const char *zh;
	const char *en;
} faults[] = {
	{ "no_virsh", ERR_CONFLICT, "主机上没有 virsh，请安装 libvirt 客户端",
	    "there is no virsh on the host: install libvirt's client" },
	{ "no_libvirt", ERR_UPSTREAM, "无法连接主机上的 libvirt",
	    "libvirt on the host cannot be reached" },
	{ "no_machine", ERR_NOT_FOUND, "虚拟机不存在",
	    "there is no such virtual machine" },
	{ "other_machine", ERR_CONFLICT, "同名的虚拟机已不是原来的那台",
	    "the virtual machine of that name is another one now" },
	{ "no_image", ERR_CONFLICT, "模板镜像不存在",
	    "the template image does not exist" },
	{ "no_console", ERR_NOT_FOUND, "虚拟机没有控制台日志",
	    "the virtual machine keeps no console log" },
	{ "console_unreadable", ERR_FORBIDDEN, "登录用户无权读取控制台日志",
	    "the login user may not read the console log" },
	{ "not_running", ERR_CONFLICT, "虚拟机没有运行",
	    "the virtual machine is not running" },
	{ "running", ERR_CONFLICT, "虚拟机正在运行，请先关机或强制删除",
	    "the virtual machine is running: shut it down first, or force" },
	{ "bad_state", ERR_CONFLICT, "当前状态下不能执行此操作",
	    "not possible in the state the virtual machine is in" },
};

enum err_code
virt_host_open(struct cx *cx, int64_t id, const char *perm, int wake_fd,
    struct virt_host *out)
{
	enum ssh_fault fault;
	enum err_code rc;

	*out = (struct virt_host){ .wake_fd = wake_fd };
	rc = hosts_reach(cx, id, &out->ref, &out->target);
	if (rc == ERR_OK && perm != NULL)
		rc = rbac_check_in(cx, perm, out->ref.project_id);
	if (rc)
		return rc;
	out->target.wake_fd = wake_fd;
	return ssh_open(cx, &out->target, &out->ssh, &fault);
}

/* The last line that virsh wrote, without its "error: ". */
static const char *
last_words(struct arena *mem, struct str err)
{
	struct str line, best = STR("");

	while (err.n > 0) {
		(void)str_cut(&err, '\n', &line);
		line = str_trim(line);
		if (str_starts(line, STR("error: ")))
			line = (struct str){ line.p + 7, line.n - 7 };
		if (line.n > 0)
			best = line;
	}
	if (best.n > 400)
		best.n = 400;
	return str_is_utf8(best) ? arena_str(mem, best) : "";
}

static enum err_code
judge(struct cx *cx, const struct ssh_result *res)
{
	const char *said = last_words(cx->mem, res->err);
	struct str line, out = res->out;
	size_t i;

	if (res->exit_code == 0)
		return ERR_OK;
	while (res->exit_code == 3 && out.n > 0) {
		(void)str_cut(&out, '\n', &line);
		if (!str_starts(line, STR("fault ")))
			continue;
		line = (struct str){ line.p + 6, line.n - 6 };
		for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
			if (!str_eq(line, str_of(faults[i].name)))
				continue;
			if (said[0] == '\0')
				return err_set(cx, faults[i].rc, "%s", "%s",
				    cx->lang == LANG_ZH ? faults[i].zh :
							  faults[i].en);
			return err_set(cx, faults[i].rc, "%s：%s", "%s: %s",
			    cx->lang == LANG_ZH ? faults[i].zh : faults[i].en,
			    said);
		}
	}
	return err_set(cx, ERR_UPSTREAM, "libvirt 拒绝了操作：%s",
	    "libvirt refused: %s", said[0] ? said : "?");
}

enum err_code
virt_host_run(struct cx *cx, struct virt_host *h, const char *script,
    const char *const *args, struct str input, struct str *out)
{
	const char *argv[16] = { "/bin/sh", "-c", script, "k8sm" };
	struct ssh_run run = { .argv = argv,
		.input = input,
		.timeout_ms = RUN_MS,
		.output_max = OUTPUT_MAX,
		.wake_fd = h->wake_fd };
	struct ssh_result res;
	enum ssh_fault fault;
	enum err_code rc;
	size_t n = 4;

	while (args != NULL && *args != NULL && n < 15)
		argv[n++] = *args++;
	argv[n] = NULL;
	rc = ssh_exec(cx, h->ssh, &run, &res, &fault);
	if (rc)
		return rc;
	if (out != NULL)
		*out = res.out;
	return judge(cx, &res);
}

enum err_code
virt_host_caps(struct cx *cx, struct virt_host *h, struct virt_caps *out)
{
	struct str text;
	enum err_code rc;

	rc = virt_host_run(cx, h, virt_script_caps, NULL, STR(""), &text);
	if (rc)
		return rc;
	virt_parse_caps(cx->mem, text, out);
	out->host_id = h->ref.id;
	return ERR_OK;
}
