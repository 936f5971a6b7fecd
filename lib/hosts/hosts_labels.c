/*
 * hosts_labels: tags are text[] inside and, for the contract, also `labels`, a
 * text that holds a JSON array.
 */
#include "hosts/hosts_int.h"

#define TAG_MAX 64

const char *
hosts_labels_text(struct arena *mem, const struct texts *tags)
{
	struct json j;
	struct buf b;
	size_t i;

	if (tags->n == 0)
		return "[]";
	buf_init(&b, mem, BUF_MAX_ROW);
	json_init(&j, &b);
	json_array(&j);
	for (i = 0; i < tags->n; i++)
		json_cstr(&j, tags->v[i]);
	json_array_end(&j);
	return json_done(&j) ? b.p : "[]";
}

static bool
is_known(const struct texts *list, const char *tag)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (strcmp(list->v[i], tag) == 0)
			return true;
	return false;
}

/* Characters, not bytes. */
static size_t
length(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		if (((unsigned char)*s & 0xc0) != 0x80)
			n++;
	return n;
}

enum err_code
hosts_labels_clean(struct cx *cx, const char *field, const struct texts *in,
    struct texts *out)
{
	const char *tag;
	size_t i;

	*out = (struct texts){ .set = true };
	out->v = arena_array(cx->mem, in->n + 1, sizeof(*out->v));
	for (i = 0; i < in->n; i++) {
		tag = arena_str(cx->mem, str_trim(str_of(in->v[i])));
		if (tag[0] == '\0' || is_known(out, tag))
			continue;
		if (length(tag) > TAG_MAX)
			return err_field(cx, field, "标签最长 %d 个字符",
			    "a tag has at most %d characters", TAG_MAX);
		if (out->n == HOSTS_MAX_TAGS)
			return err_field(cx, field, "最多 %d 个标签",
			    "at most %d tags", HOSTS_MAX_TAGS);
		out->v[out->n++] = tag;
	}
	return ERR_OK;
}
