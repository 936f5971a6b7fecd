/* The primitives against the vectors of their standards. */
#include <check.h>

#include "crypto/crypto.h"

static struct arena *mem;

static void
open_arena(void)
{
	mem = arena_new((size_t)8 << 20);
}

static void
close_arena(void)
{
	arena_free(mem);
}

static struct str
unhex(const char *hex)
{
	size_t n = strlen(hex) / 2;
	unsigned char *p = arena_alloc(mem, n + 1);

	ck_assert(crypto_unhex(str_of(hex), p, n));
	return (struct str){ (const char *)p, n };
}

START_TEST(sha256_gives_the_digests_of_fips_180)
{
	ck_assert_str_eq(crypto_sha256_hex(mem, STR("abc")),
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	ck_assert_str_eq(crypto_sha256_hex(mem, STR("")),
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
END_TEST

static const struct {
	const char *key;
	const char *data;
	const char *mac;
} macs[] = {	/* RFC 4231, test cases 1, 2, 3 and 6 */
	{ "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
	  "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
	{ "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
	  "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	  "dddddddddddddddddddddddddddddddddddddddddddddddddd"
	  "dddddddddddddddddddddddddddddddddddddddddddddddddd",
	  "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaa",
	  "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a"
	  "65204b6579202d2048617368204b6579204669727374",
	  "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
};

START_TEST(hmac_gives_the_values_of_rfc_4231)
{
	struct crypto_mac *m = crypto_mac_new(unhex(macs[_i].key));
	unsigned char out[CRYPTO_SHA256];
	int again;

	for (again = 0; again < 3; again++) {	/* the key is kept */
		crypto_mac(m, unhex(macs[_i].data), out);
		ck_assert_str_eq(crypto_hex(mem, out, sizeof(out)),
		    macs[_i].mac);
	}
	crypto_mac_free(m);
	crypto_mac_free(NULL);
}
END_TEST

START_TEST(aes_gcm_gives_the_values_of_the_gcm_paper)
{
	static const unsigned char zero[32];
	unsigned char out[64];

	/* Test cases 13 and 14. */
	ck_assert_int_eq(crypto_seal(zero, zero, STR(""), STR(""), out), ERR_OK);
	ck_assert_str_eq(crypto_hex(mem, out, 16),
	    "530f8afbc74536b9a963b4f1c4cb738b");
	ck_assert_int_eq(crypto_seal(zero, zero, STR(""),
	    (struct str){ (const char *)zero, 16 }, out), ERR_OK);
	ck_assert_str_eq(crypto_hex(mem, out, 32),
	    "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
}
END_TEST

START_TEST(a_sealed_text_opens_only_unchanged_with_its_key_nonce_and_data)
{
	unsigned char key[32], nonce[12], sealed[64], plain[64];
	struct str text = STR("the database password"), aad = STR("row 7");
	struct str all = { (const char *)sealed, text.n + CRYPTO_TAG };
	size_t i;

	crypto_random(key, sizeof(key));
	crypto_random(nonce, sizeof(nonce));
	ck_assert_int_eq(crypto_seal(key, nonce, aad, text, sealed), ERR_OK);
	ck_assert_int_eq(crypto_open(key, nonce, aad, all, plain), ERR_OK);
	ck_assert_mem_eq(plain, text.p, text.n);
	for (i = 0; i < all.n; i++) {
		sealed[i] ^= 1;
		ck_assert_int_eq(crypto_open(key, nonce, aad, all, plain),
		    ERR_INVALID);
		sealed[i] ^= 1;
	}
	ck_assert_int_eq(crypto_open(key, nonce, STR("row 8"), all, plain),
	    ERR_INVALID);
	nonce[0] ^= 1;
	ck_assert_int_eq(crypto_open(key, nonce, aad, all, plain), ERR_INVALID);
	nonce[0] ^= 1;
	key[31] ^= 1;
	ck_assert_int_eq(crypto_open(key, nonce, aad, all, plain), ERR_INVALID);
	ck_assert_int_eq(crypto_open(key, nonce, aad, (struct str){ all.p, 15 },
	    plain), ERR_INVALID);
}
END_TEST

START_TEST(what_fails_to_open_leaves_no_plain_text_behind)
{
	unsigned char key[32] = { 1 }, nonce[12] = { 2 }, sealed[64];
	unsigned char plain[64];
	size_t i;

	memset(plain, 'x', sizeof(plain));
	ck_assert_int_eq(crypto_seal(key, nonce, STR(""), STR("hidden text"),
	    sealed), ERR_OK);
	sealed[11] ^= 1;
	ck_assert_int_eq(crypto_open(key, nonce, STR(""),
	    (struct str){ (const char *)sealed, 11 + CRYPTO_TAG }, plain),
	    ERR_INVALID);
	for (i = 0; i < 11; i++)
		ck_assert_int_eq(plain[i], 0);
}
END_TEST

START_TEST(a_hash_made_by_the_reference_program_is_accepted)
{
	bool weak;
	const char *phc = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$"
	    "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

	ck_assert(crypto_password_check(STR("password"), phc, 65536, 2, &weak));
	ck_assert(!weak);
	ck_assert(crypto_password_check(STR("password"), phc, 65537, 2, &weak));
	ck_assert(weak);
	ck_assert(crypto_password_check(STR("password"), phc, 8, 3, &weak));
	ck_assert(weak);
	ck_assert(!crypto_password_check(STR("passwore"), phc, 8, 1, &weak));
}
END_TEST

START_TEST(a_password_of_any_bytes_matches_itself_and_nothing_near_it)
{
	static const char *const passwords[] = {
		"a", "correct horse", "密码密码密码", " leading", "trailing ",
		"tab\there", "ünïcödé", "0123456789012345678901234567890123456789"
		"01234567890123456789012345678901234567890123456789"
	};
	const char *p = passwords[_i], *phc, *other;
	bool weak;

	phc = crypto_password_hash(mem, str_of(p), 8192, 1);
	ck_assert(strncmp(phc, "$argon2id$v=19$m=8192,t=1,p=1$", 30) == 0);
	ck_assert(crypto_password_check(str_of(p), phc, 8192, 1, &weak));
	ck_assert(!weak);
	/* Nothing is cut off at the end. */
	other = arena_printf(mem, "%sx", p);
	ck_assert(!crypto_password_check(str_of(other), phc, 8192, 1, &weak));
	ck_assert(!crypto_password_check((struct str){ p, strlen(p) - 1 }, phc,
	    8192, 1, &weak));
	ck_assert_str_ne(phc, crypto_password_hash(mem, str_of(p), 8192, 1));
}
END_TEST

static const char *const bad_phc[] = {
	"", "$", "plain", "$argon2i$v=19$m=8192,t=1,p=1$c29tc2FsdA$AAAA",
	"$argon2id$v=16$m=8192,t=1,p=1$c29tc2FsdA$AAAA",
	"$argon2id$v=19$m=8192,t=1$c29tc2FsdA$AAAA",
	"$argon2id$v=19$m=99999999,t=1,p=1$c29tc2FsdA$AAAA",
	"$argon2id$v=19$m=8192,t=1000000,p=1$c29tc2FsdA$AAAA",
	"$argon2id$v=19$m=8192,t=1,p=900$c29tc2FsdA$AAAA",
	"$argon2id$v=19$m=8192,t=1,p=1$$", "$2a$10$abcdefghijklmnopqrstuv",
	"$argon2id$v=19$m=-1,t=1,p=1$c29tc2FsdA$AAAA",
};

START_TEST(a_damaged_hash_matches_nothing)
{
	bool weak;

	ck_assert(!crypto_password_check(STR("password"), bad_phc[_i], 8192, 1,
	    &weak));
	ck_assert(!crypto_password_check(STR("password"), NULL, 8192, 1, &weak));
}
END_TEST

START_TEST(base64_gives_the_texts_of_rfc_4648)
{
	static const char *const in[] = { "", "f", "fo", "foo", "foob",
		"fooba", "foobar" };
	static const char *const out[] = { "", "Zg==", "Zm8=", "Zm9v",
		"Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy" };
	static const unsigned char high[] = { 0xfb, 0xff, 0xfe };
	size_t i;

	for (i = 0; i < 7; i++)
		ck_assert_str_eq(crypto_base64(mem, str_of(in[i])), out[i]);
	ck_assert_str_eq(crypto_base64(mem,
	    (struct str){ (const char *)high, 3 }), "+//+");
	ck_assert_str_eq(crypto_base64url(mem,
	    (struct str){ (const char *)high, 3 }), "-__-");
	ck_assert_str_eq(crypto_base64url(mem, STR("f")), "Zg");
}
END_TEST

START_TEST(base64url_comes_back_byte_for_byte_at_every_length)
{
	unsigned char raw[70], *back;
	const char *text;
	size_t n, got;

	crypto_random(raw, sizeof(raw));
	for (n = 0; n <= sizeof(raw); n++) {
		text = crypto_base64url(mem, (struct str){ (const char *)raw, n });
		back = crypto_base64url_decode(mem, str_of(text), &got);
		ck_assert_ptr_nonnull(back);
		ck_assert_uint_eq(got, n);
		ck_assert_mem_eq(back, raw, n);
	}
}
END_TEST

static const char *const bad_base64[] = {
	"A", "AAAAA", "Zg==", "Zg=", "Z g", "Zm9v\n", "+//+", "Zh", "Zm9", "a.b",
	"====", "\xc3\xa9\xc3\xa9",
};

START_TEST(base64url_takes_no_other_alphabet_padding_or_spare_bits)
{
	size_t n;

	ck_assert_ptr_null(crypto_base64url_decode(mem,
	    str_of(bad_base64[_i]), &n));
}
END_TEST

START_TEST(hexadecimal_is_taken_only_whole)
{
	unsigned char out[2];

	ck_assert(crypto_unhex(STR("0aFF"), out, 2));
	ck_assert_int_eq(out[0], 10);
	ck_assert_int_eq(out[1], 255);
	ck_assert(!crypto_unhex(STR("0aF"), out, 2));
	ck_assert(!crypto_unhex(STR("0aFF0"), out, 2));
	ck_assert(!crypto_unhex(STR("0aFg"), out, 2));
	ck_assert(!crypto_unhex(STR(" 0a0"), out, 2));
	ck_assert_str_eq(crypto_hex(mem, out, 2), "0aff");
}
END_TEST

START_TEST(equal_compares_length_and_bytes)
{
	ck_assert(crypto_equal(STR("abc"), STR("abc")));
	ck_assert(crypto_equal(STR(""), STR("")));
	ck_assert(!crypto_equal(STR("abc"), STR("abd")));
	ck_assert(!crypto_equal(STR("abc"), STR("abcd")));
	ck_assert(!crypto_equal(STR(""), STR("a")));
}
END_TEST

START_TEST(tokens_are_long_enough_and_never_the_same)
{
	const char *seen[200];
	size_t i, k;

	for (i = 0; i < 200; i++) {
		seen[i] = crypto_token(mem, 32);
		ck_assert_uint_eq(strlen(seen[i]), 43);
		for (k = 0; k < i; k++)
			ck_assert_str_ne(seen[i], seen[k]);
	}
}
END_TEST

START_TEST(wiping_leaves_zeros)
{
	char secret[8] = "secret";
	size_t i;

	crypto_wipe(secret, sizeof(secret));
	for (i = 0; i < sizeof(secret); i++)
		ck_assert_int_eq(secret[i], 0);
	crypto_wipe(NULL, 0);
}
END_TEST

#define COUNT(a) ((int)(sizeof(a) / sizeof(*(a))))

int
main(void)
{
	Suite *s = suite_create("crypto");
	TCase *t = tcase_create("crypto");
	SRunner *r = srunner_create(s);
	int bad;

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, open_arena, close_arena);
	tcase_add_test(t, sha256_gives_the_digests_of_fips_180);
	tcase_add_loop_test(t, hmac_gives_the_values_of_rfc_4231, 0,
	    COUNT(macs));
	tcase_add_test(t, aes_gcm_gives_the_values_of_the_gcm_paper);
	tcase_add_test(t,
	    a_sealed_text_opens_only_unchanged_with_its_key_nonce_and_data);
	tcase_add_test(t, what_fails_to_open_leaves_no_plain_text_behind);
	tcase_add_test(t, a_hash_made_by_the_reference_program_is_accepted);
	tcase_add_loop_test(t,
	    a_password_of_any_bytes_matches_itself_and_nothing_near_it, 0, 8);
	tcase_add_loop_test(t, a_damaged_hash_matches_nothing, 0,
	    COUNT(bad_phc));
	tcase_add_test(t, base64_gives_the_texts_of_rfc_4648);
	tcase_add_test(t, base64url_comes_back_byte_for_byte_at_every_length);
	tcase_add_loop_test(t,
	    base64url_takes_no_other_alphabet_padding_or_spare_bits, 0,
	    COUNT(bad_base64));
	tcase_add_test(t, hexadecimal_is_taken_only_whole);
	tcase_add_test(t, equal_compares_length_and_bytes);
	tcase_add_test(t, tokens_are_long_enough_and_never_the_same);
	tcase_add_test(t, wiping_leaves_zeros);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	bad = srunner_ntests_failed(r);
	srunner_free(r);
	return bad;
}
