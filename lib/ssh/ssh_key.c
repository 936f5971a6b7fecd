/*
 * ssh_key: private keys and the printed forms of public ones.
 */
#include "crypto/crypto.h"
#include "ssh/ssh_priv.h"

/* What the passphrase callback knows. */
struct passphrase {
	const char *text;
	bool asked;
};

/*
 * Answers libssh's question for a passphrase.  Always given, because without
 * it OpenSSL would ask the terminal of whoever started the program.
 */
static int
answer(const char *prompt, char *buf, size_t len, int echo, int verify,
    void *arg)
{
	struct passphrase *pass = arg;

	(void)prompt;
	(void)echo;
	(void)verify;
	pass->asked = true;
	if (pass->text == NULL || pass->text[0] == '\0' ||
	    strlen(pass->text) >= len)
		return -1;
	snprintf(buf, len, "%s", pass->text);
	return 0;
}

/* Whether the PEM or OpenSSH text says that it is encrypted. */
static bool
looks_encrypted(const char *text)
{
	/* base64 of "openssh-key-v1\0" + length 10 + "aes256-ctr" begins so. */
	static const char none[] = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU";
	const char *p;

	if (strstr(text, "ENCRYPTED") != NULL)
		return true;
	p = strstr(text, "b3BlbnNzaC1rZXktdjEA");
	return p != NULL && strncmp(p, none, sizeof(none) - 1) != 0;
}

enum err_code
ssh_key_import(struct cx *cx, const char *private_key, const char *passphrase,
    ssh_key *out)
{
	struct passphrase pass = { passphrase, false };
	const char *given = passphrase;
	size_t n = strlen(private_key);
	bool locked = looks_encrypted(private_key);

	/* Without a passphrase OpenSSH keys are read with the callback alone. */
	if (given != NULL && (given[0] == '\0' || !locked))
		given = NULL;
	if (n > 0 && private_key[n - 1] != '\n')
		private_key = arena_printf(cx->mem, "%s\n", private_key);
	*out = NULL;
	if (ssh_pki_import_privkey_base64(private_key, given, answer, &pass,
		out) == SSH_OK &&
	    *out != NULL)
		return ERR_OK;
	if (locked && (passphrase == NULL || passphrase[0] == '\0'))
		return err_field(cx, "passphrase", "该私钥需要口令",
		    "the private key needs a passphrase");
	if (locked)
		return err_field(cx, "passphrase", "私钥口令错误",
		    "the passphrase of the private key is wrong");
	return err_field(cx, "private_key", "无效的私钥",
	    "not a private key that can be read");
}

const char *
ssh_key_kind(ssh_key key)
{
	const char *name = NULL;

	if (ssh_key_type(key) == SSH_KEYTYPE_ECDSA)
		name = ssh_pki_key_ecdsa_name(key);
	if (name == NULL)
		name = ssh_key_type_to_char(ssh_key_type(key));
	return name != NULL ? name : "unknown";
}

const char *
ssh_key_line(struct arena *mem, ssh_key key)
{
	const char *line;
	char *b64 = NULL;

	if (ssh_pki_export_pubkey_base64(key, &b64) != SSH_OK || b64 == NULL)
		return NULL;
	line = arena_printf(mem, "%s %s", ssh_key_kind(key), b64);
	ssh_string_free_char(b64);
	return line;
}

const char *
ssh_key_print(struct arena *mem, ssh_key key)
{
	unsigned char *hash = NULL;
	const char *print = NULL;
	char *text;
	size_t n = 0;

	if (ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &n) !=
	    SSH_OK)
		return NULL;
	text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, n);
	ssh_clean_pubkey_hash(&hash);
	if (text != NULL)
		print = arena_strdup(mem, text);
	ssh_string_free_char(text);
	return print;
}

const char *
ssh_key_fingerprint(struct arena *mem, const char *host_key)
{
	struct str rest = str_of(host_key), type;
	const char *print;
	ssh_key key = NULL;
	enum ssh_keytypes_e kind;

	if (!str_cut(&rest, ' ', &type))
		return NULL;
	kind = ssh_key_type_from_name(arena_str(mem, type));
	if (kind == SSH_KEYTYPE_UNKNOWN ||
	    ssh_pki_import_pubkey_base64(arena_str(mem, str_trim(rest)), kind,
		&key) != SSH_OK)
		return NULL;
	print = ssh_key_print(mem, key);
	ssh_key_free(key);
	return print;
}

static void
wipe(void *arg)
{
	char *text = arg;

	crypto_wipe(text, strlen(text));
}

/* The key as text without a passphrase, when that reads back as the same. */
static const char *
plain_text(struct cx *cx, ssh_key key)
{
	char *text = NULL, *copy = NULL;
	ssh_key again = NULL;

	if (ssh_pki_export_privkey_base64(key, NULL, NULL, NULL, &text) !=
		SSH_OK ||
	    text == NULL)
		return NULL;
	if (ssh_pki_import_privkey_base64(text, NULL, answer,
		&(struct passphrase){ NULL, false }, &again) == SSH_OK &&
	    ssh_key_cmp(key, again, SSH_KEY_CMP_PRIVATE) == 0) {
		copy = arena_strdup(cx->mem, text);
		arena_defer(cx->mem, wipe, copy);
	}
	ssh_key_free(again);
	crypto_wipe(text, strlen(text));
	ssh_string_free_char(text);
	return copy;
}

static void
describe(struct cx *cx, ssh_key key, struct ssh_key_info *out)
{
	out->algorithm = arena_strdup(cx->mem, ssh_key_kind(key));
	out->public_key = ssh_key_line(cx->mem, key);
	out->fingerprint = ssh_key_print(cx->mem, key);
	out->plain = plain_text(cx, key);
}

int
ssh_key_rsa_bits(struct arena *mem, const char *public_key)
{
	struct str rest = str_of(public_key), type, b64;
	unsigned char *blob;
	size_t n, at, len, i;
	int bits;

	if (!str_cut(&rest, ' ', &type) || !str_eq(type, STR("ssh-rsa")))
		return 0;
	(void)str_cut(&rest, ' ', &b64);
	blob = crypto_base64_decode(mem, b64, &n);
	/* Three strings: the type, e, n. */
	for (i = 0, at = 0; blob != NULL && i < 3; i++, at += len) {
		if (n - at < 4)
			return 0;
		len = (size_t)blob[at] << 24 | (size_t)blob[at + 1] << 16 |
		    (size_t)blob[at + 2] << 8 | blob[at + 3];
		at += 4;
		if (len > n - at)
			return 0;
		if (i < 2)
			continue;
		while (len > 0 && blob[at] == 0) {
			at++;
			len--;
		}
		if (len == 0 || len > 4096)
			return 0;
		for (bits = 8; bits > 1 && !(blob[at] >> (bits - 1)); bits--)
			continue;
		return (int)(len - 1) * 8 + bits;
	}
	return 0;
}

/* A key that no server of today takes is refused where it would come in. */
static enum err_code
check_strength(struct cx *cx, const char *type, const char *line)
{
	int bits;

	if (strcmp(type, "ssh-dss") == 0)
		return err_field(cx, "private_key",
		    "DSA 密钥 (ssh-dss) 已不安全，请使用 ed25519",
		    "DSA keys (ssh-dss) are no longer safe; use ed25519");
	if (strcmp(type, "ssh-rsa") != 0)
		return ERR_OK;
	bits = ssh_key_rsa_bits(cx->mem, line);
	if (bits >= 2048)
		return ERR_OK;
	return err_field(cx, "private_key",
	    "RSA 密钥只有 %d 位，至少需要 2048 位",
	    "the RSA key has %d bits only; at least 2048 are needed", bits);
}

bool
ssh_key_line_ok(struct arena *mem, struct str line, const char **key)
{
	struct str rest = str_trim(line), type, b64;
	const char *text;
	enum ssh_keytypes_e kind;
	ssh_key k = NULL;
	bool ok;

	*key = NULL;
	if (line.n > 16384 || !str_cut(&rest, ' ', &type))
		return false;
	rest = str_trim(rest);
	(void)str_cut(&rest, ' ', &b64);
	kind = ssh_key_type_from_name(arena_str(mem, type));
	if (kind == SSH_KEYTYPE_UNKNOWN || kind == SSH_KEYTYPE_DSS ||
	    ssh_pki_import_pubkey_base64(arena_str(mem, b64), kind, &k) !=
		SSH_OK)
		return false;
	text = ssh_key_line(mem, k);
	ok = text != NULL && str_starts(str_of(text), type) &&
	    (kind != SSH_KEYTYPE_RSA || ssh_key_rsa_bits(mem, text) >= 2048);
	ssh_key_free(k);
	if (ok)
		*key = text;
	return ok;
}

enum err_code
ssh_key_read(struct cx *cx, const char *private_key, const char *passphrase,
    struct ssh_key_info *out)
{
	enum err_code rc;
	ssh_key key;

	if (private_key == NULL || private_key[0] == '\0')
		return err_field_as(cx, ERR_MISSING, "private_key", "缺少私钥",
		    "the private key is missing");
	rc = ssh_key_import(cx, private_key, passphrase, &key);
	if (rc)
		return rc;
	describe(cx, key, out);
	ssh_key_free(key);
	if (out->public_key == NULL || out->fingerprint == NULL)
		return err_field(cx, "private_key", "无效的私钥",
		    "not a private key that can be read");
	return check_strength(cx, out->algorithm, out->public_key);
}

enum err_code
ssh_key_generate(struct cx *cx, const char *type, int bits,
    struct ssh_key_info *out)
{
	bool rsa = strcmp(type, "rsa") == 0;
	ssh_key key = NULL;

	if (ssh_pki_generate(rsa ? SSH_KEYTYPE_RSA : SSH_KEYTYPE_ED25519,
		rsa ? bits : 0, &key) != SSH_OK)
		return err_plain(cx, ERR_INTERNAL);
	describe(cx, key, out);
	ssh_key_free(key);
	if (out->public_key == NULL || out->fingerprint == NULL ||
	    out->plain == NULL)
		return err_plain(cx, ERR_INTERNAL);
	return ERR_OK;
}
