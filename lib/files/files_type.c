/*
 * files_type: descriptors of this room.
 */
#include "files/files_int.h"

#define B64_MAX (FILES_PATH_MAX * 4 / 3 + 4)
#define SHOWN_MAX (FILES_PATH_MAX * 4)

/* A name for people, and its bytes where that text is not the name itself. */
#define SHOWN(S, m, dc)                                                      \
	F_TEXT(S, m, 0, 0, SHOWN_MAX, dc),                                   \
	F_TEXT(S, m##_b64, F_OMIT, 0, B64_MAX,                               \
	    "Its bytes as base64url; absent when the text is exact")
/* The same in requests. */
#define NAMED(S, m, dc)                                                      \
	F_TEXT(S, m, 0, 0, FILES_PATH_MAX, dc),                              \
	F_TEXT(S, m##_b64, 0, 0, B64_MAX,                                    \
	    "The same as base64url of its bytes; wins")

#define ITEM_FIELDS(S)                                                       \
	SHOWN(S, name, "Name, escaped where it is no plain text"),           \
	SHOWN(S, path, "Folder and name"),                                   \
	F_BOOL(S, is_dir, 0, false, "Folder, or a link to one"),             \
	F_TEXT(S, type, 0, 0, 16,                                            \
	    "file, dir, link, block, char, fifo, socket"),                   \
	F_INT(S, size, 0, 0, INT64_MAX, 0, "Bytes"),                         \
	F_TEXT(S, mode, 0, 0, 16, "As ls -l has it"),                        \
	F_TEXT(S, permissions, 0, 0, 8, "Octal"),                            \
	F_INT(S, uid, 0, 0, INT64_MAX, 0, "Owner's number"),                 \
	F_INT(S, gid, 0, 0, INT64_MAX, 0, "Group's number"),                 \
	F_TEXT(S, owner, 0, 0, 64, "Owner, where the host tells"),           \
	F_TEXT(S, group, 0, 0, 64, "Group, where the host tells"),           \
	F_TIME(S, updated_at, 0, "Last change"),                             \
	F_TEXT(S, target, F_OMIT, 0, SHOWN_MAX, "What a link names"),        \
	F_TEXT(S, target_b64, F_OMIT, 0, B64_MAX, "Its bytes")

static const struct field item_fields[] = {
	ITEM_FIELDS(struct file_item), F_END
};
const struct type file_item_type = { "File", sizeof(struct file_item),
	item_fields, "An entry of a folder" };

static const struct field filter_fields[] = {
	NAMED(struct file_filter, path, "Folder; . is where the login starts"),
	F_INT(struct file_filter, limit, 0, 1, FILES_PAGE_MAX, FILES_PAGE_MAX,
	    "Entries of one page"),
	F_TEXT(struct file_filter, sort, 0, 0, 32,
	    "name, size, updated_at, with - in front for descending"),
	F_TEXT(struct file_filter, after, 0, 0, B64_MAX,
	    "`next` of the page before"),
	F_TEXT(struct file_filter, q, 0, 0, 255, "Part of the name"),
	F_BOOL(struct file_filter, hidden, 0, true,
	    "Also names that begin with a dot"),
	F_BOOL(struct file_filter, only_dirs, 0, false, "Folders alone"),
	F_END
};
const struct type file_filter_type = { "FileFilter",
	sizeof(struct file_filter), filter_fields, "Which entries" };

static const struct field list_fields[] = {
	SHOWN(struct file_list, path, "The folder as it was asked for"),
	SHOWN(struct file_list, real_path, "The folder as the host has it"),
	F_OBJECTS(struct file_list, list, 0, 0, FILES_PAGE_MAX,
	    &file_item_type, "Folders first"),
	F_INT(struct file_list, total, 0, 0, INT64_MAX, 0,
	    "Entries that match, over all pages"),
	F_BOOL(struct file_list, truncated, 0, false,
	    "There was no time to see them all"),
	F_TEXT(struct file_list, next, F_NULL, 0, B64_MAX,
	    "Cursor of the next page; null at the end"),
	F_END
};
const struct type file_list_type = { "FileList", sizeof(struct file_list),
	list_fields, "A page of a folder" };

static const struct field path_fields[] = {
	NAMED(struct file_path, path, "Path"), F_END
};
const struct type file_path_type = { "FilePath", sizeof(struct file_path),
	path_fields, "A path" };
const struct type file_path_body_type = { "FilePathBody",
	sizeof(struct file_path), path_fields, "A path" };

static const struct field usage_fields[] = {
	F_INT(struct file_usage, total, 0, 0, INT64_MAX, 0, "Bytes in all"),
	F_INT(struct file_usage, free, 0, 0, INT64_MAX, 0,
	    "Bytes that this login may still use"),
	F_INT(struct file_usage, files, 0, 0, INT64_MAX, 0, "Inodes in all"),
	F_INT(struct file_usage, files_free, 0, 0, INT64_MAX, 0, "Inodes left"),
	F_BOOL(struct file_usage, read_only, 0, false, "Mounted read-only"),
	F_BOOL(struct file_usage, known, 0, false, "The host tells"),
	F_END
};
static const struct type usage_type = { "FileSystemUsage",
	sizeof(struct file_usage), usage_fields, "Space of a file system" };

static const struct field stat_fields[] = {
	F_OBJECT(struct file_stat, item, 0, &file_item_type, "The entry"),
	F_OBJECT(struct file_stat, usage, 0, &usage_type,
	    "Of the file system that it is on"),
	F_TEXT(struct file_stat, root, 0, 0, 1024,
	    "Folder that files must stay in, empty: none"),
	F_END
};
const struct type file_stat_type = { "FileStat", sizeof(struct file_stat),
	stat_fields, "An entry and the space around it" };

static const struct field content_fields[] = {
	SHOWN(struct file_content, path, "Path"),
	F_TEXT(struct file_content, content, F_RAW_TEXT, 0, FILES_EDIT_MAX,
	    "The whole text"),
	F_INT(struct file_content, size, 0, 0, FILES_EDIT_MAX, 0, "Bytes"),
	F_TEXT(struct file_content, mode, 0, 0, 16, "As ls -l has it"),
	F_TEXT(struct file_content, permissions, 0, 0, 8, "Octal"),
	F_TIME(struct file_content, updated_at, 0, "Last change"),
	F_TEXT(struct file_content, etag, 0, 0, 128,
	    "To be sent back as If-Match when it is saved"),
	F_END
};
const struct type file_content_type = { "FileContent",
	sizeof(struct file_content), content_fields, "A text file" };

static const struct field save_fields[] = {
	NAMED(struct file_save, path, "Path"),
	F_TEXT(struct file_save, content, F_RAW_TEXT, 0, FILES_EDIT_MAX,
	    "The whole text"),
	F_TEXT(struct file_save, content_b64, 0, 0, FILES_EDIT_MAX * 4 / 3 + 4,
	    "The same as base64url, for control characters; wins"),
	F_TEXT(struct file_save, etag, 0, 0, 128,
	    "What was read, as If-Match; empty: whatever is there"),
	F_BOOL(struct file_save, create, 0, false, "Only when there is none"),
	F_END
};
const struct type file_save_type = { "FileSave", sizeof(struct file_save),
	save_fields, "A text file to be written" };

static const struct field saved_fields[] = {
	SHOWN(struct file_saved, path, "Path"),
	F_INT(struct file_saved, size, 0, 0, INT64_MAX, 0, "Bytes written"),
	F_TEXT(struct file_saved, sha256, 0, 0, 64, "Their SHA-256"),
	F_TEXT(struct file_saved, etag, 0, 0, 128, "For the next time"),
	F_BOOL(struct file_saved, created, 0, false, "There was none"),
	F_BOOL(struct file_saved, atomic, 0, false,
	    "Replaced in one step; else written in place"),
	F_END
};
const struct type file_saved_type = { "FileSaved", sizeof(struct file_saved),
	saved_fields, "What was written" };

static const struct field rename_fields[] = {
	NAMED(struct file_rename, old_path, "From"),
	NAMED(struct file_rename, new_path, "To"),
	F_BOOL(struct file_rename, overwrite, 0, false,
	    "A file that has the new name is replaced"),
	F_END
};
const struct type file_rename_type = { "FileRename",
	sizeof(struct file_rename), rename_fields, "A new name or place" };

static const struct field permissions_fields[] = {
	NAMED(struct file_permissions, path, "Path"),
	F_TEXT(struct file_permissions, permissions, 0, 0, 5, "Octal: 0644"),
	F_OPT_INT(struct file_permissions, uid, 0, 0, UINT32_MAX - 1,
	    "Owner's number"),
	F_OPT_INT(struct file_permissions, gid, 0, 0, UINT32_MAX - 1,
	    "Group's number"),
	F_END
};
const struct type file_permissions_type = { "FilePermissions",
	sizeof(struct file_permissions), permissions_fields,
	"Mode and owner" };

#define PATHS(S)                                                             \
	F_TEXTS(S, paths, 0, 0, FILES_PATHS_MAX, "Paths"),                   \
	F_TEXTS(S, paths_b64, 0, 0, FILES_PATHS_MAX,                         \
	    "More of them, as base64url of their bytes"),                    \
	F_TEXT(S, reason, F_RAW_TEXT, 0, 512, "Why")

static const struct field remove_fields[] = {
	PATHS(struct file_paths), F_END
};
const struct type file_remove_type = { "FileRemove",
	sizeof(struct file_paths), remove_fields,
	"Files and folders to be removed with all that is in them" };

static const struct field copy_fields[] = {
	PATHS(struct file_paths),
	NAMED(struct file_paths, to, "Folder that gets the copies"), F_END
};
const struct type file_copy_type = { "FileCopy", sizeof(struct file_paths),
	copy_fields, "Files and folders to be copied" };

static const struct field task_fields[] = {
	F_INT(struct file_task, host_id, F_REQ, 1, INT64_MAX, 0, "Host"),
	F_TEXTS(struct file_task, paths_b64, F_REQ, 1, FILES_PATHS_MAX,
	    "Paths as base64url"),
	F_TEXT(struct file_task, to_b64, 0, 0, B64_MAX, "Folder for copies"),
	F_END
};
const struct type file_task_type = { "FileTask", sizeof(struct file_task),
	task_fields, "Arguments of files.remove and files.copy" };

static const char *const scopes[] = { "host", "project", NULL };

static const struct field root_fields[] = {
	F_TEXT(struct file_root, root, 0, 0, 1024,
	    "Folder that files must stay in, empty: none"),
	F_TEXT(struct file_root, scope, 0, 0, 16,
	    "Where that is set: host, project, none"),
	F_END
};
const struct type file_root_type = { "FileRoot", sizeof(struct file_root),
	root_fields, "The folder that files must stay in" };

static const struct field root_put_fields[] = {
	F_TEXT(struct file_root, root, 0, 0, 1024,
	    "An absolute path; empty removes the limit"),
	F_ENUM(struct file_root, scope, 0, scopes,
	    "host: here; project: hosts without one of their own"),
	F_END
};
const struct type file_root_put_type = { "FileRootPut",
	sizeof(struct file_root), root_put_fields,
	"The folder that files must stay in" };

static const struct field ticket_fields[] = {
	F_TEXT(struct file_ticket, url, 0, 0, 8192,
	    "Where the browser finds the file, once"),
	F_INT(struct file_ticket, expires_in_s, 0, 0, 3600, 0, "Seconds left"),
	F_END
};
const struct type file_ticket_type = { "FileTicket",
	sizeof(struct file_ticket), ticket_fields, "A link for one download" };

static const struct field fetch_fields[] = {
	F_TEXT(struct file_fetch, ticket, 0, 1, 128,
	    "Ticket; without one the answer is 401"),
	F_INT(struct file_fetch, host_id, 0, 1, INT64_MAX, 0, "Host"),
	F_TEXT(struct file_fetch, path_b64, 0, 1, B64_MAX,
	    "Path as base64url"),
	F_END
};
const struct type file_fetch_type = { "FileFetch", sizeof(struct file_fetch),
	fetch_fields, "A download by ticket" };

static const struct field trail_fields[] = {
	F_TEXT(struct file_trail, path, 0, 0, SHOWN_MAX, "Path"),
	F_TEXT(struct file_trail, path_b64, F_OMIT, 0, B64_MAX, "Its bytes"),
	F_TEXT(struct file_trail, to, F_OMIT, 0, SHOWN_MAX, "New path"),
	F_INT(struct file_trail, size, 0, 0, INT64_MAX, 0, "Bytes"),
	F_INT(struct file_trail, offset, F_OMIT, 0, INT64_MAX, 0, "From where"),
	F_TEXT(struct file_trail, sha256, F_OMIT, 0, 64, "Of the bytes"),
	F_TEXT(struct file_trail, permissions, F_OMIT, 0, 8, "Octal"),
	F_OPT_INT(struct file_trail, uid, F_OMIT, 0, UINT32_MAX, "Owner"),
	F_OPT_INT(struct file_trail, gid, F_OMIT, 0, UINT32_MAX, "Group"),
	F_END
};
const struct type file_trail_type = { "FileTrail", sizeof(struct file_trail),
	trail_fields, "What the audit keeps of a file" };

static const struct field upload_new_fields[] = {
	NAMED(struct file_upload_new, path, "Where it shall be"),
	F_INT(struct file_upload_new, size, F_REQ, 0, INT64_MAX / 2, 0,
	    "Bytes in all"),
	F_TEXT(struct file_upload_new, sha256, 0, 0, 64,
	    "Of all of them, where it is known: checked at the end"),
	F_TEXT(struct file_upload_new, permissions, 0, 0, 5,
	    "Octal; else those of the file replaced, or 0644"),
	F_BOOL(struct file_upload_new, overwrite, 0, false,
	    "Replaces what is there"),
	F_END
};
const struct type file_upload_new_type = { "FileUploadNew",
	sizeof(struct file_upload_new), upload_new_fields,
	"An upload that will come in pieces" };

#define UPLOAD_FIELDS(S)                                                     \
	F_INT(S, id, 0, 1, INT64_MAX, 0, "Upload"),                          \
	F_INT(S, project_id, 0, 1, INT64_MAX, 0, "Project"),                 \
	F_INT(S, host_id, 0, 1, INT64_MAX, 0, "Host"),                       \
	F_INT(S, user_id, 0, 1, INT64_MAX, 0, "Whose"),                      \
	F_INT(S, size, 0, -1, INT64_MAX, 0, "Bytes in all, -1: not said"),   \
	F_INT(S, offset, 0, 0, INT64_MAX, 0, "Where it goes on"),            \
	F_TEXT(S, status, 0, 0, 16,                                          \
	    "open, completing, done, aborted, expired"),                     \
	F_TEXT(S, sha256, 0, 0, 64, "As announced; once done, of what came"),\
	F_BOOL(S, overwrite, 0, false, "Replaces what is there"),            \
	F_TIME(S, created_at, 0, "Begun"),                                   \
	F_TIME(S, updated_at, 0, "Something last came"),                     \
	F_TIME(S, expires_at, 0, "Removed when nothing comes until then")

static const struct field upload_fields[] = {
	UPLOAD_FIELDS(struct file_upload),
	SHOWN(struct file_upload, path, "Where it shall be"), F_END
};
const struct type file_upload_type = { "FileUpload",
	sizeof(struct file_upload), upload_fields, "An upload" };

static const struct field upload_row_fields[] = {
	UPLOAD_FIELDS(struct file_upload),
	F_TEXT(struct file_upload, path_hex, 0, 0, SHOWN_MAX, "Path"),
	F_TEXT(struct file_upload, part_hex, 0, 0, SHOWN_MAX, "Part"),
	F_TEXT(struct file_upload, state_hex, F_NULL, 0, 512, "SHA-256 so far"),
	F_INT(struct file_upload, mode, 0, -1, 07777, -1, "Permissions"),
	F_END
};
const struct type file_upload_row_type = { "FileUploadRow",
	sizeof(struct file_upload), upload_row_fields, "An upload's row" };

static const struct field upload_path_fields[] = {
	F_INT(struct file_upload_path, id, F_REQ, 1, INT64_MAX, 0, "Host"),
	F_INT(struct file_upload_path, upload, F_REQ, 1, INT64_MAX, 0,
	    "Upload"),
	F_END
};
const struct type file_upload_path_type = { "FileUploadPath",
	sizeof(struct file_upload_path), upload_path_fields,
	"An upload to a host" };

static const struct field chunk_fields[] = {
	F_INT(struct file_chunk, offset, F_REQ, 0, INT64_MAX / 2, 0,
	    "Of the first byte sent; must be the upload's"),
	F_END
};
const struct type file_chunk_type = { "FileChunk", sizeof(struct file_chunk),
	chunk_fields, "Where a piece belongs" };

static const struct field drop_fields[] = {
	NAMED(struct file_drop, path, "Folder"),
	F_BOOL(struct file_drop, overwrite, 0, true,
	    "Replaces a file of this name"),
	F_END
};
const struct type file_drop_type = { "FileDrop", sizeof(struct file_drop),
	drop_fields, "Where a form's file belongs" };
