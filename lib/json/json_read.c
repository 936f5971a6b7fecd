/* json_read: looking into values whose shape is not ours. */
#include "json/json_read.h"

#include <cjson/cJSON.h>

static const cJSON *
member(const cJSON *v, struct str name)
{
	const cJSON *one;

	if (!cJSON_IsObject(v))
		return NULL;
	for (one = v->child; one != NULL; one = one->next)
		if (str_eq(str_of(one->string), name))
			return one;
	return NULL;
}

const struct cJSON *
json_at(const struct cJSON *v, const char *path)
{
	struct str rest = str_of(path), name;

	while (v != NULL && rest.n > 0) {
		(void)str_cut(&rest, '.', &name);
		v = member(v, name);
	}
	return v;
}

const struct cJSON *
json_first(const struct cJSON *v)
{
	return cJSON_IsArray(v) ? v->child : NULL;
}

const struct cJSON *
json_next(const struct cJSON *v)
{
	return v != NULL ? v->next : NULL;
}

const char *
json_read_text(const struct cJSON *v, const char *path)
{
	v = json_at(v, path);
	return v != NULL && cJSON_IsString(v) ? v->valuestring : "";
}

int64_t
json_read_int(const struct cJSON *v, const char *path, int64_t dflt)
{
	double d;

	v = json_at(v, path);
	if (v == NULL || !cJSON_IsNumber(v))
		return dflt;
	d = v->valuedouble;
	if (!(d <= (double)JSON_MAX_SAFE && d >= -(double)JSON_MAX_SAFE) ||
	    d != (double)(int64_t)d)
		return dflt;
	return (int64_t)d;
}
