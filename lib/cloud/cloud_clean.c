/*
 * cloud_clean: names, addresses and tags are chosen by whoever may create an
 * instance; here they become text that can be stored and shown.
 */
#include <arpa/inet.h>

#include "cloud/cloud_provider.h"

/*
 * Control characters, and those that turn the direction of writing, so that a
 * name cannot make the text around it say something else.
 */
static bool
is_unfit(const unsigned char *p, size_t n)
{
	if (n == 1)
		return p[0] < 0x20 || p[0] == 0x7f;
	if (n == 2)
		return (p[0] == 0xc2 && p[1] < 0xa0) ||
		    (p[0] == 0xd8 && p[1] == 0x9c);
	if (n == 3 && p[0] == 0xe2 && p[1] == 0x80)
		return p[2] == 0x8e || p[2] == 0x8f ||
		    (p[2] >= 0xa8 && p[2] <= 0xae);
	return n == 3 && p[0] == 0xe2 && p[1] == 0x81 && p[2] >= 0xa6 &&
	    p[2] <= 0xa9;
}

const char *
cloud_clean_text(struct arena *mem, const char *s, size_t most)
{
	struct str in = str_of(s);
	char *out = arena_alloc(mem, in.n + 1), *p = out;
	size_t i = 0, n, chars = 0;

	while (i < in.n && chars < most) {
		n = str_utf8(in.p + i, in.n - i);
		if (n == 0 || is_unfit((const unsigned char *)in.p + i, n)) {
			i += n > 0 ? n : 1;
			if (p == out || p[-1] == ' ')
				continue;
			*p++ = ' ';
			chars++;
			continue;
		}
		memcpy(p, in.p + i, n);
		p += n;
		i += n;
		chars++;
	}
	*p = '\0';
	return arena_str(mem, str_trim(str_of(out)));
}

const char *
cloud_clean_ip(struct arena *mem, const char *s)
{
	unsigned char b[16];

	if (s == NULL || strlen(s) > 45)
		return "";
	if (inet_pton(AF_INET, s, b) != 1 && inet_pton(AF_INET6, s, b) != 1)
		return "";
	return arena_strdup(mem, s);
}

bool
cloud_id_ok(const char *s)
{
	size_t n = strlen(s), i;

	if (n == 0 || n > 64 || s[0] == '-')
		return false;
	for (i = 0; i < n; i++)
		if (!((s[i] >= 'a' && s[i] <= 'z') ||
			(s[i] >= 'A' && s[i] <= 'Z') ||
			(s[i] >= '0' && s[i] <= '9') || s[i] == '-' ||
			s[i] == '_'))
			return false;
	return true;
}

void
cloud_clean_tag(struct arena *mem, struct texts *tags, const char *key,
    const char *value)
{
	key = cloud_clean_text(mem, key, 64);
	value = cloud_clean_text(mem, value, 128);
	if (key[0] == '\0' || tags->n == CLOUD_TAGS_MAX)
		return;
	if (tags->v == NULL)
		tags->v = arena_array(mem, CLOUD_TAGS_MAX, sizeof(*tags->v));
	tags->set = true;
	tags->v[tags->n++] =
	    value[0] != '\0' ? arena_printf(mem, "%s=%s", key, value) : key;
}

bool
cloud_clean_instance(struct arena *mem, struct cloud_instance *in,
    const char *region)
{
	if (!cloud_id_ok(in->instance_id))
		return false;
	in->instance_id = arena_strdup(mem, in->instance_id);
	in->name = cloud_clean_text(mem, in->name, 128);
	if (in->name[0] == '\0')
		in->name = in->instance_id;
	in->private_ip = cloud_clean_ip(mem, in->private_ip);
	in->public_ip = cloud_clean_ip(mem, in->public_ip);
	in->ip = in->private_ip[0] != '\0' ? in->private_ip : in->public_ip;
	in->os = cloud_clean_text(mem, in->os, 128);
	in->zone = cloud_clean_text(mem, in->zone, 64);
	in->instance_type = cloud_clean_text(mem, in->instance_type, 64);
	in->vpc_id = cloud_clean_text(mem, in->vpc_id, 64);
	in->region = region;
	if (in->cpu < 0 || in->cpu > 1 << 20)
		in->cpu = 0;
	if (in->memory_mb < 0 || in->memory_mb > (int64_t)1 << 40)
		in->memory_mb = 0;
	if (in->disk_gb < 0 || in->disk_gb > (int64_t)1 << 40)
		in->disk_gb = 0;
	in->tags.set = true;
	return true;
}

void
cloud_split_tag(struct arena *mem, const char *tag, const char **key,
    const char **value)
{
	struct str rest = str_of(tag), head;

	*value = NULL;
	if (str_cut(&rest, '=', &head))
		*value = arena_str(mem, rest);
	*key = arena_str(mem, head);
}

bool
cloud_is_id(const char *keyword)
{
	return cloud_id_ok(keyword) &&
	    (strncmp(keyword, "i-", 2) == 0 ||
		strncmp(keyword, "ins-", 4) == 0) &&
	    strlen(keyword) >= 10;
}

bool
cloud_is_ip(const char *keyword)
{
	unsigned char b[4];

	return inet_pton(AF_INET, keyword, b) == 1;
}
