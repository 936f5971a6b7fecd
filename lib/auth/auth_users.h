/*
 * auth_users: other people's accounts, as /rbac/users shows and changes them.
 * Private.
 */
#ifndef K8SM_AUTH_AUTH_USERS_H
#define K8SM_AUTH_AUTH_USERS_H

#include "auth/auth_priv.h"

struct user {
	int64_t id;
	const char *username;
	const char *name;
	const char *email;
	const char *phone;
	const char *avatar;
	struct texts roles;
	const char *status;
	bool locked;
	bool must_change;
	int64_t version;
	int64_t last_login_at;
	int64_t created_at;
	int64_t updated_at;
};
extern const struct type user_type;

struct user_new {
	const char *username;
	const char *password;
	const char *name;
	const char *email;
	const char *phone;
	struct texts roles;
	const char *status;
};
extern const struct type user_new_type;

struct user_patch {
	const char *username;
	const char *password;
	const char *name;
	const char *email;
	const char *phone;
	struct texts roles;
	const char *status;
};
extern const struct type user_patch_type;

struct user_filter {
	int64_t page;
	int64_t page_size;
	const char *q;
	const char *sort;
	const char *status;
	const char *role;
};
extern const struct type user_filter_type;

/* The shape of GET /user/{id}, older than the rest. */
struct user_card {
	int64_t id;
	const char *username;
	const char *email;
	const char *phone;
	const char *avatar;
	int64_t status;
	int64_t create_time;
	int64_t update_time;
	int64_t last_login_time;
};
extern const struct type user_card_type;

/* --- auth_users.c: all but the reading ones need rbac:write globally, and
 * power over the user concerned. --- */

enum err_code auth_user_create(struct cx *cx, const struct user_new *in,
    struct user *out) MUST_CHECK;
enum err_code auth_user_update(struct cx *cx, int64_t id,
    const struct user_patch *in, struct user *before, struct user *out)
    MUST_CHECK;
enum err_code auth_user_remove(struct cx *cx, int64_t id, struct user *before)
    MUST_CHECK;
enum err_code auth_user_get(struct cx *cx, int64_t id, struct user *out)
    MUST_CHECK;
enum err_code auth_user_sessions_end(struct cx *cx, int64_t id,
    struct user *user) MUST_CHECK;
enum err_code auth_user_unlock(struct cx *cx, int64_t id, struct user *user)
    MUST_CHECK;

/* --- auth_users_db.c --- */

enum err_code auth_users_db_list(struct cx *cx, const struct user_filter *f,
    struct user **users, size_t *n, int64_t *total) MUST_CHECK;
enum err_code auth_users_db_get(struct cx *cx, int64_t id, bool lock,
    struct user *out, bool *found) MUST_CHECK;
enum err_code auth_users_db_insert(struct cx *cx, const struct user_new *in,
    const char *phc, bool active, int64_t *id) MUST_CHECK;
/* NULL leaves a column. ${status} -1 too. */
enum err_code auth_users_db_update(struct cx *cx, int64_t id,
    const struct user_patch *in, int64_t status) MUST_CHECK;
enum err_code auth_users_db_delete(struct cx *cx, int64_t id) MUST_CHECK;
enum err_code auth_users_db_card(struct cx *cx, int64_t id,
    struct user_card *out) MUST_CHECK;

#endif
