/*
 * What cloud_tasks.c and cloud_item.c share: an import or a comparison at work.
 */
#ifndef K8SM_CLOUD_CLOUD_JOB_H
#define K8SM_CLOUD_CLOUD_JOB_H

#include "cloud/cloud_int.h"

struct job {
	struct task *t;
	struct arena *page; /* for one step, then emptied */
	struct cloud_work w;
	struct cloud_request_kept kept;
	struct cloud_target target;
	struct str password;
	int64_t done;
	int64_t total;
};

/* One page of an account's instances; what passes by itself is waited for. */
enum err_code cloud_job_page(struct cx *cx, struct job *j,
    const struct cloud_ask *ask, struct cloud_page *out);
enum err_code
cloud_job_tell(struct cx *cx, struct job *j, int64_t done, int64_t total);
/* Works on the next instances that are queued, a few a commit. */
enum err_code cloud_item_step(struct cx *cx, struct job *j, void *arg);

#endif
