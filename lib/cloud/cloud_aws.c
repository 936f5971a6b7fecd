/*
 * cloud_aws: AWS EC2, API 2016-11-15: a form in, XML out.
 */
#include "cloud/cloud_provider.h"
#include "cloud/cloud_xml.h"
#include "crypto/crypto.h"

#define MAX_PAIRS 256

static const char *
host(struct arena *mem, const char *region)
{
	return arena_printf(mem, "ec2.%s.amazonaws.com%s", region,
	    strncmp(region, "cn-", 3) == 0 ? ".cn" : "");
}

static bool
has(const char *s)
{
	return s != NULL && s[0] != '\0';
}

/* A form under way. */
struct form {
	struct arena *mem;
	struct cloud_pair v[MAX_PAIRS];
	size_t n;
	size_t filters;
};

static void
add(struct form *f, const char *name, const char *value)
{
	if (f->n < MAX_PAIRS)
		f->v[f->n++] = (struct cloud_pair){ name, value };
}

static void
filter(struct form *f, const char *name)
{
	add(f, arena_printf(f->mem, "Filter.%zu.Name", ++f->filters), name);
}

static void
filter_value(struct form *f, size_t i, const char *value)
{
	add(f, arena_printf(f->mem, "Filter.%zu.Value.%zu", f->filters, i),
	    value);
}

static void
finish(struct form *f, struct cloud_request *rq)
{
	add(f, "Version", "2016-11-15");
	*rq = (struct cloud_request){ .method = "POST",
		.path = "/",
		.body = str_of(cloud_query(f->mem, f->v, f->n)) };
}

static void
add_status(struct form *f, const char *status)
{
	filter(f, "instance-state-name");
	if (strcmp(status, "starting") == 0) {
		filter_value(f, 1, "pending");
	} else if (strcmp(status, "stopping") == 0) {
		filter_value(f, 1, "stopping");
		filter_value(f, 2, "shutting-down");
	} else {
		filter_value(f, 1, status);
	}
}

/* '*', '?' and '\' mean something in a filter's value. */
static const char *
literal(struct arena *mem, const char *s)
{
	struct buf b;

	buf_init(&b, mem, BUF_MAX_ROW);
	for (; *s != '\0'; s++) {
		if (*s == '*' || *s == '?' || *s == '\\')
			buf_putc(&b, '\\');
		buf_putc(&b, *s);
	}
	return b.p != NULL ? b.p : "";
}

static void
add_keyword(struct form *f, const char *keyword)
{
	if (cloud_is_id(keyword)) {
		filter(f, "instance-id");
		filter_value(f, 1, keyword);
	} else if (cloud_is_ip(keyword)) {
		filter(f, "private-ip-address");
		filter_value(f, 1, keyword);
	} else {
		filter(f, "tag:Name");
		filter_value(f, 1,
		    arena_printf(f->mem, "*%s*", literal(f->mem, keyword)));
	}
}

static void
ask_page(struct arena *mem, const struct cloud_ask *ask, const char *region,
    struct cloud_request *rq)
{
	struct form *f = ARENA_NEW(mem, struct form);
	const char *key, *value;
	size_t i;

	(void)region;
	f->mem = mem;
	add(f, "Action", "DescribeInstances");
	/* At least 5, the service says. */
	add(f, "MaxResults",
	    arena_printf(mem, "%lld",
		(long long)(ask->limit < 5 ? 5 : ask->limit)));
	if (has(ask->next))
		add(f, "NextToken", ask->next);
	/* By filter, because one unknown id fails a call that names ids. */
	if (ask->n_ids > 0)
		filter(f, "instance-id");
	for (i = 0; i < ask->n_ids; i++)
		filter_value(f, i + 1, ask->ids[i]);
	if (has(ask->status))
		add_status(f, ask->status);
	if (has(ask->vpc)) {
		filter(f, "vpc-id");
		filter_value(f, 1, ask->vpc);
	}
	if (has(ask->tag)) {
		cloud_split_tag(mem, ask->tag, &key, &value);
		filter(f,
		    value != NULL ? arena_printf(mem, "tag:%s", key) :
				    "tag-key");
		filter_value(f, 1, literal(mem, value != NULL ? value : key));
	}
	if (has(ask->keyword))
		add_keyword(f, ask->keyword);
	finish(f, rq);
}

static void
ask_regions(struct arena *mem, const char *region, struct cloud_request *rq)
{
	struct form *f = ARENA_NEW(mem, struct form);

	(void)region;
	f->mem = mem;
	add(f, "Action", "DescribeRegions");
	finish(f, rq);
}

static void
sign(struct arena *mem, struct cloud_request *rq, const struct cloud_target *t,
    const char *service, int64_t now_s, const char *nonce)
{
	char stamp[17];

	(void)nonce;
	cloud_header(rq, "content-type",
	    "application/x-www-form-urlencoded; charset=utf-8");
	cloud_header(rq, "host", service);
	cloud_header(rq, "x-amz-date",
	    arena_strdup(mem, cloud_sign_time(now_s, stamp)));
	cloud_sign_aws4(mem, rq, &t->key, t->region, "ec2", now_s);
}

static const char *
status_of(const char *s)
{
	if (strcmp(s, "running") == 0)
		return "running";
	if (strcmp(s, "stopped") == 0)
		return "stopped";
	if (strcmp(s, "pending") == 0)
		return "starting";
	if (strcmp(s, "stopping") == 0)
		return "stopping";
	if (strcmp(s, "terminated") == 0 || strcmp(s, "shutting-down") == 0)
		return "terminated";
	return "other";
}

static int64_t
number(const struct cloud_xml *x, cloud_node v, const char *path)
{
	int64_t n;

	return str_int(str_trim(str_of(cloud_xml_text(x, v, path))), &n) ? n :
									   0;
}

static void
read_tags(struct arena *mem, const struct cloud_xml *x, cloud_node v,
    struct cloud_instance *out)
{
	const char *key, *value;
	cloud_node tag;

	for (tag = cloud_xml_child(cloud_xml_at(v, "tagSet"), "item");
	     tag != NULL; tag = cloud_xml_next(tag, "item")) {
		key = cloud_xml_text(x, tag, "key");
		value = cloud_xml_text(x, tag, "value");
		if (strcmp(key, "Name") == 0)
			out->name = value;
		cloud_clean_tag(mem, &out->tags, key, value);
	}
}

static bool
read_instance(struct arena *mem, const struct cloud_xml *x, cloud_node v,
    const char *region, struct cloud_instance *out)
{
	int64_t cores = number(x, v, "cpuOptions/coreCount");
	int64_t threads = number(x, v, "cpuOptions/threadsPerCore");

	*out = (struct cloud_instance){
		.instance_id = cloud_xml_text(x, v, "instanceId"),
		.name = "",
		.status = status_of(cloud_xml_text(x, v, "instanceState/name")),
		.os = cloud_xml_text(x, v, "platformDetails"),
		.zone = cloud_xml_text(x, v, "placement/availabilityZone"),
		.instance_type = cloud_xml_text(x, v, "instanceType"),
		.vpc_id = cloud_xml_text(x, v, "vpcId"),
		.private_ip = cloud_xml_text(x, v, "privateIpAddress"),
		.public_ip = cloud_xml_text(x, v, "ipAddress"),
	};
	if (cores > 0 && cores < 65536 && threads > 0 && threads < 64)
		out->cpu = cores * threads;
	read_tags(mem, x, v, out);
	return cloud_clean_instance(mem, out, region);
}

static size_t
count(cloud_node sets)
{
	cloud_node r, i;
	size_t n = 0;

	for (r = cloud_xml_child(sets, "item"); r != NULL;
	     r = cloud_xml_next(r, "item"))
		for (i = cloud_xml_child(cloud_xml_at(r, "instancesSet"),
			 "item");
		     i != NULL; i = cloud_xml_next(i, "item"))
			n++;
	return n;
}

static bool
read_page(struct cx *cx, struct str body, const struct cloud_ask *ask,
    const char *region, struct cloud_page *out)
{
	struct cloud_xml *x = cloud_xml_read(cx->mem, body);
	cloud_node root, sets, r, i;

	(void)ask;
	*out = (struct cloud_page){ .total = -1 };
	root =
	    x != NULL ? cloud_xml_root(x, "DescribeInstancesResponse") : NULL;
	sets = cloud_xml_at(root, "reservationSet");
	if (sets == NULL)
		return false;
	out->v = arena_array(cx->mem, count(sets) + 1, sizeof(*out->v));
	for (r = cloud_xml_child(sets, "item"); r != NULL;
	     r = cloud_xml_next(r, "item")) {
		i = cloud_xml_child(cloud_xml_at(r, "instancesSet"), "item");
		for (; i != NULL; i = cloud_xml_next(i, "item")) {
			if (read_instance(cx->mem, x, i, region,
				&out->v[out->n]))
				out->n++;
			else
				out->dropped++;
		}
	}
	out->next = cloud_xml_text(x, root, "nextToken");
	if (out->next[0] == '\0')
		out->next = NULL;
	return true;
}

static bool
read_regions(struct cx *cx, struct str body, struct cloud_region **v, size_t *n)
{
	struct cloud_xml *x = cloud_xml_read(cx->mem, body);
	cloud_node root, list, one;
	const char *id;
	size_t most = 0;

	*n = 0;
	root = x != NULL ? cloud_xml_root(x, "DescribeRegionsResponse") : NULL;
	list = cloud_xml_at(root, "regionInfo");
	if (list == NULL)
		return false;
	for (one = cloud_xml_child(list, "item"); one != NULL;
	     one = cloud_xml_next(one, "item"))
		most++;
	*v = arena_array(cx->mem, most + 1, sizeof(**v));
	for (one = cloud_xml_child(list, "item"); one != NULL;
	     one = cloud_xml_next(one, "item")) {
		id = cloud_xml_text(x, one, "regionName");
		if (cloud_id_ok(id))
			(*v)[(*n)++] = (struct cloud_region){ id, id };
	}
	return true;
}

static bool
read_error(struct cx *cx, struct str body, const char **code, const char **text)
{
	struct cloud_xml *x = cloud_xml_read(cx->mem, body);
	cloud_node root = x != NULL ? cloud_xml_root(x, "Response") : NULL;

	if (root == NULL)
		return false;
	*code = cloud_xml_text(x, root, "Errors/Error/Code");
	*text = cloud_xml_text(x, root, "Errors/Error/Message");
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
	/* EC2 says AuthFailure for a key that it does not know. */
	if (starts(code, "AuthFailure") ||
	    starts(code, "InvalidClientTokenId") ||
	    starts(code, "InvalidAccessKeyId") ||
	    starts(code, "OptInRequired") || starts(code, "Blocked"))
		return CLOUD_F_KEY;
	if (starts(code, "SignatureDoesNotMatch") ||
	    starts(code, "IncompleteSignature"))
		return CLOUD_F_SIGNATURE;
	if (starts(code, "RequestExpired"))
		return CLOUD_F_CLOCK;
	if (starts(code, "UnauthorizedOperation") ||
	    starts(code, "AccessDenied"))
		return CLOUD_F_PERMISSION;
	if (starts(code, "RequestLimitExceeded") ||
	    starts(code, "Throttling") || starts(code, "Unavailable"))
		return CLOUD_F_THROTTLED;
	return CLOUD_F_SERVICE;
}

const struct cloud_provider cloud_aws = { .name = "aws",
	.host = host,
	.ask_page = ask_page,
	.ask_regions = ask_regions,
	.sign = sign,
	.read_page = read_page,
	.read_regions = read_regions,
	.read_error = read_error,
	.judge = judge };
