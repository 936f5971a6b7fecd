/*
 * cloud_alicloud: Alibaba Cloud ECS, API 2014-05-26, RPC style: the question is
 * the query string of an empty POST, the reply is JSON.
 */
#include "cloud/cloud_provider.h"
#include "crypto/crypto.h"
#include "json/json_read.h"

#define MAX_PAIRS 16
#define EMPTY_SHA256 \
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/* Regions whose service has another name than the rule gives. */
static const char *const odd_hosts[][2] = {
	{ "cn-hangzhou", "ecs-cn-hangzhou.aliyuncs.com" },
	{ "cn-shanghai-finance-1", "ecs-cn-hangzhou.aliyuncs.com" },
	{ "cn-shenzhen-finance-1", "ecs-cn-hangzhou.aliyuncs.com" },
	{ "cn-north-2-gov-1", "ecs.aliyuncs.com" },
	{ "cn-hangzhou-finance", "ecs.aliyuncs.com" },
	{ "cn-beijing-finance-pop", "ecs.aliyuncs.com" },
};

static const char *
host(struct arena *mem, const char *region)
{
	size_t i;

	for (i = 0; i < sizeof(odd_hosts) / sizeof(odd_hosts[0]); i++)
		if (strcmp(odd_hosts[i][0], region) == 0)
			return odd_hosts[i][1];
	return arena_printf(mem, "ecs.%s.aliyuncs.com", region);
}

static void
start(struct arena *mem, struct cloud_request *rq, const char *action,
    const char *region, struct cloud_pair **pairs)
{
	*pairs = arena_array(mem, MAX_PAIRS, sizeof(**pairs));
	(*pairs)[0] = (struct cloud_pair){ "RegionId", region };
	*rq = (struct cloud_request){ .method = "POST",
		.path = "/",
		.query = *pairs,
		.n_query = 1,
		.body = STR("") };
	cloud_header(rq, "x-acs-action", action);
	cloud_header(rq, "x-acs-version", "2014-05-26");
}

static const char *
id_list(struct arena *mem, const char *const *v, size_t n)
{
	struct json j;
	struct buf b;
	size_t i;

	buf_init(&b, mem, BUF_MAX_ROW);
	json_init(&j, &b);
	json_array(&j);
	for (i = 0; i < n; i++)
		json_cstr(&j, v[i]);
	json_array_end(&j);
	return json_done(&j) ? b.p : "[]";
}

static const char *
state_of(const char *status)
{
	if (strcmp(status, "running") == 0)
		return "Running";
	if (strcmp(status, "stopped") == 0)
		return "Stopped";
	if (strcmp(status, "starting") == 0)
		return "Starting";
	return "Stopping";
}

static bool
has(const char *s)
{
	return s != NULL && s[0] != '\0';
}

static void
ask_page(struct arena *mem, const struct cloud_ask *ask, const char *region,
    struct cloud_request *rq)
{
	const char *key, *value;
	struct cloud_pair *p;
	size_t n = 1;

	start(mem, rq, "DescribeInstances", region, &p);
	p[n++] = (struct cloud_pair){ "MaxResults",
		arena_printf(mem, "%lld", (long long)ask->limit) };
	if (ask->n_ids > 0)
		p[n++] = (struct cloud_pair){ "InstanceIds",
			id_list(mem, ask->ids, ask->n_ids) };
	if (has(ask->next))
		p[n++] = (struct cloud_pair){ "NextToken", ask->next };
	if (has(ask->status))
		p[n++] = (struct cloud_pair){ "Status", state_of(ask->status) };
	if (has(ask->vpc))
		p[n++] = (struct cloud_pair){ "VpcId", ask->vpc };
	if (has(ask->tag)) {
		cloud_split_tag(mem, ask->tag, &key, &value);
		p[n++] = (struct cloud_pair){ "Tag.1.Key", key };
		if (value != NULL)
			p[n++] = (struct cloud_pair){ "Tag.1.Value", value };
	}
	if (has(ask->keyword)) {
		const char *one[] = { ask->keyword };

		if (cloud_is_id(ask->keyword))
			p[n++] = (struct cloud_pair){ "InstanceIds",
				id_list(mem, one, 1) };
		else if (cloud_is_ip(ask->keyword))
			p[n++] = (struct cloud_pair){ "PrivateIpAddresses",
				id_list(mem, one, 1) };
		else
			p[n++] = (struct cloud_pair){ "InstanceName",
				arena_printf(mem, "*%s*", ask->keyword) };
	}
	rq->n_query = n;
}

static void
ask_regions(struct arena *mem, const char *region, struct cloud_request *rq)
{
	struct cloud_pair *p;

	start(mem, rq, "DescribeRegions", region, &p);
}

static void
sign(struct arena *mem, struct cloud_request *rq, const struct cloud_target *t,
    const char *service, int64_t now_s, const char *nonce)
{
	char s[17];

	cloud_sign_time(now_s, s);
	cloud_header(rq, "host", service);
	cloud_header(rq, "x-acs-date",
	    arena_printf(mem, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", s, s + 4, s + 6,
		s + 9, s + 11, s + 13));
	cloud_header(rq, "x-acs-signature-nonce", nonce);
	cloud_header(rq, "x-acs-content-sha256", EMPTY_SHA256);
	cloud_sign_acs3(mem, rq, &t->key);
}

static const char *
status_of(const char *s)
{
	if (strcmp(s, "Running") == 0)
		return "running";
	if (strcmp(s, "Stopped") == 0)
		return "stopped";
	if (strcmp(s, "Starting") == 0 || strcmp(s, "Pending") == 0)
		return "starting";
	if (strcmp(s, "Stopping") == 0)
		return "stopping";
	return "other";
}

static const char *
first_text(const struct cJSON *v, const char *path)
{
	return json_read_text(json_first(json_at(v, path)), NULL);
}

static bool
read_instance(struct arena *mem, const struct cJSON *v, const char *region,
    struct cloud_instance *out)
{
	const struct cJSON *tag;

	*out = (struct cloud_instance){
		.instance_id = json_read_text(v, "InstanceId"),
		.name = json_read_text(v, "InstanceName"),
		.status = status_of(json_read_text(v, "Status")),
		.os = json_read_text(v, "OSName"),
		.cpu = json_read_int(v, "Cpu", 0),
		.memory_mb = json_read_int(v, "Memory", 0),
		.zone = json_read_text(v, "ZoneId"),
		.instance_type = json_read_text(v, "InstanceType"),
		.vpc_id = json_read_text(v, "VpcAttributes.VpcId"),
		.private_ip =
		    first_text(v, "VpcAttributes.PrivateIpAddress.IpAddress"),
		.public_ip = first_text(v, "PublicIpAddress.IpAddress"),
	};
	if (out->private_ip[0] == '\0')
		out->private_ip = first_text(v, "InnerIpAddress.IpAddress");
	if (out->public_ip[0] == '\0')
		out->public_ip = json_read_text(v, "EipAddress.IpAddress");
	for (tag = json_first(json_at(v, "Tags.Tag")); tag != NULL;
	     tag = json_next(tag))
		cloud_clean_tag(mem, &out->tags, json_read_text(tag, "TagKey"),
		    json_read_text(tag, "TagValue"));
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

	(void)ask;
	*out = (struct cloud_page){ .total = -1 };
	if (json_parse(cx, body, &tree))
		return false;
	list = json_at(tree, "Instances.Instance");
	if (list == NULL)
		return false;
	out->v = arena_array(cx->mem, count(list) + 1, sizeof(*out->v));
	for (v = json_first(list); v != NULL; v = json_next(v)) {
		if (read_instance(cx->mem, v, region, &out->v[out->n]))
			out->n++;
		else
			out->dropped++;
	}
	out->total = json_read_int(tree, "TotalCount", -1);
	out->next = json_read_text(tree, "NextToken");
	if (out->next[0] == '\0')
		out->next = NULL;
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
	list = json_at(tree, "Regions.Region");
	if (list == NULL)
		return false;
	*v = arena_array(cx->mem, count(list) + 1, sizeof(**v));
	for (one = json_first(list); one != NULL; one = json_next(one)) {
		id = json_read_text(one, "RegionId");
		if (!cloud_id_ok(id))
			continue;
		(*v)[(*n)++] = (struct cloud_region){ id,
			cloud_clean_text(cx->mem,
			    json_read_text(one, "LocalName"), 64) };
	}
	return true;
}

static bool
read_error(struct cx *cx, struct str body, const char **code, const char **text)
{
	struct cJSON *tree;

	if (json_parse(cx, body, &tree))
		return false;
	*code = json_read_text(tree, "Code");
	*text = json_read_text(tree, "Message");
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
	if (starts(code, "InvalidAccessKeyId") ||
	    starts(code, "MissingAccessKeyId") ||
	    starts(code, "InvalidSecurityToken"))
		return CLOUD_F_KEY;
	if (starts(code, "SignatureDoesNotMatch") ||
	    starts(code, "IncompleteSignature") ||
	    starts(code, "InvalidSignature"))
		return CLOUD_F_SIGNATURE;
	if (starts(code, "InvalidTimeStamp") ||
	    starts(code, "IllegalTimestamp"))
		return CLOUD_F_CLOCK;
	if (starts(code, "Throttling") || starts(code, "ServiceUnavailable"))
		return CLOUD_F_THROTTLED;
	if (starts(code, "InvalidRegionId") || starts(code, "RegionId."))
		return CLOUD_F_REGION;
	if (starts(code, "Forbidden") || starts(code, "NoPermission") ||
	    starts(code, "UnauthorizedOperation"))
		return CLOUD_F_PERMISSION;
	return CLOUD_F_SERVICE;
}

const struct cloud_provider cloud_alicloud = { .name = "alicloud",
	.host = host,
	.ask_page = ask_page,
	.ask_regions = ask_regions,
	.sign = sign,
	.read_page = read_page,
	.read_regions = read_regions,
	.read_error = read_error,
	.judge = judge };
