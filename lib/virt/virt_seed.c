/*
 * virt_seed: what a new guest is told at its first boot.
 *
 * cloud-init's NoCloud source reads user-data and meta-data from a volume called
 * "cidata" (cloudinit.readthedocs.io, datasources/nocloud).  JSON is YAML, so
 * the files are written by the JSON writer and nothing needs quoting twice.  The
 * guest's SSH host key is ours, so that its first login is to a key we know.
 *
 * The image is ISO 9660 with a Joliet tree (ECMA-119; names are UCS-2BE there),
 * which is how "user-data" keeps its hyphen.
 */
#include <crypt.h>

#include "crypto/crypto.h"
#include "json/json.h"
#include "virt/virt_int.h"

#define SECTOR 2048
#define FILES_MAX 3

/* --- the files --- */

static void
start(struct json *j, struct buf *b, struct arena *mem)
{
	buf_init(b, mem, 256 * 1024);
	json_init(j, b);
	json_object(j);
}

/* SHA-512 crypt, which every guest's libc knows (crypt(5)). */
static const char *
hash(struct arena *mem, const char *password)
{
	struct crypt_data *data = arena_alloc(mem, sizeof(*data));
	const char *salt = crypto_token(mem, 12), *out;
	char *s;

	salt = arena_printf(mem, "$6$%s$", salt);
	for (s = strchr(salt, '$') + 3; *s; s++)
		if (*s == '-' || *s == '_')
			*s = '.';
	out = arena_strdup(mem, crypt_r(password, salt, data));
	crypto_wipe(data, sizeof(*data));
	return out;
}

static void
put_user(struct json *j, const struct virt_provision *in, const char *hashed,
    const char *public_key)
{
	bool root = strcmp(in->ssh_user, "root") == 0;

	json_key(j, "users");
	json_array(j);
	json_object(j);
	json_put_text(j, "name", in->ssh_user);
	if (!root) {
		json_put_text(j, "shell", "/bin/bash");
		json_put_text(j, "sudo", "ALL=(ALL) NOPASSWD:ALL");
	}
	json_put_bool(j, "lock_passwd", hashed == NULL);
	if (hashed != NULL && !root)
		json_put_text(j, "passwd", hashed);
	if (public_key != NULL) {
		json_key(j, "ssh_authorized_keys");
		json_array(j);
		json_cstr(j, public_key);
		json_array_end(j);
	}
	json_object_end(j);
	json_array_end(j);
	if (hashed == NULL || !root)
		return;
	json_key(j, "chpasswd");
	json_object(j);
	json_put_bool(j, "expire", false);
	json_key(j, "list");
	json_array(j);
	json_cstr(j, arena_printf(j->to->mem, "root:%s", hashed));
	json_array_end(j);
	json_object_end(j);
}

static const char *
user_data(struct arena *mem, const struct virt_provision *in,
    const char *password, const char *public_key, const char *guest_key)
{
	const char *hashed = password ? hash(mem, password) : NULL;
	struct json j;
	struct buf b;

	start(&j, &b, mem);
	json_put_text(&j, "hostname", in->name);
	json_put_bool(&j, "manage_etc_hosts", true);
	json_put_bool(&j, "disable_root", false);
	json_put_bool(&j, "ssh_pwauth", password != NULL);
	json_put_bool(&j, "ssh_deletekeys", true);
	json_key(&j, "ssh_keys");
	json_object(&j);
	json_put_text(&j, "ed25519_private", guest_key);
	json_put_text(&j, "ed25519_public", in->guest_host_key);
	json_object_end(&j);
	put_user(&j, in, hashed, public_key);
	json_object_end(&j);
	return arena_printf(mem, "#cloud-config\n%s\n", b.p);
}

static const char *
meta_data(struct arena *mem, const struct virt_provision *in)
{
	struct json j;
	struct buf b;

	start(&j, &b, mem);
	json_put_text(&j, "instance-id", in->uuid);
	json_put_text(&j, "local-hostname", in->name);
	json_object_end(&j);
	return b.p;
}

/* Version 2 of the network configuration; only for an address with a prefix. */
static const char *
network(struct arena *mem, const struct virt_provision *in)
{
	struct json j;
	struct buf b;
	size_t i;

	if (in->ip == NULL || strchr(in->ip, '/') == NULL)
		return NULL;
	start(&j, &b, mem);
	json_put_int(&j, "version", 2);
	json_key(&j, "ethernets");
	json_object(&j);
	json_key(&j, "nic0");
	json_object(&j);
	json_key(&j, "match");
	json_object(&j);
	json_put_text(&j, "macaddress", in->mac);
	json_object_end(&j);
	json_key(&j, "addresses");
	json_array(&j);
	json_cstr(&j, in->ip);
	json_array_end(&j);
	if (in->gateway != NULL && in->gateway[0] != '\0')
		json_put_text(&j, "gateway4", in->gateway);
	if (in->nameservers.n > 0) {
		json_key(&j, "nameservers");
		json_object(&j);
		json_key(&j, "addresses");
		json_array(&j);
		for (i = 0; i < in->nameservers.n; i++)
			json_cstr(&j, in->nameservers.v[i]);
		json_array_end(&j);
		json_object_end(&j);
	}
	json_object_end(&j);
	json_object_end(&j);
	json_object_end(&j);
	return b.p;
}

void
virt_seed_make(struct arena *mem, const struct virt_provision *in,
    const char *password, const char *public_key, const char *guest_key,
    struct virt_seed *out)
{
	out->user_data = user_data(mem, in, password, public_key, guest_key);
	out->meta_data = meta_data(mem, in);
	out->network = network(mem, in);
}

/* --- the image --- */

struct iso_file {
	const char *plain; /* 8.3, for who knows no Joliet */
	const char *name;
	struct str data;
	uint32_t sector;
};

static void
put_bytes(unsigned char *to, const void *from, size_t n)
{
	memcpy(to, from, n);
}

static void
both16(unsigned char *p, uint16_t v)
{
	p[0] = p[3] = (unsigned char)v;
	p[1] = p[2] = (unsigned char)(v >> 8);
}

static void
both32(unsigned char *p, uint32_t v)
{
	int i;

	for (i = 0; i < 4; i++) {
		p[i] = (unsigned char)(v >> (8 * i));
		p[7 - i] = p[i];
	}
}

static uint32_t
sectors(size_t n)
{
	return (uint32_t)((n + SECTOR - 1) / SECTOR);
}

/* A directory record (ECMA-119 9.1) of ${n} name bytes; returns its length. */
static size_t
put_record(unsigned char *p, const void *name, size_t n, uint32_t sector,
    uint32_t size, bool dir)
{
	size_t len = 33 + n + (n % 2 == 0);

	p[0] = (unsigned char)len;
	both32(p + 2, sector);
	both32(p + 10, size);
	/* 2000-01-01: the image says nothing of when it was made. */
	p[18] = 100;
	p[19] = p[20] = 1;
	p[25] = dir ? 2 : 0;
	both16(p + 28, 1);
	p[32] = (unsigned char)n;
	put_bytes(p + 33, name, n);
	return len;
}

/* As UCS-2BE; names here are ASCII. */
static size_t
wide(unsigned char *to, const char *s)
{
	size_t i, n = strlen(s);

	for (i = 0; i < n; i++) {
		to[2 * i] = 0;
		to[2 * i + 1] = (unsigned char)s[i];
	}
	return 2 * n;
}

static void
put_dir(unsigned char *p, uint32_t self, bool joliet,
    const struct iso_file *files, size_t n)
{
	unsigned char name[128];
	size_t i, len;

	p += put_record(p, "\0", 1, self, SECTOR, true);
	p += put_record(p, "\1", 1, self, SECTOR, true);
	for (i = 0; i < n; i++) {
		if (joliet) {
			len = wide(name, files[i].name);
		} else {
			len = strlen(files[i].plain);
			put_bytes(name, files[i].plain, len);
		}
		p += put_record(p, name, len, files[i].sector,
		    (uint32_t)files[i].data.n, false);
	}
}

static void
put_paths(unsigned char *p, uint32_t dir, bool big)
{
	int i;

	p[0] = 1;
	for (i = 0; i < 4; i++)
		p[2 + i] = (unsigned char)(dir >> (big ? 24 - 8 * i : 8 * i));
	p[big ? 7 : 6] = 1;
}

/* A volume descriptor (ECMA-119 8.4): primary, or Joliet's supplementary. */
static void
put_volume(unsigned char *p, bool joliet, uint32_t total, uint32_t paths,
    uint32_t dir)
{
	put_bytes(p, joliet ? "\2CD001\1" : "\1CD001\1", 7);
	memset(p + 8, ' ', 64);
	memset(p + 190, ' ', 623);
	if (joliet) {
		memset(p + 8, 0, 64);
		(void)wide(p + 40, "cidata");
		put_bytes(p + 88, "%/E", 3); /* UCS-2 level 3 */
		memset(p + 190, 0, 623);
	} else {
		put_bytes(p + 40, "cidata", 6);
	}
	both32(p + 80, total);
	both16(p + 120, 1);
	both16(p + 124, 1);
	both16(p + 128, SECTOR);
	both32(p + 132, 10);
	p[140] = (unsigned char)paths;
	p[151] = (unsigned char)(paths + 1);
	(void)put_record(p + 156, "\0", 1, dir, SECTOR, true);
	put_bytes(p + 813, "2000010100000000", 16);
	put_bytes(p + 830, "2000010100000000", 16);
	memset(p + 847, '0', 16);
	memset(p + 864, '0', 16);
	p[881] = 1;
}

struct str
virt_seed_iso(struct arena *mem, const struct virt_seed *in)
{
	struct iso_file files[FILES_MAX] = { { "META_DAT.;1", "meta-data",
	    str_of(in->meta_data), 0 } };
	const uint32_t first = 25;
	uint32_t at = first;
	unsigned char *p;
	size_t n = 1, i;

	if (in->network != NULL)
		files[n++] = (struct iso_file){ "NETWORK_.;1", "network-config",
			str_of(in->network), 0 };
	files[n++] = (struct iso_file){ "USER_DAT.;1", "user-data",
		str_of(in->user_data), 0 };
	for (i = 0; i < n; i++) {
		files[i].sector = at;
		at += sectors(files[i].data.n);
	}
	p = arena_array(mem, at, SECTOR);
	put_volume(p + 16 * SECTOR, false, at, 19, 23);
	put_volume(p + 17 * SECTOR, true, at, 21, 24);
	put_bytes(p + 18 * SECTOR, "\377CD001\1", 7);
	put_paths(p + 19 * SECTOR, 23, false);
	put_paths(p + 20 * SECTOR, 23, true);
	put_paths(p + 21 * SECTOR, 24, false);
	put_paths(p + 22 * SECTOR, 24, true);
	put_dir(p + 23 * SECTOR, 23, false, files, n);
	put_dir(p + 24 * SECTOR, 24, true, files, n);
	for (i = 0; i < n; i++)
		put_bytes(p + (size_t)files[i].sector * SECTOR, files[i].data.p,
		    files[i].data.n);
	return (struct str){ (const char *)p, (size_t)at * SECTOR };
}
