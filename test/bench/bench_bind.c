/*
 * bench_bind: what it costs to take one 2 KB body apart and to write a list of
 * 200 rows.  Prints one JSON line a figure.  Each is the processor time of
 * the median of 31 rounds, so that what else runs on the machine does not count.
 */
#include <inttypes.h>

#include "base/base.h"
#include "type/type.h"

#define ROWS 200
#define ROUNDS 31

struct disk {
	const char *mount;
	const char *fs;
	int64_t size_gb;
	int64_t used_gb;
};

struct machine {
	int64_t id;
	const char *name;
	const char *ip;
	int64_t port;
	const char *ssh_user;
	const char *status;
	const char *health_state;
	const char *description;
	const char *region;
	const char *provider;
	const char *os;
	const char *kernel;
	int64_t cpu_cores;
	int64_t memory_mb;
	int64_t disk_gb;
	bool maintenance;
	struct texts labels;
	struct opt_int cluster_id;
	struct objects disks;
	int64_t last_check_at;
	int64_t created_at;
	int64_t updated_at;
	int64_t version;
};

static const char *const states[] = { "online", "offline", "unknown", NULL };

static const struct field disk_fields[] = {
	F_TEXT(struct disk, mount, F_REQ, 1, 255, "Where it is mounted"),
	F_TEXT(struct disk, fs, 0, 0, 32, "File system"),
	F_INT(struct disk, size_gb, 0, 0, 1000000, 0, "Size"),
	F_INT(struct disk, used_gb, 0, 0, 1000000, 0, "Used"),
	F_END
};
static const struct type disk_type = { "Disk", sizeof(struct disk),
	disk_fields, "A disk" };

static const struct field machine_fields[] = {
	F_INT(struct machine, id, 0, 1, JSON_MAX_SAFE, 0, "Id"),
	F_TEXT(struct machine, name, F_REQ, 1, 64, "Name"),
	F_TEXT(struct machine, ip, F_REQ, 1, 255, "Address"),
	F_INT(struct machine, port, 0, 1, 65535, 22, "SSH port"),
	F_TEXT(struct machine, ssh_user, 0, 1, 64, "SSH user"),
	F_ENUM(struct machine, status, 0, states, "State"),
	F_TEXT(struct machine, health_state, 0, 0, 32, "Health"),
	F_TEXT(struct machine, description, F_RAW_TEXT, 0, 1000, "Description"),
	F_TEXT(struct machine, region, 0, 0, 64, "Region"),
	F_TEXT(struct machine, provider, 0, 0, 64, "Provider"),
	F_TEXT(struct machine, os, 0, 0, 128, "Operating system"),
	F_TEXT(struct machine, kernel, 0, 0, 128, "Kernel"),
	F_INT(struct machine, cpu_cores, 0, 0, 100000, 0, "Cores"),
	F_INT(struct machine, memory_mb, 0, 0, JSON_MAX_SAFE, 0, "Memory"),
	F_INT(struct machine, disk_gb, 0, 0, JSON_MAX_SAFE, 0, "Disk"),
	F_BOOL(struct machine, maintenance, 0, false, "In maintenance"),
	F_TEXTS(struct machine, labels, 0, 0, 64, "Labels"),
	F_OPT_INT(struct machine, cluster_id, 0, 1, JSON_MAX_SAFE, "Cluster"),
	F_OBJECTS(struct machine, disks, 0, 0, 64, &disk_type, "Disks"),
	F_TIME(struct machine, last_check_at, F_NULL, "Last check"),
	F_TIME(struct machine, created_at, 0, "Created"),
	F_TIME(struct machine, updated_at, 0, "Updated"),
	F_INT(struct machine, version, 0, 0, JSON_MAX_SAFE, 1, "Row version"),
	F_END
};
static const struct type machine_type = { "Machine", sizeof(struct machine),
	machine_fields, "A machine" };

static int
compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double
now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

static void
report(const char *name, double v[ROUNDS], double target)
{
	double median;

	qsort(v, ROUNDS, sizeof(*v), compare);
	median = v[ROUNDS / 2];
	printf("{\"name\":\"%s\",\"value\":%.2f,\"unit\":\"us\","
	    "\"target\":%g,\"ok\":%s}\n", name, median, target,
	    median <= target ? "true" : "false");
}

/* A body of 2 KB as a client would send it, Chinese text included. */
static struct str
make_body(struct arena *mem)
{
	struct buf b;
	int i;

	buf_init(&b, mem, 4096);
	buf_puts(&b, "{\"name\":\"web-frontend-01\",\"ip\":\"10.20.30.40\","
	    "\"port\":22,\"ssh_user\":\"deploy\",\"status\":\"online\","
	    "\"description\":\"生产环境前端节点，由平台组维护\\n"
	    "second line with \\\"quotes\\\" and a path C:\\\\temp\","
	    "\"region\":\"cn-east-1\",\"provider\":\"bare metal\","
	    "\"os\":\"Debian GNU/Linux 12 (bookworm)\","
	    "\"kernel\":\"6.1.0-18-amd64\",\"cpu_cores\":32,"
	    "\"memory_mb\":131072,\"disk_gb\":3840,\"maintenance\":false,"
	    "\"cluster_id\":17,\"labels\":[");
	for (i = 0; i < 24; i++)
		buf_printf(&b, "%s\"label-%02d=value-%02d\"", i ? "," : "", i, i);
	buf_puts(&b, "],\"disks\":[");
	for (i = 0; i < 18; i++)
		buf_printf(&b, "%s{\"mount\":\"/srv/data%02d\",\"fs\":\"ext4\","
		    "\"size_gb\":%d,\"used_gb\":%d}", i ? "," : "", i,
		    1000 + i, 10 * i);
	buf_puts(&b, "]}");
	return buf_view(&b);
}

static void
bench_bind(void)
{
	struct arena *keep = arena_new(1 << 20), *mem = arena_new(16 << 20);
	struct cx cx = { .mem = mem, .request_id = "bench" };
	struct str body = make_body(keep);
	struct machine got;
	double took[ROUNDS], t0;
	int round, i, n = 500;

	for (round = 0; round < ROUNDS; round++) {
		t0 = now_us();
		for (i = 0; i < n; i++) {
			if (type_bind_text(&cx, &machine_type, body, &got)) {
				fprintf(stderr, "%s\n", cx.message);
				exit(1);
			}
			arena_reset(mem);
		}
		took[round] = (now_us() - t0) / n;
	}
	if (body.n < 1900 || body.n > 2200) {
		fprintf(stderr, "the body has %zu bytes\n", body.n);
		exit(1);
	}
	report("bind_us", took, 15);
	arena_free(mem);
	arena_free(keep);
}

static struct machine *
make_rows(struct arena *mem)
{
	struct machine *v = arena_array(mem, ROWS, sizeof(*v));
	const char **labels = arena_array(mem, 3, sizeof(*labels));
	int i;

	labels[0] = "prod";
	labels[1] = "web";
	labels[2] = "前端";
	for (i = 0; i < ROWS; i++) {
		v[i] = (struct machine){ .id = 100000 + i,
			.name = arena_printf(mem, "web-frontend-%03d", i),
			.ip = arena_printf(mem, "10.20.30.%d", i),
			.port = 22, .ssh_user = "deploy", .status = "online",
			.health_state = "healthy",
			.description = "生产环境前端节点", .region = "cn-east-1",
			.provider = "bare metal",
			.os = "Debian GNU/Linux 12 (bookworm)",
			.kernel = "6.1.0-18-amd64", .cpu_cores = 32,
			.memory_mb = 131072, .disk_gb = 3840,
			.labels = { labels, 3, true },
			.cluster_id = { true, 17 },
			.last_check_at = 1795406706123456 + i,
			.created_at = 1795406706123456 - i,
			.updated_at = 1795406706123456, .version = 3 };
	}
	return v;
}

static void
bench_reply(void)
{
	struct arena *keep = arena_new(1 << 20), *mem = arena_new(16 << 20);
	struct machine *rows = make_rows(keep);
	struct buf to;
	struct json j;
	double took[ROUNDS], t0;
	int round, i, n = 50;

	for (round = 0; round < ROUNDS; round++) {
		t0 = now_us();
		for (i = 0; i < n; i++) {
			buf_init(&to, mem, BUF_MAX_REPLY);
			json_init(&j, &to);
			json_object(&j);
			json_key(&j, "list");
			type_put_list(&j, &machine_type, rows, ROWS);
			json_put_int(&j, "total", ROWS);
			json_object_end(&j);
			if (!json_done(&j))
				exit(1);
			arena_reset(mem);
		}
		took[round] = (now_us() - t0) / n;
	}
	report("reply_us", took, 150);
	arena_free(mem);
	arena_free(keep);
}

int
main(void)
{
	bench_bind();
	bench_reply();
	return 0;
}
