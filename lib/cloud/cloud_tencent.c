/*
 * cloud_tencent: Tencent Cloud CVM, API 2017-03-12: JSON in and out, always
 * status 200, pages by offset.
 */
#include "cloud/cloud_provider.h"
#include "json/json_read.h"

static const char *
host(struct arena *mem, const char *region)
{
	(void)mem;
	(void)region;
	return "cvm.tencentcloudapi.com";
}

static bool
has(const char *s)
{
	return s != NULL && s[0] != '\0';
}

static void
put_filter(struct json *j, const char *name, const char *value)
{
	json_object(j);
	json_put_text(j, "Name", name);
	json_key(j, "Values");
	json_array(j);
	json_cstr(j, value);
	json_array_end(j);
	json_object_end(j);
}

static const char *
state_of(const char *status)
{
	if (strcmp(status, "running") == 0)
		return "RUNNING";
	if (strcmp(status, "stopped") == 0)
		return "STOPPED";
	if (strcmp(status, "starting") == 0)
		return "STARTING";
	return "STOPPING";
}

static void
put_filters(struct json *j, struct arena *mem, const struct cloud_ask *ask)
{
	const char *key, *value;

	json_key(j, "Filters");
	json_array(j);
	if (has(ask->status))
		put_filter(j, "instance-state", state_of(ask->status));
	if (has(ask->vpc))
		put_filter(j, "vpc-id", ask->vpc);
	if (has(ask->tag)) {
		cloud_split_tag(mem, ask->tag, &key, &value);
		if (value != NULL)
			put_filter(j, arena_printf(mem, "tag:%s", key), value);
		else
			put_filter(j, "tag-key", key);
	}
	if (has(ask->keyword))
		put_filter(j,
		    cloud_is_id(ask->keyword)	  ? "instance-id" :
			cloud_is_ip(ask->keyword) ? "private-ip-address" :
						    "instance-name",
		    ask->keyword);
	json_array_end(j);
}

static int64_t
offset_of(const struct cloud_ask *ask)
{
	int64_t offset;

	if (!has(ask->next) || !str_int(str_of(ask->next), &offset) ||
	    offset < 0 || offset > 1000000)
		return 0;
	return offset;
}

static void
ask_page(struct arena *mem, const struct cloud_ask *ask, const char *region,
    struct cloud_request *rq)
{
	struct json j;
	struct buf b;
	size_t i;

	(void)region;
	buf_init(&b, mem, BUF_MAX_ROW);
	json_init(&j, &b);
	json_object(&j);
	if (ask->n_ids > 0) {
		json_key(&j, "InstanceIds");
		json_array(&j);
		for (i = 0; i < ask->n_ids; i++)
			json_cstr(&j, ask->ids[i]);
		json_array_end(&j);
	} else {
		put_filters(&j, mem, ask);
		json_put_int(&j, "Offset", offset_of(ask));
	}
	json_put_int(&j, "Limit", ask->limit);
	json_object_end(&j);
	*rq = (struct cloud_request){
		.method = "POST", .path = "/", .body = buf_view(&b)
	};
	cloud_header(rq, "x-tc-action", "DescribeInstances");
}

static void
ask_regions(struct arena *mem, const char *region, struct cloud_request *rq)
{
	(void)mem;
	(void)region;
	*rq = (struct cloud_request){
		.method = "POST", .path = "/", .body = STR("{}")
	};
	cloud_header(rq, "x-tc-action", "DescribeRegions");
}

/*
 * As the vendor's own libraries: content type and host are signed, the host
 * without a port.  The rest is added behind the signature.
 */
static void
sign(struct arena *mem, struct cloud_request *rq, const struct cloud_target *t,
    const char *service, int64_t now_s, const char *nonce)
{
	const char *action = rq->headers[0].value;
	struct str rest = str_of(service), name;

	(void)nonce;
	(void)str_cut(&rest, ':', &name);
	rq->n_headers = 0;
	cloud_header(rq, "content-type", "application/json");
	cloud_header(rq, "host", arena_str(mem, name));
	cloud_sign_tc3(mem, rq, &t->key, "cvm", now_s);
	cloud_header(rq, "x-tc-action", action);
	cloud_header(rq, "x-tc-version", "2017-03-12");
	cloud_header(rq, "x-tc-region", t->region);
	cloud_header(rq, "x-tc-timestamp",
	    arena_printf(mem, "%lld", (long long)now_s));
}

static const char *
status_of(const char *s)
{
	if (strcmp(s, "RUNNING") == 0 || strcmp(s, "REBOOTING") == 0)
		return "running";
	if (strcmp(s, "STOPPED") == 0)
		return "stopped";
	if (strcmp(s, "STARTING") == 0 || strcmp(s, "PENDING") == 0)
		return "starting";
	if (strcmp(s, "STOPPING") == 0)
		return "stopping";
	if (strcmp(s, "SHUTDOWN") == 0 || strcmp(s, "TERMINATING") == 0)
		return "terminated";
	return "other";
}

static int64_t
disks_of(const struct cJSON *v)
{
	int64_t gb = json_read_int(v, "SystemDisk.DiskSize", 0);
	const struct cJSON *d;

	for (d = json_first(json_at(v, "DataDisks")); d != NULL;
	     d = json_next(d))
		gb += json_read_int(d, "DiskSize", 0) % ((int64_t)1 << 32);
	return gb;
}

static bool
read_instance(struct arena *mem, const struct cJSON *v, const char *region,
    struct cloud_instance *out)
{
	int64_t gb = json_read_int(v, "Memory", 0);
	const struct cJSON *tag;

	*out = (struct cloud_instance){
		.instance_id = json_read_text(v, "InstanceId"),
		.name = json_read_text(v, "InstanceName"),
		.status = status_of(json_read_text(v, "InstanceState")),
		.os = json_read_text(v, "OsName"),
		.cpu = json_read_int(v, "CPU", 0),
		.memory_mb = gb > 0 && gb < 1 << 20 ? gb * 1024 : 0,
		.disk_gb = disks_of(v),
		.zone = json_read_text(v, "Placement.Zone"),
		.instance_type = json_read_text(v, "InstanceType"),
		.vpc_id = json_read_text(v, "VirtualPrivateCloud.VpcId"),
		.private_ip =
		    json_read_text(json_first(json_at(v, "PrivateIpAddresses")),
			NULL),
		.public_ip =
		    json_read_text(json_first(json_at(v, "PublicIpAddresses")),
			NULL),
	};
	for (tag = json_first(json_at(v, "Tags")); tag != NULL;
	     tag = json_next(tag))
		cloud_clean_tag(mem, &out->tags, json_read_text(tag, "Key"),
		    json_read_text(tag, "Value"));
	return cloud_clean_instance(mem, out, region);
}

static size_t
count(const struct cJSON *list)
{
	const struct cJSON *v;
	size_t n = 0;

	for (v = json_first(list); v != NULL; v = json_next(v))
		n++;
	return n;
}

static bool
read_page(struct cx *cx, struct str body, const struct cloud_ask *ask,
    const char *region, struct cloud_page *out)
{
	const struct cJSON *list, *v;
	struct cJSON *tree;
	int64_t seen;

	*out = (struct cloud_page){ .total = -1 };
	if (json_parse(cx, body, &tree))
		return false;
	out->total = json_read_int(tree, "Response.TotalCount", -1);
	list = json_at(tree, "Response.InstanceSet");
	if (list == NULL)
		return false;
	out->v = arena_array(cx->mem, count(list) + 1, sizeof(*out->v));
	for (v = json_first(list); v != NULL; v = json_next(v)) {
		if (read_instance(cx->mem, v, region, &out->v[out->n]))
			out->n++;
		else
			out->dropped++;
	}
	seen = offset_of(ask) + (int64_t)(out->n + out->dropped);
	/* An empty page ends it, whatever the total says. */
	if (ask->n_ids == 0 && out->n + out->dropped > 0 && seen < out->total)
		out->next = arena_printf(cx->mem, "%lld", (long long)seen);
	return true;
}

static bool
read_regions(struct cx *cx, struct str body, struct cloud_region **v, size_t *n)
{
	const struct cJSON *list, *one;
	struct cJSON *tree;
	const char *id;

	*n = 0;
	if (json_parse(cx, body, &tree))
		return false;
	list = json_at(tree, "Response.RegionSet");
	if (list == NULL)
		return false;
	*v = arena_array(cx->mem, count(list) + 1, sizeof(**v));
	for (one = json_first(list); one != NULL; one = json_next(one)) {
		id = json_read_text(one, "Region");
		if (!cloud_id_ok(id))
			continue;
		(*v)[(*n)++] = (struct cloud_region){ id,
			cloud_clean_text(cx->mem,
			    json_read_text(one, "RegionName"), 64) };
	}
	return true;
}

static bool
read_error(struct cx *cx, struct str body, const char **code, const char **text)
{
	struct cJSON *tree;

	if (json_parse(cx, body, &tree))
		return false;
	*code = json_read_text(tree, "Response.Error.Code");
	*text = json_read_text(tree, "Response.Error.Message");
	return (*code)[0] != '\0';
}

static bool
starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

static enum cloud_fault
judge(const char *code)
{
	if (starts(code, "AuthFailure.SecretIdNotFound") ||
	    starts(code, "AuthFailure.InvalidSecretId") ||
	    starts(code, "AuthFailure.TokenFailure"))
		return CLOUD_F_KEY;
	if (starts(code, "AuthFailure.SignatureExpire"))
		return CLOUD_F_CLOCK;
	if (starts(code, "AuthFailure.SignatureFailure"))
		return CLOUD_F_SIGNATURE;
	if (starts(code, "AuthFailure") ||
	    starts(code, "UnauthorizedOperation"))
		return CLOUD_F_PERMISSION;
	if (starts(code, "RequestLimitExceeded") ||
	    starts(code, "LimitExceeded"))
		return CLOUD_F_THROTTLED;
	if (starts(code, "UnsupportedRegion") ||
	    starts(code, "InvalidParameterValue.Region") ||
	    starts(code, "InvalidRegion"))
		return CLOUD_F_REGION;
	return CLOUD_F_SERVICE;
}

const struct cloud_provider cloud_tencent = { .name = "tencent",
	.errors_in_200 = true,
	.host = host,
	.ask_page = ask_page,
	.ask_regions = ask_regions,
	.sign = sign,
	.read_page = read_page,
	.read_regions = read_regions,
	.read_error = read_error,
	.judge = judge };
