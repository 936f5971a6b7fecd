/*
 * What the files of this room share.
 */
#ifndef K8SM_FILES_FILES_INT_H
#define K8SM_FILES_FILES_INT_H

#include "crypto/crypto.h"
#include "files/files.h"
#include "hosts/hosts.h"
#include "ssh/ssh_sftp.h"

#define FILES_PATH_MAX	  4096
#define FILES_EDIT_MAX	  1048576
#define FILES_PAGE_MAX	  1000
#define FILES_LIST_MAX	  1000000	/* entries looked at for one page */
#define FILES_PATHS_MAX	  500		/* of one task */
#define FILES_UPLOAD_LIFE_S 86400	/* since something last came */
#define FILES_FORM_LIFE_S   600		/* of one that cannot be resumed */

#define FILES_READ  "host:read"
#define FILES_WRITE "host:write"

/* --- files_path.c: names are bytes --- */

/*
 * ${s} for people and for JSON: UTF-8 in which control, invisible and
 * direction-changing characters, backslashes and bytes that are no UTF-8 stand as
 * \n, \x1b, \u{202e}, \\, \xff.  ${exact} tells whether nothing was changed.
 */
const char *files_show(struct arena *mem, struct str s, bool *exact);

/* Unpadded base64url of ${s} where files_show changes it, else NULL. */
const char *files_code(struct arena *mem, struct str s);

/*
 * The path that a request names, as text or as base64url of its bytes (which
 * wins), cleaned without asking the host: no double slash, no ".", ".." where
 * something stands before it.  Both empty: ".", unless ${must}.  ERR_INVALID
 * names ${field}.
 */
enum err_code files_path(struct cx *cx, const char *field, const char *text,
    const char *code, bool must, struct str *out) MUST_CHECK;
struct str files_clean(struct arena *mem, struct str path);

/* ${dir} and ${name} joined; the part before the last slash; that behind it. */
struct str files_join(struct arena *mem, struct str dir, struct str name);
struct str files_parent(struct arena *mem, struct str path);
struct str files_base(struct str path);

/* Whether ${path} is ${root} or below it; both absolute and clean. */
bool files_inside(struct str root, struct str path);

/* A bare file name: no slash, not "." or "..", at most 255 bytes. */
bool files_name_ok(struct str name);

/* "-rw-r--r--", and "file", "dir", "link", … of a mode. */
const char *files_mode_text(struct arena *mem, uint32_t mode);
const char *files_kind(uint32_t mode);

/* --- files_session.c --- */

/* A host whose files may be touched, with the limit that holds there. */
struct files_host {
	struct host_ref ref;
	struct sftp *f;
	const char *root;	/* as the policy has it, "" for none */
	struct str real_root;	/* as the host resolves it; n 0: no limit */
	struct str home;	/* where relative paths start, absolute */
};

/*
 * Opens the way to host ${host_id} for a caller who needs one of ${perms} in its
 * project; the session may be one that this process kept.  No transaction may be
 * open.
 */
enum err_code files_open(struct cx *cx, int64_t host_id, const char *perms,
    struct files_host *out) MUST_CHECK;

/* As files_open for a task: the session ends when ${wake_fd} tells. */
enum err_code files_open_task(struct cx *cx, int64_t host_id, int wake_fd,
    struct files_host *out) MUST_CHECK;

/* --- files_guard.c: where the root ends --- */

enum files_how {
	FILES_FOLLOW,	/* the thing itself: links are followed, inside the root */
	FILES_NOFOLLOW	/* the name: a link is itself; it need not exist */
};

/*
 * ${path} as it is to be used.  With a root: every folder on the way is resolved
 * by the host and must lie inside, none of them may be a link once resolved, and
 * what a link names must lie inside too (ERR_FORBIDDEN).  Relative paths start
 * at the root, or without one at the login's home.
 */
enum err_code files_resolve(struct cx *cx, struct files_host *h,
    struct str path, enum files_how how, struct str *out) MUST_CHECK;

/* --- files_sweep.c --- */
/* Whether an edit or a copy gave this name to what it had not finished. */
bool files_is_leftover(struct str name);
/* Removes those in ${dir} that are a day old; never fails. */
void files_sweep(struct cx *cx, struct files_host *h, struct str dir);

/*
 * After a file was opened: whether ${path}, which files_resolve gave, still is
 * the file behind ${handle}.  SFTP cannot open relative to a folder, so a link
 * that somebody puts in between is found out before a byte has moved, not
 * prevented.
 */
enum err_code files_recheck(struct cx *cx, struct files_host *h,
    struct str path, const struct sftp_handle *handle,
    struct sftp_attrs *attrs) MUST_CHECK;

/* --- one entry, and pages of a folder --- */

struct file_item {
	const char *name;
	const char *name_b64;
	const char *path;
	const char *path_b64;
	bool is_dir;
	const char *type;
	int64_t size;
	const char *mode;
	const char *permissions;
	int64_t uid;
	int64_t gid;
	const char *owner;
	const char *group;
	int64_t updated_at;
	const char *target;
	const char *target_b64;
};
extern const struct type file_item_type;

struct file_item files_item(struct arena *mem, struct str dir, struct str name,
    const struct sftp_attrs *a);

struct file_filter {
	const char *path;
	const char *path_b64;
	int64_t limit;
	const char *sort;
	const char *after;
	const char *q;
	bool hidden;
	bool only_dirs;
};
extern const struct type file_filter_type;

struct file_list {
	const char *path;
	const char *path_b64;
	const char *real_path;
	const char *real_path_b64;
	struct objects list;
	int64_t total;
	bool truncated;
	const char *next;
};
extern const struct type file_list_type;

/* files_list.c: one page, in memory that does not depend on the folder's size. */
struct files_page {
	struct str dir;
	const char *sort;	/* "name", "-size", … */
	const char *after;	/* cursor of the page before, "" for the first */
	const char *q;
	bool hidden;
	bool only_dirs;
	size_t limit;
};
struct files_row {
	struct str name;
	struct sftp_attrs a;
	const char *owner;
	const char *group;
};
enum err_code files_page(struct cx *cx, struct files_host *h,
    const struct files_page *p, struct files_row **rows, size_t *n,
    int64_t *total, bool *truncated, const char **next) MUST_CHECK;

/* --- bodies and replies --- */

struct file_path {
	const char *path;
	const char *path_b64;
};
extern const struct type file_path_type;
extern const struct type file_path_body_type;

struct file_usage {
	int64_t total;
	int64_t free;
	int64_t files;
	int64_t files_free;
	bool read_only;
	bool known;
};
struct file_stat {
	struct file_item item;
	struct file_usage usage;
	const char *root;
};
extern const struct type file_stat_type;

struct file_content {
	const char *path;
	const char *path_b64;
	const char *content;
	int64_t size;
	const char *mode;
	const char *permissions;
	int64_t updated_at;
	const char *etag;
};
extern const struct type file_content_type;

struct file_save {
	const char *path;
	const char *path_b64;
	const char *content;
	const char *content_b64;
	const char *etag;
	bool create;
};
extern const struct type file_save_type;

struct file_saved {
	const char *path;
	const char *path_b64;
	int64_t size;
	const char *sha256;
	const char *etag;
	bool created;
	bool atomic;
};
extern const struct type file_saved_type;

struct file_rename {
	const char *old_path;
	const char *old_path_b64;
	const char *new_path;
	const char *new_path_b64;
	bool overwrite;
};
extern const struct type file_rename_type;

struct file_permissions {
	const char *path;
	const char *path_b64;
	const char *permissions;
	struct opt_int uid;
	struct opt_int gid;
};
extern const struct type file_permissions_type;

struct file_paths {
	struct texts paths;
	struct texts paths_b64;
	const char *to;
	const char *to_b64;
	const char *reason;
};
extern const struct type file_remove_type;
extern const struct type file_copy_type;

/* Arguments of files.remove and files.copy: base64url of clean paths. */
struct file_task {
	int64_t host_id;
	struct texts paths_b64;
	const char *to_b64;
};
extern const struct type file_task_type;

struct file_root {
	const char *root;
	const char *scope;	/* "host", "project"; reply also "none" */
};
extern const struct type file_root_type;
extern const struct type file_root_put_type;

struct file_ticket {
	const char *url;
	int64_t expires_in_s;
};
extern const struct type file_ticket_type;

struct file_fetch {
	const char *ticket;
	int64_t host_id;
	const char *path_b64;
};
extern const struct type file_fetch_type;

/* What the audit keeps of a file. */
struct file_trail {
	const char *path;
	const char *path_b64;
	const char *to;
	int64_t size;
	int64_t offset;
	const char *sha256;
	const char *permissions;
	struct opt_int uid;
	struct opt_int gid;
};
extern const struct type file_trail_type;

/* The host that a request is about. */
int64_t files_host_of(const struct req *rq);
/* Names the host and the file for the audit row. */
void files_trail(struct cx *cx, struct reply *rp, const struct files_host *h,
    struct str path, int64_t size, const char *sha256);
void files_trail_of(struct cx *cx, struct reply *rp, const struct host_ref *ref,
    const struct file_trail *t);

/* --- files_edit.c --- */

enum err_code files_read(struct cx *cx, struct files_host *h, struct str path,
    struct file_content *out, const char **sha256) MUST_CHECK;
/* ${tag}: what the caller saw; "*" or empty: whatever is there. ERR_CONFLICT
 * sets *${now} to the tag of today. */
enum err_code files_save(struct cx *cx, struct files_host *h, struct str path,
    struct str content, const char *tag, bool create, struct file_saved *out,
    const char **now) MUST_CHECK;

/* Whether a failure of a write was want of space; then says so. */
enum err_code files_why_write(struct cx *cx, struct files_host *h,
    struct str path, enum err_code rc, int64_t wanted) MUST_CHECK;

/* --- files.c --- */

enum err_code files_look(struct cx *cx, struct files_host *h, struct str path,
    struct file_stat *out) MUST_CHECK;
enum err_code files_mkdir(struct cx *cx, struct files_host *h, struct str path)
    MUST_CHECK;
enum err_code files_rename(struct cx *cx, struct files_host *h, struct str from,
    struct str to, bool overwrite) MUST_CHECK;
enum err_code files_remove(struct cx *cx, struct files_host *h, struct str path)
    MUST_CHECK;
enum err_code files_permit(struct cx *cx, struct files_host *h, struct str path,
    const struct file_permissions *in, struct file_item *out) MUST_CHECK;
/* Starts files.remove or files.copy, or asks for the approval it needs. */
enum err_code files_submit(struct cx *cx, int64_t host_id, const char *kind,
    const struct file_paths *in, struct host_ref *ref, struct file_trail *trail,
    int64_t *task_id, int64_t *approval_id) MUST_CHECK;
enum err_code files_root_set(struct cx *cx, int64_t host_id,
    const struct file_root *in, struct host_ref *ref, struct file_root *before,
    struct file_root *out) MUST_CHECK;
enum err_code files_root_get(struct cx *cx, int64_t host_id,
    struct file_root *out) MUST_CHECK;
enum err_code files_ticket(struct cx *cx, int64_t host_id, struct str path,
    struct host_ref *ref, struct file_ticket *out) MUST_CHECK;
enum err_code files_ticket_redeem(struct cx *cx, const struct file_fetch *in,
    struct str path) MUST_CHECK;

/* --- files_download.c --- */

enum err_code files_download(struct cx *cx, const struct req *rq,
    struct reply *rp, struct files_host *h, struct str path) MUST_CHECK;

/* --- uploads --- */

struct file_upload_new {
	const char *path;
	const char *path_b64;
	int64_t size;
	const char *sha256;
	const char *permissions;
	bool overwrite;
};
extern const struct type file_upload_new_type;

struct file_upload {
	int64_t id;
	int64_t project_id;
	int64_t host_id;
	int64_t user_id;
	const char *path;
	const char *path_b64;
	int64_t size;
	int64_t offset;
	const char *status;
	const char *sha256;
	bool overwrite;
	int64_t created_at;
	int64_t updated_at;
	int64_t expires_at;
	/* not shown */
	const char *path_hex;
	const char *part_hex;
	const char *state_hex;
	int64_t mode;
};
extern const struct type file_upload_type;
extern const struct type file_upload_row_type;

struct file_upload_path {
	int64_t id;
	int64_t upload;
};
extern const struct type file_upload_path_type;

struct file_chunk {
	int64_t offset;
};
extern const struct type file_chunk_type;

struct file_drop {
	const char *path;
	const char *path_b64;
	bool overwrite;
};
extern const struct type file_drop_type;

enum err_code files_uploads(struct cx *cx, int64_t host_id,
    struct file_upload **items, size_t *n) MUST_CHECK;
enum err_code files_upload_new(struct cx *cx, struct files_host *h,
    const struct file_upload_new *in, struct file_upload *out) MUST_CHECK;
/* The upload as it stands, the host asked: what it has not got counts not. */
enum err_code files_upload_look(struct cx *cx, struct files_host *h,
    int64_t upload_id, struct file_upload *out) MUST_CHECK;
enum err_code files_upload_take(struct cx *cx, const struct req *rq,
    struct files_host *h, int64_t upload_id, int64_t offset,
    struct file_upload *out) MUST_CHECK;
enum err_code files_upload_complete(struct cx *cx, struct files_host *h,
    int64_t upload_id, struct file_upload *out) MUST_CHECK;
enum err_code files_upload_abort(struct cx *cx, struct files_host *h,
    int64_t upload_id, struct file_upload *out) MUST_CHECK;
/* A whole multipart body into folder ${dir}. */
enum err_code files_upload_form(struct cx *cx, const struct req *rq,
    struct files_host *h, struct str dir, bool overwrite,
    struct file_upload *out) MUST_CHECK;
/* Removes the part of one whose time is over. */
enum err_code files_upload_expire(struct cx *cx, struct files_host *h,
    const struct file_upload *u) MUST_CHECK;

/* An upload that is being taken in; what the pieces of this room share. */
#define FILES_PIECE ((size_t)64 << 10)
struct files_taking {
	struct files_host *h;
	struct file_upload *u;
	struct sftp_handle handle;
	struct crypto_hash hash;
	int64_t at;
	int64_t noted; /* what the row says */
	int64_t noted_ms; /* when it was last told */
	int64_t mark; /* a point that shall be noted once it is sure */
	struct crypto_hash mark_hash;
};

/* The part's path on the host. */
struct str files_upload_part(struct cx *cx, const struct file_upload *u);
/* Opens the part of t->u, made anew where nothing has come yet. */
enum err_code files_take_open(struct cx *cx, struct files_taking *t) MUST_CHECK;
enum err_code files_take_piece(struct cx *cx, struct files_taking *t,
    struct str piece) MUST_CHECK;
/* Ends the writes and notes what is sure; ${rc} is how the taking went. */
enum err_code files_take_settle(struct cx *cx, struct files_taking *t,
    enum err_code rc) MUST_CHECK;
enum err_code files_take_close(struct cx *cx, struct files_taking *t,
    enum err_code rc) MUST_CHECK;
/* Removes the part and ends the row; the error in cx stays. */
void files_upload_give_up(struct cx *cx, struct files_host *h,
    const struct file_upload *u);

/* --- files_form.c: multipart/form-data, piece by piece --- */

enum form_event { FORM_MORE, FORM_FILE, FORM_DATA, FORM_END, FORM_BAD };
#define FORM_LOOK 8192	/* headers of a part, boundary included */
struct form {
	char boundary[80];	/* "\r\n--" and what the header names */
	size_t boundary_n;
	char name[1024];	/* of the file as the client has it, bytes */
	size_t name_n;
	char field[64];
	int state;
	bool is_file;
};
/* False when ${content_type} is no multipart/form-data with a boundary. */
bool form_init(struct form *f, const char *content_type);
/*
 * Looks at the front of ${in}; *${used} bytes of it are done with.  FORM_FILE:
 * the field "file" begins, named ${f}->name.  FORM_DATA: *${data} belongs to
 * it.  FORM_MORE: more must come (${in} is at its longest FORM_LOOK then).
 */
enum form_event form_next(struct form *f, struct str in, size_t *used,
    struct str *data);

/* --- files_db.c --- */

/* Who a host is, for what needs no login. ERR_NOT_FOUND. */
enum err_code files_db_host(struct cx *cx, int64_t id, struct host_ref *out)
    MUST_CHECK;
enum err_code files_db_root(struct cx *cx, int64_t project_id, int64_t host_id,
    struct file_root *out) MUST_CHECK;
enum err_code files_db_root_set(struct cx *cx, int64_t project_id,
    int64_t host_id, const char *root) MUST_CHECK;
enum err_code files_db_upload_insert(struct cx *cx, const struct host_ref *ref,
    const struct file_upload *in, struct str path, struct str dir,
    struct file_upload *out) MUST_CHECK;
enum err_code files_db_upload(struct cx *cx, int64_t host_id, int64_t id,
    struct file_upload *out) MUST_CHECK;
enum err_code files_db_uploads(struct cx *cx, int64_t host_id,
    struct file_upload **items, size_t *n) MUST_CHECK;
enum err_code files_db_progress(struct cx *cx, int64_t id, int64_t done,
    const struct crypto_hash *hash) MUST_CHECK;
enum err_code files_db_status(struct cx *cx, int64_t id, const char *status,
    const char *sha256, int64_t size) MUST_CHECK;
enum err_code files_db_late(struct cx *cx, struct file_upload **items,
    size_t *n) MUST_CHECK;

#endif
