/*
 * hosts_jump: which host may be reached through which.
 */
#include "hosts/hosts_int.h"
#include "ssh/ssh_jump.h"

enum err_code
hosts_jump_check(struct cx *cx, int64_t id, int64_t project_id, int64_t jump_id)
{
	struct host_jump_shape shape;
	struct host jump;
	enum err_code rc;

	if (jump_id == id)
		return err_field(cx, "jump_host_id", "主机不能以自己为跳板机",
		    "a host cannot be its own jump host");
	rc = hosts_db_get(cx, jump_id, &jump);
	if (rc == ERR_NOT_FOUND ||
	    (rc == ERR_OK && jump.project_id != project_id))
		return err_field(cx, "jump_host_id", "跳板机不存在",
		    "no such host in this project");
	if (rc == ERR_OK)
		rc = hosts_jump_db_shape(cx, id, project_id, jump_id, &shape);
	if (rc)
		return rc;
	if (shape.loops)
		return err_field(cx, "jump_host_id",
		    "不能形成环：'%s' 本身经由这台主机到达",
		    "a loop: '%s' is itself reached through this host",
		    jump.name);
	if (shape.steps + shape.behind > SSH_JUMP_MAX)
		return err_field(cx, "jump_host_id",
		    "跳板机链最多 %d 级，这样会有 %lld 级",
		    "at most %d jump hosts on a way; this would make %lld",
		    SSH_JUMP_MAX,
		    (long long)shape.steps + (long long)shape.behind);
	return ERR_OK;
}
