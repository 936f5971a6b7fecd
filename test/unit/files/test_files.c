/*
 * Names that are bytes, paths that stay inside, modes, forms cut anywhere, and a
 * SHA-256 that goes on where it was put down.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "files/files_int.h"

static struct cx cx;

static void
setup(void)
{
	memset(&cx, 0, sizeof(cx));
	cx.mem = arena_new((size_t)64 << 20);
	cx.request_id = "test";
	cx.lang = LANG_EN;
}

static void
teardown(void)
{
	arena_free(cx.mem);
}

static const char *
clean(const char *path)
{
	return arena_str(cx.mem, files_clean(cx.mem, str_of(path)));
}

START_TEST(paths_are_cleaned_as_the_contract_says)
{
	static const char *const rows[][2] = {
		{ "a//b/../c", "a/c" },
		{ "", "." },
		{ ".", "." },
		{ "/", "/" },
		{ "//", "/" },
		{ "/..", "/" },
		{ "/../../x", "/x" },
		{ "../x", "../x" },
		{ "a/..", "." },
		{ "a/../..", ".." },
		{ "../../a", "../../a" },
		{ "../a/../b", "../b" },
		{ "/a/./b/", "/a/b" },
		{ "a/b/../../..", ".." },
		{ "...", "..." },
		{ "/a/..b/..", "/a" },
		{ "..a/..", "." },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_str_eq(clean(rows[i][0]), rows[i][1]);
}
END_TEST

START_TEST(a_path_is_text_or_bytes_and_never_both)
{
	struct str out;

	ck_assert_int_eq(files_path(&cx, "path", "/a", "L2IKYw", true, &out),
	    ERR_OK);
	ck_assert_uint_eq(out.n, 4);
	ck_assert_mem_eq(out.p, "/b\nc", 4);
	ck_assert_int_eq(files_path(&cx, "path", "", NULL, false, &out),
	    ERR_OK);
	ck_assert_str_eq(arena_str(cx.mem, out), ".");
	ck_assert_int_eq(files_path(&cx, "path", "", NULL, true, &out),
	    ERR_MISSING);
	err_clear(&cx);
	ck_assert_int_eq(files_path(&cx, "path", NULL, "!!", true, &out),
	    ERR_INVALID);
	ck_assert_str_eq(cx.field, "path_b64");
	err_clear(&cx);
	/* "/\0x" */
	ck_assert_int_eq(files_path(&cx, "path", NULL, "LwB4", true, &out),
	    ERR_INVALID);
}
END_TEST

START_TEST(names_are_shown_so_that_nobody_is_fooled)
{
	static const struct {
		const char *in, *out;
	} rows[] = { { "plain", "plain" }, { "a\nb", "a\\nb" },
		{ "\xff\xfe", "\\xff\\xfe" },
		{ "back\\slash", "back\\\\slash" },
		{ "\xe4\xb8\xad", "\xe4\xb8\xad" },
		{ "\xe2\x80\xaetxt", "\\u{202e}txt" },
		{ "\x1b[31m", "\\x1b[31m" }, { "\x7f", "\\x7f" } };
	const char *code;
	bool exact;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str in = str_of(rows[i].in);

		ck_assert_str_eq(files_show(cx.mem, in, &exact), rows[i].out);
		ck_assert_int_eq(exact, strcmp(rows[i].in, rows[i].out) == 0);
		code = files_code(cx.mem, in);
		ck_assert_int_eq(code == NULL, exact);
		if (code != NULL) {
			size_t n;
			unsigned char *p =
			    crypto_base64url_decode(cx.mem, str_of(code), &n);

			ck_assert_uint_eq(n, in.n);
			ck_assert_mem_eq(p, in.p, n);
		}
	}
	/* What a request would trim must not travel as text. */
	ck_assert_ptr_nonnull(files_code(cx.mem, STR(" edge ")));
}
END_TEST

START_TEST(inside_means_below_and_not_beside)
{
	ck_assert(files_inside(STR("/srv"), STR("/srv")));
	ck_assert(files_inside(STR("/srv"), STR("/srv/a")));
	ck_assert(!files_inside(STR("/srv"), STR("/srvx")));
	ck_assert(!files_inside(STR("/srv"), STR("/sr")));
	ck_assert(!files_inside(STR("/srv"), STR("/")));
	ck_assert(files_inside(STR("/"), STR("/x")));
	ck_assert(!files_name_ok(STR("..")) && !files_name_ok(STR("a/b")) &&
	    !files_name_ok(STR("")) && files_name_ok(STR("...")));
	ck_assert_str_eq(arena_str(cx.mem, files_base(STR("/a/b"))), "b");
	ck_assert_str_eq(arena_str(cx.mem, files_parent(cx.mem, STR("/a"))),
	    "/");
	ck_assert_str_eq(arena_str(cx.mem, files_parent(cx.mem, STR("a"))),
	    ".");
	ck_assert_str_eq(arena_str(cx.mem,
			     files_join(cx.mem, STR("/"), STR("a"))),
	    "/a");
}
END_TEST

START_TEST(modes_read_as_ls_has_them)
{
	ck_assert_str_eq(files_mode_text(cx.mem, S_IFREG | 0644), "-rw-r--r--");
	ck_assert_str_eq(files_mode_text(cx.mem, S_IFDIR | 01777),
	    "drwxrwxrwt");
	ck_assert_str_eq(files_mode_text(cx.mem, S_IFREG | 06755),
	    "-rwsr-sr-x");
	ck_assert_str_eq(files_mode_text(cx.mem, S_IFREG | 04644),
	    "-rwSr--r--");
	ck_assert_str_eq(files_kind(S_IFLNK), "link");
	ck_assert_str_eq(files_kind(S_IFIFO), "fifo");
}
END_TEST

static const char form_text[] =
    "--xx\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nno\r\n"
    "--xx\r\ncontent-disposition: form-data; name=\"file\"; "
    "filename=\"a%22\\\"b\"\r\nContent-Type: text/plain\r\n\r\n"
    "one\r\n--x\r\n-two\r\n--xx--\r\nepilogue";

/* The form with pieces of ${step} bytes; the file's content. */
static const char *
parse(const char *text, size_t n, size_t step, struct form *f,
    enum form_event *last)
{
	size_t have = 0, at = 0, used;
	struct str data;
	struct buf out;

	buf_init(&out, cx.mem, 1 << 20);
	*last = FORM_MORE;
	ck_assert(form_init(f, "multipart/form-data; boundary=\"xx\""));
	for (;;) {
		*last = form_next(f, (struct str){ text + at, have - at },
		    &used, &data);
		at += used;
		ck_assert_uint_le(at, have);
		if (*last == FORM_DATA)
			buf_str(&out, data);
		if (*last == FORM_END || *last == FORM_BAD)
			break;
		if (*last == FORM_MORE) {
			if (have == n)
				break;
			have += n - have < step ? n - have : step;
		}
	}
	return out.p != NULL ? out.p : "";
}

START_TEST(a_form_is_the_same_however_it_is_cut)
{
	enum form_event last;
	struct form f;
	size_t step;

	for (step = 1; step < sizeof(form_text); step++) {
		ck_assert_str_eq(parse(form_text, sizeof(form_text) - 1, step,
				     &f, &last),
		    "one\r\n--x\r\n-two");
		ck_assert_int_eq(last, FORM_END);
		ck_assert_uint_eq(f.name_n, 4);
		ck_assert_mem_eq(f.name, "a\"\"b", 4);
	}
}
END_TEST

START_TEST(a_form_that_ends_early_never_ends_well)
{
	enum form_event last;
	struct form f;
	size_t n;

	for (n = 0; n < sizeof(form_text) - 1 - 10; n++) {
		(void)parse(form_text, n, 7, &f, &last);
		ck_assert_int_ne(last, FORM_END);
	}
	(void)parse("garbage before", 14, 3, &f, &last);
	ck_assert_int_eq(last, FORM_BAD);
	ck_assert(!form_init(&f, "text/plain; boundary=x"));
	ck_assert(!form_init(&f, "multipart/form-data"));
	ck_assert(!form_init(&f, NULL));
}
END_TEST

START_TEST(a_hash_goes_on_where_it_was_put_down)
{
	unsigned char state[CRYPTO_HASH_STATE];
	struct crypto_hash h, g;
	char text[1000];
	size_t cut;

	memset(text, 'k', sizeof(text));
	for (cut = 0; cut <= sizeof(text); cut += 37) {
		crypto_hash_init(&h);
		crypto_hash_add(&h, (struct str){ text, cut });
		crypto_hash_save(&h, state);
		ck_assert(crypto_hash_load(&g,
		    (struct str){ (const char *)state, sizeof(state) }));
		crypto_hash_add(&g,
		    (struct str){ text + cut, sizeof(text) - cut });
		ck_assert_str_eq(crypto_hash_hex(cx.mem, &g),
		    crypto_sha256_hex(cx.mem,
			(struct str){ text, sizeof(text) }));
	}
	ck_assert(!crypto_hash_load(&g, STR("short")));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("files");
	TCase *tc = tcase_create("files");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, paths_are_cleaned_as_the_contract_says);
	tcase_add_test(tc, a_path_is_text_or_bytes_and_never_both);
	tcase_add_test(tc, names_are_shown_so_that_nobody_is_fooled);
	tcase_add_test(tc, inside_means_below_and_not_beside);
	tcase_add_test(tc, modes_read_as_ls_has_them);
	tcase_add_test(tc, a_form_is_the_same_however_it_is_cut);
	tcase_add_test(tc, a_form_that_ends_early_never_ends_well);
	tcase_add_test(tc, a_hash_goes_on_where_it_was_put_down);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
