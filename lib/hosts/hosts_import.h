/*
 * hosts_import: hosts that another room knows of from elsewhere (a cloud).
 *
 * Nobody has logged in to them yet: they come without facts and without a pinned
 * host key, which the first check asks a person to confirm.
 */
#ifndef K8SM_HOSTS_HOSTS_IMPORT_H
#define K8SM_HOSTS_HOSTS_IMPORT_H

#include "base/base.h"
#include "type/type.h"

struct host_import {
	int64_t host_id;		/* the known host, 0: a new one */
	int64_t project_id;
	const char *source;		/* "cloud_import" */
	const char *provider;
	const char *instance_id;
	const char *name;		/* any text; made fit and unique */
	/* Known host: name and addresses as they were taken over before; what
	 * somebody chose here since stays. */
	const char *was_name;
	const char *was_ip[2];
	const char *now_ip[2];
	bool back;			/* was gone, is there again */
	const char *ip;			/* new host */
	int64_t port;
	const char *ssh_user;
	int64_t ssh_key_id;		/* 0: the password */
	struct str password;		/* empty: none */
	const char *role;
	const char *region;
	struct texts tags;
	const char *os;
	int64_t cpu_cores;
	int64_t memory_mb;
	int64_t disk_gb;
	bool off;			/* the machine is not running */
};

enum host_import_end {
	HOST_IMPORT_CREATED, HOST_IMPORT_UPDATED,
	HOST_IMPORT_NAME_TAKEN,		/* both forms of it, by ${other} */
	HOST_IMPORT_ADDRESS_TAKEN,	/* by ${other} */
	HOST_IMPORT_NO_ADDRESS
};

/*
 * Whether hosts of ${project_id} may be logged in to like this; ERR_INVALID
 * names `ssh_user`, `ssh_key_id` or `labels`.  ${tags} gets the labels cleaned.
 */
enum err_code hosts_import_check(struct cx *cx, int64_t project_id,
    const char *ssh_user, int64_t ssh_key_id, const struct texts *labels,
    struct texts *tags) MUST_CHECK;

/*
 * Makes or updates one host in the current transaction, with its audit row.
 * The caller holds whatever keeps two of them apart.  Not being able to because
 * of another host is no error but *${end}.
 */
enum err_code hosts_import(struct cx *cx, const struct host_import *in,
    enum host_import_end *end, int64_t *host_id, const char **other) MUST_CHECK;

/* Marks a host whose machine is gone: inactive, with ${why}. */
enum err_code hosts_import_gone(struct cx *cx, int64_t host_id,
    const char *why) MUST_CHECK;

#endif
