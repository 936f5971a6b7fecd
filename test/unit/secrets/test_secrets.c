/* Sealed secrets against a database that somebody else may have edited. */
#include <check.h>
#include <inttypes.h>
#include <sys/stat.h>

#include "crypto/crypto.h"
#include "db/db.h"
#include "secrets/secrets.h"
#include "secrets/secrets_db.h"
#include "testdb.h"

static struct cx *cx;
static char path[64];

static void
write_keys(const char *text, mode_t mode)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
	ck_assert_int_eq(chmod(path, mode), 0);
}

#define KEY1 "1 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n"
#define KEY2 "2 ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100\n"

static void
open_test(void)
{
	cx = testdb_cx();
	(void)snprintf(path, sizeof(path), "/tmp/k8sm-keys-%d", (int)getpid());
	write_keys(KEY1, 0600);
	ck_assert_int_eq(secrets_init(cx, path), ERR_OK);
	/* Rows of other tests are sealed by keys that this one has not. */
	testdb_owner("SET client_min_messages = error;"
	    " TRUNCATE secrets CASCADE");
}

static void
close_test(void)
{
	unlink(path);
	testdb_free(cx);
}

static int64_t
put(const char *purpose, struct str plain)
{
	enum err_code rc;
	int64_t id;

	ck_assert_int_eq(db_begin(cx, DB_WRITE), ERR_OK);
	rc = secrets_put(cx, 1, purpose, plain, &id);
	ck_assert_int_eq(rc, ERR_OK);
	ck_assert_int_eq(db_commit(cx), ERR_OK);
	return id;
}

static enum err_code
get(int64_t id, const char *purpose, struct str *out)
{
	err_clear(cx);
	return secrets_get(cx, id, purpose, out);
}

START_TEST(what_is_sealed_comes_back_byte_for_byte_at_any_length)
{
	static const size_t sizes[] = { 0, 1, 15, 16, 17, 255, 4096, 70000 };
	unsigned char *raw = arena_alloc(cx->mem, 70000);
	struct str out;
	int64_t id;

	crypto_random(raw, 70000);
	id = put("ssh.key", (struct str){ (const char *)raw, sizes[_i] });
	ck_assert_int_eq(get(id, "ssh.key", &out), ERR_OK);
	ck_assert_uint_eq(out.n, sizes[_i]);
	ck_assert_mem_eq(out.p, raw, out.n);
	ck_assert_int_eq(out.p[out.n], '\0');
}
END_TEST

START_TEST(the_database_holds_neither_the_secret_nor_the_data_key)
{
	static const char SQL_FIND[] = "SELECT count(*) FROM secrets s WHERE"
	    " position('canary'::bytea in s.sealed) > 0"
	    " OR position('canary'::bytea in s.wrapped_key) > 0";
	int64_t n;

	put("ssh.password", STR("canary canary canary"));
	ck_assert_int_eq(db_int(cx, SQL_FIND, DB_NONE, &n), ERR_OK);
	ck_assert_int_eq(n, 0);
}
END_TEST

START_TEST(another_purpose_does_not_open_it)
{
	struct str out;
	int64_t id = put("ssh.password", STR("hidden"));

	ck_assert_int_eq(get(id, "ssh.key", &out), ERR_INTERNAL);
	ck_assert_uint_eq(out.n, 0);
	ck_assert_int_eq(get(id + 1, "ssh.password", &out), ERR_NOT_FOUND);
}
END_TEST

/* What somebody with the database in his hands may try; %1$ and %2$ are ids. */
static const char *const edits[] = {
	"UPDATE secrets a SET sealed = b.sealed, wrapped_key = b.wrapped_key"
	" FROM secrets b WHERE a.id = %1$lld AND b.id = %2$lld",
	"UPDATE secrets a SET sealed = b.sealed FROM secrets b"
	" WHERE a.id = %1$lld AND b.id = %2$lld",
	"UPDATE secrets a SET wrapped_key = b.wrapped_key FROM secrets b"
	" WHERE a.id = %1$lld AND b.id = %2$lld",
	"UPDATE secrets SET purpose = 'ssh.password2' WHERE id = %1$lld;"
	" UPDATE secrets SET purpose = 'ssh.password' WHERE id = %2$lld;"
	" DELETE FROM secrets WHERE id = %1$lld; UPDATE secrets SET id ="
	" DEFAULT WHERE id = %2$lld",
	"INSERT INTO projects (id, code, name) VALUES (990, 'p990', 'p990')"
	" ON CONFLICT DO NOTHING;"
	" UPDATE secrets SET project_id = 990 WHERE id = %1$lld",
	"UPDATE secrets SET key_version = 2 WHERE id = %1$lld",
	"UPDATE secrets SET sealed = set_byte(sealed, 14,"
	" 255 - get_byte(sealed, 14)) WHERE id = %1$lld",
	"UPDATE secrets SET wrapped_key = set_byte(wrapped_key, 3,"
	" 255 - get_byte(wrapped_key, 3)) WHERE id = %1$lld",
	"UPDATE secrets SET sealed = substring(sealed from 1 for 20)"
	" WHERE id = %1$lld",
	"UPDATE secrets SET sealed = '' WHERE id = %1$lld",
	"UPDATE secrets SET wrapped_key = '' WHERE id = %1$lld",
	"UPDATE secrets SET wrapped_key = wrapped_key || '\\x00'::bytea"
	" WHERE id = %1$lld",
};

START_TEST(a_row_that_was_swapped_moved_or_changed_does_not_open)
{
	int64_t a = put("ssh.password", STR("first secret"));
	int64_t b = put("ssh.password", STR("other secret"));
	char sql[700];
	struct str out;
	enum err_code rc;

	(void)snprintf(sql, sizeof(sql), edits[_i], (long long)a,
	    (long long)b);
	testdb_owner(sql);
	rc = get(a, "ssh.password", &out);
	ck_assert_msg(rc == ERR_INTERNAL || rc == ERR_NOT_FOUND, "%s gave %s",
	    sql, err_name(rc));
	ck_assert_uint_eq(out.n, 0);
	testdb_owner("DELETE FROM secrets; DELETE FROM projects WHERE id = 990");
}
END_TEST

START_TEST(row_level_security_hides_secrets_of_other_projects)
{
	static const int64_t mine[] = { 1 }, theirs[] = { 77 };
	int64_t id = put("ssh.password", STR("hidden"));
	struct str out;

	testdb_scope(cx, theirs, 1);
	ck_assert_int_eq(get(id, "ssh.password", &out), ERR_NOT_FOUND);
	testdb_scope(cx, NULL, 0);
	ck_assert_int_ne(get(id, "ssh.password", &out), ERR_OK);
	testdb_scope(cx, mine, 1);
	ck_assert_int_eq(get(id, "ssh.password", &out), ERR_OK);
}
END_TEST

START_TEST(a_removed_secret_is_gone_and_unknown_ids_are_fine)
{
	int64_t id = put("ssh.password", STR("hidden"));
	struct str out;

	ck_assert_int_eq(secrets_remove(cx, id), ERR_OK);
	ck_assert_int_eq(secrets_remove(cx, id), ERR_OK);
	ck_assert_int_eq(get(id, "ssh.password", &out), ERR_NOT_FOUND);
}
END_TEST

static int64_t
old_rows(int64_t version)
{
	static const char SQL_OLD[] =
	    "SELECT count(*) FROM secrets WHERE key_version <> $1";
	int64_t n;

	ck_assert_int_eq(db_int(cx, SQL_OLD, DB_ARGS(DB_INT(version)), &n),
	    ERR_OK);
	return n;
}

START_TEST(rotation_wraps_everything_anew_and_loses_nothing)
{
	int64_t ids[450], n;
	struct stat st;
	struct str out;
	int i;

	for (i = 0; i < 450; i++)
		ids[i] = put("ssh.password", str_of(arena_printf(cx->mem,
		    "secret %d", i)));
	ck_assert_int_eq(secrets_rotate(cx, path, &n), ERR_OK);
	ck_assert_int_eq(n, 450);
	ck_assert_int_eq(old_rows(2), 0);
	for (i = 0; i < 450; i++) {
		ck_assert_int_eq(get(ids[i], "ssh.password", &out), ERR_OK);
		ck_assert_str_eq(out.p, arena_printf(cx->mem, "secret %d", i));
	}
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(secrets_rotate(cx, path, &n), ERR_OK);
	ck_assert_int_eq(n, 450);
	ck_assert_int_eq(old_rows(3), 0);
}
END_TEST

START_TEST(a_rotation_that_was_broken_off_goes_on_where_it_stopped)
{
	int64_t ids[30], n;
	struct str out;
	int i;

	for (i = 0; i < 30; i++)
		ids[i] = put("ssh.password", STR("kept"));
	write_keys(KEY1 KEY2, 0600);
	ck_assert_int_eq(secrets_init(cx, path), ERR_OK);
	/* One of the rows cannot be opened: the batch it lies in stays. */
	testdb_owner(arena_printf(cx->mem, "UPDATE secrets SET wrapped_key ="
	    " set_byte(wrapped_key, 3, 255 - get_byte(wrapped_key, 3))"
	    " WHERE id = %" PRId64, ids[20]));
	ck_assert_int_eq(secrets_rewrap(cx, &n), ERR_INTERNAL);
	ck_assert_int_gt(old_rows(2), 0);
	testdb_owner(arena_printf(cx->mem, "UPDATE secrets SET wrapped_key ="
	    " set_byte(wrapped_key, 3, 255 - get_byte(wrapped_key, 3))"
	    " WHERE id = %" PRId64, ids[20]));
	err_clear(cx);
	ck_assert_int_eq(secrets_rewrap(cx, &n), ERR_OK);
	ck_assert_int_eq(old_rows(2), 0);
	for (i = 0; i < 30; i++)
		ck_assert_int_eq(get(ids[i], "ssh.password", &out), ERR_OK);
}
END_TEST

START_TEST(a_process_started_before_a_rotation_reads_the_file_again)
{
	struct str out;
	int64_t id, n;
	char copy[80];

	id = put("ssh.password", STR("kept"));
	(void)snprintf(copy, sizeof(copy), "%s.old", path);
	ck_assert_int_eq(secrets_rotate(cx, path, &n), ERR_OK);
	/* As if this process still had the ring of before: */
	ck_assert_int_eq(rename(path, copy), 0);
	write_keys(KEY1, 0600);
	ck_assert_int_eq(secrets_init(cx, path), ERR_OK);
	ck_assert_int_eq(get(id, "ssh.password", &out), ERR_INTERNAL);
	ck_assert_int_eq(rename(copy, path), 0);
	ck_assert_int_eq(get(id, "ssh.password", &out), ERR_OK);
	ck_assert_str_eq(out.p, "kept");
}
END_TEST

START_TEST(what_is_derived_stays_the_same_over_rotations)
{
	unsigned char before[32], after[32], other[32];
	int64_t n;

	secrets_derive("audit", before);
	ck_assert_int_eq(secrets_rotate(cx, path, &n), ERR_OK);
	secrets_derive("audit", after);
	secrets_derive("idempotency", other);
	ck_assert_mem_eq(before, after, 32);
	ck_assert_mem_ne(before, other, 32);
}
END_TEST

static const char *const bad_files[] = {
	"", "\n\n", "1\n", "1 00\n", "x 00112233445566778899aabbccddeeff"
	"00112233445566778899aabbccddeeff\n", "0 00112233445566778899aabbccddee"
	"ff00112233445566778899aabbccddeeff\n", KEY2 KEY1, KEY1 KEY1,
	"1 00112233445566778899aabbccddeeff00112233445566778899aabbccddeefg\n",
	"1 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff00\n",
	"1:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n",
};

START_TEST(a_key_file_with_a_fault_is_refused_whole)
{
	write_keys(bad_files[_i], 0600);
	ck_assert_int_eq(secrets_init(cx, path), ERR_INVALID);
}
END_TEST

START_TEST(a_key_file_that_others_may_read_is_refused)
{
	static const mode_t modes[] = { 0640, 0604, 0660, 0644, 0777 };

	write_keys(KEY1, modes[_i]);
	ck_assert_int_eq(secrets_init(cx, path), ERR_INVALID);
	unlink(path);
	ck_assert_int_eq(secrets_init(cx, path), ERR_INVALID);
}
END_TEST

#define COUNT(a) ((int)(sizeof(a) / sizeof(*(a))))

int
main(void)
{
	Suite *s = suite_create("secrets");
	TCase *t = tcase_create("secrets");
	SRunner *r = srunner_create(s);
	int bad;

	testdb_free(testdb_cx());
	log_init("test", LOG_ERROR + 1);
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, open_test, close_test);
	tcase_add_loop_test(t,
	    what_is_sealed_comes_back_byte_for_byte_at_any_length, 0, 8);
	tcase_add_test(t,
	    the_database_holds_neither_the_secret_nor_the_data_key);
	tcase_add_test(t, another_purpose_does_not_open_it);
	tcase_add_loop_test(t,
	    a_row_that_was_swapped_moved_or_changed_does_not_open, 0,
	    COUNT(edits));
	tcase_add_test(t, row_level_security_hides_secrets_of_other_projects);
	tcase_add_test(t, a_removed_secret_is_gone_and_unknown_ids_are_fine);
	tcase_add_test(t, rotation_wraps_everything_anew_and_loses_nothing);
	tcase_add_test(t,
	    a_rotation_that_was_broken_off_goes_on_where_it_stopped);
	tcase_add_test(t,
	    a_process_started_before_a_rotation_reads_the_file_again);
	tcase_add_test(t, what_is_derived_stays_the_same_over_rotations);
	tcase_add_loop_test(t, a_key_file_with_a_fault_is_refused_whole, 0,
	    COUNT(bad_files));
	tcase_add_loop_test(t, a_key_file_that_others_may_read_is_refused, 0,
	    5);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	bad = srunner_ntests_failed(r);
	srunner_free(r);
	return bad;
}
