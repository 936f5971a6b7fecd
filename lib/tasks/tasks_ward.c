/*
 * The supervisor's children: forking, stopping, burying, leases.
 */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "db/db.h"
#include "tasks/tasks_super.h"

void
tasks_ward_fork(struct super *su, size_t i)
{
	struct ward *w = &su->wards[i];
	struct run_slot *s = &su->sh->slot[i];
	pid_t parent = getpid(), pid;
	int fd = db_fd(su->cx.db), fails = w->fails;

	atomic_store(&s->task_id, 0);
	atomic_store(&s->drain, false);
	atomic_store(&s->state, RUN_BUSY);
	atomic_store(&s->used_ms, 0);
	atomic_store(&s->poked_ms, 0);
	memset(w, 0, sizeof(*w));
	w->fails = fails;
	pid = fork();
	if (pid == 0) {
		if (fd >= 0)
			close(fd);
		signal(SIGCHLD, SIG_DFL);
		tasks_child_main(su->sh, i, &su->conf, parent);
	}
	if (pid == -1) {
		log_error(&su->cx, "worker.fork", LOG_INT("errno", errno));
		atomic_store(&s->state, RUN_GONE);
		w->fork_ms = time_mono_ms() + 1000;
		return;
	}
	w->pid = pid;
	w->born_ms = time_mono_ms();
}

/* Kills the child if it still runs ${id} and is not just ending it. */
static void
kill_for(struct super *su, size_t i, int64_t id, enum run_why why, bool quiet)
{
	struct run_slot *s = &su->sh->slot[i];
	struct ward *w = &su->wards[i];

	/* With the gate closed the child cannot go on to another task. */
	if (!tasks_run_trylock(&s->gate))
		return;
	if (w->pid && atomic_load(&s->task_id) == id &&
	    (quiet || !atomic_load(&s->ending))) {
		w->kill_id = id;
		w->why = why;
		w->quiet = quiet;
		kill(w->pid, SIGKILL);
	}
	pthread_mutex_unlock(&s->gate);
}

/* Tells the child to stop ${id}: flag and wake-up together, for this task. */
static void
ask_to_stop(struct super *su, size_t i, int64_t id, bool timed_out)
{
	struct run_slot *s = &su->sh->slot[i];
	struct ward *w = &su->wards[i];

	if (!tasks_run_trylock(&s->gate))
		return;
	if (atomic_load(&s->task_id) == id && !atomic_load(&s->ending)) {
		atomic_store(timed_out ? &s->timed_out : &s->cancelled, true);
		tasks_run_poke(s->wake_fd);
		w->stop_ms = time_mono_ms();
		w->stop_id = id;
	}
	pthread_mutex_unlock(&s->gate);
}

static void
note_death(struct super *su, size_t i, int status)
{
	struct run_slot *s = &su->sh->slot[i];
	struct ward *w = &su->wards[i];
	int64_t now = time_mono_ms(), id = atomic_load(&s->task_id);
	bool clean = WIFEXITED(status) && WEXITSTATUS(status) == 0;

	w->pid = 0;
	atomic_store(&s->state, RUN_GONE);
	su->wake |= 1u << s->lane;
	if (!clean)
		log_warn(&su->cx, "worker.child_gone", LOG_INT("slot", i),
		    LOG_INT("status",
			WIFEXITED(status) ? WEXITSTATUS(status) : 0),
		    LOG_INT("signal",
			WIFSIGNALED(status) ? WTERMSIG(status) : 0),
		    LOG_INT("task_id", id));
	w->fails = clean || now - w->born_ms > 5000 ? 0 : w->fails + 1;
	w->fork_ms = now + (w->fails ? 50 << (w->fails < 6 ? w->fails : 6) : 0);
	if (id == 0 || (w->kill_id == id && w->quiet))
		return;
	w->bury = true;
	w->bury_id = id;
	w->bury_fence = atomic_load(&s->fence);
	if (w->kill_id != id)
		w->why = RUN_CRASHED;
	switch (w->why) {
	case RUN_CANCELLED:
		w->bury_text = "cancelled";
		break;
	case RUN_TIMED_OUT:
		w->bury_text = "timed out";
		break;
	case RUN_RELEASED:
		w->bury_text = "given back by a worker that ends";
		break;
	case RUN_CRASHED:
		if (WIFSIGNALED(status))
			snprintf(w->text, sizeof(w->text),
			    "the worker process died (signal %d)",
			    WTERMSIG(status));
		else
			snprintf(w->text, sizeof(w->text),
			    "the worker process died (status %d)",
			    WEXITSTATUS(status));
		w->bury_text = w->text;
		break;
	}
}

void
tasks_ward_reap(struct super *su)
{
	int status;
	size_t i;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (i = 0; i < su->n; i++) {
			if (su->wards[i].pid == pid)
				note_death(su, i, status);
		}
	}
}

/* The tasks of dead children; their events first, as far as they were given. */
static void
bury(struct super *su, size_t i)
{
	struct run_slot *s = &su->sh->slot[i];
	struct ward *w = &su->wards[i];
	enum err_code rc = ERR_OK;
	bool done;

	tasks_run_lock(&s->lock);
	if (time_mono_ms() < atomic_load(&s->lease_ms))
		rc = tasks_run_flush(tasks_super_fresh(su), su->scratch, s,
		    w->bury_id, w->bury_fence);
	pthread_mutex_unlock(&s->lock);
	if (rc == ERR_UNAVAILABLE || rc == ERR_TIMEOUT)
		return;
	rc = tasks_db_bury(tasks_super_fresh(su), w->bury_id, w->bury_fence,
	    w->why, w->bury_text, &done);
	if (rc) {
		log_warn(&su->cx, "task.bury", LOG_INT("task_id", w->bury_id),
		    LOG_TEXT("detail", su->cx.detail));
		return;
	}
	w->bury = false;
	if (done) {
		tasks_super_tell(su, w->bury_id);
		su->wake = SUPER_ALL;
		su->promote_ms = 0;
	}
}

void
tasks_ward_keep(struct super *su)
{
	int64_t now = time_mono_ms();
	size_t i;

	for (i = 0; i < su->n; i++) {
		struct ward *w = &su->wards[i];

		if (w->bury)
			bury(su, i);
		/* Those of other lanes are forked when there is work. */
		if (su->sh->slot[i].lane == 0 && w->pid == 0 && !w->bury &&
		    su->drain_ms == 0 && now >= w->fork_ms)
			tasks_ward_fork(su, i);
	}
}

static void
apply_renewal(struct super *su, size_t i, const struct run_renewed *r,
    int64_t asked_ms, int64_t id, int64_t fence)
{
	struct run_slot *s = &su->sh->slot[i];

	if (atomic_load(&s->task_id) != id || atomic_load(&s->fence) != fence)
		return; /* went on meanwhile */
	if (r) {
		atomic_store(&s->lease_ms, asked_ms + su->sh->lease_ms * 2 / 3);
		if (r->cancel_requested && !atomic_load(&s->cancelled))
			ask_to_stop(su, i, id, false);
		return;
	}
	if (atomic_load(&s->ending))
		return; /* its end is just being committed */
	log_warn(&su->cx, "task.lease_lost", LOG_INT("task_id", id),
	    LOG_INT("fence", fence));
	atomic_store(&s->lost, true);
	kill_for(su, i, id, RUN_CRASHED, true);
}

void
tasks_ward_renew(struct super *su)
{
	struct cx *cx = tasks_super_fresh(su);
	int64_t *ids = arena_array(cx->mem, su->n + 1, sizeof(*ids));
	int64_t *fences = arena_array(cx->mem, su->n + 1, sizeof(*fences));
	size_t *slots = arena_array(cx->mem, su->n + 1, sizeof(*slots));
	struct run_renewed *rows, *r;
	size_t n = 0, n_rows, i, k;
	int64_t asked_ms = time_mono_ms();
	enum err_code rc;

	for (i = 0; i < su->n; i++) {
		struct run_slot *s = &su->sh->slot[i];

		ids[n] = atomic_load(&s->task_id);
		fences[n] = atomic_load(&s->fence);
		if (su->wards[i].pid && ids[n] &&
		    ids[n] == atomic_load(&s->task_id))
			slots[n++] = i;
	}
	su->renew_ms = asked_ms + su->sh->lease_ms / 6;
	if (n == 0)
		return;
	rc = tasks_db_renew(cx, ids, fences, n, su->sh->lease_ms, &rows,
	    &n_rows);
	if (rc) {
		log_warn(cx, "task.renew", LOG_TEXT("err", err_name(rc)),
		    LOG_TEXT("detail", cx->detail));
		su->renew_ms = time_mono_ms() + su->sh->lease_ms / 20;
		return;
	}
	for (k = 0; k < n; k++) {
		r = NULL;
		for (i = 0; i < n_rows && r == NULL; i++) {
			if (rows[i].id == ids[k] && rows[i].fence == fences[k])
				r = &rows[i];
		}
		apply_renewal(su, slots[k], r, asked_ms, ids[k], fences[k]);
	}
}

/*
 * An idle child that was told to look and did not for as long as a lease hangs
 * (or is stopped) and only keeps its place from another.
 */
static void
kill_deaf(struct super *su, size_t i, int64_t now)
{
	struct run_slot *s = &su->sh->slot[i];
	int64_t poked = atomic_load(&s->poked_ms);

	if (poked == 0 || now < poked + su->sh->lease_ms || su->was_down)
		return;
	log_warn(&su->cx, "worker.child_deaf", LOG_INT("slot", i));
	atomic_store(&s->poked_ms, 0);
	kill(su->wards[i].pid, SIGKILL);
}

void
tasks_ward_watch(struct super *su)
{
	int64_t now = time_mono_ms(), id;
	size_t i;

	for (i = 0; i < su->n; i++) {
		struct run_slot *s = &su->sh->slot[i];
		struct ward *w = &su->wards[i];

		id = atomic_load(&s->task_id);
		if (w->pid && id == 0)
			kill_deaf(su, i, now);
		if (w->pid == 0 || id == 0)
			continue;
		if (now >= atomic_load(&s->lease_ms)) {
			/* Could not renew: nobody may act on a lease that another
			 * worker is about to get. */
			atomic_store(&s->lost, true);
			kill_for(su, i, id, RUN_CRASHED, true);
			continue;
		}
		if (su->drain_ms && now >= su->drain_ms + RUN_DRAIN_MS) {
			kill_for(su, i, id, RUN_RELEASED, false);
			continue;
		}
		if (w->stop_ms && w->stop_id != id)
			w->stop_ms = 0;
		if (w->stop_ms == 0 && now >= atomic_load(&s->deadline_ms))
			ask_to_stop(su, i, id, true);
		if (w->stop_ms && now >= w->stop_ms + RUN_GRACE_MS)
			kill_for(su, i, id,
			    atomic_load(&s->cancelled) ? RUN_CANCELLED :
							 RUN_TIMED_OUT,
			    false);
	}
}

bool
tasks_ward_all_gone(const struct super *su)
{
	size_t i;

	/* With the database away, leases end what cannot be told. */
	if (time_mono_ms() > su->drain_ms + RUN_DRAIN_MS + 5000)
		return true;

	for (i = 0; i < su->n; i++) {
		if (su->wards[i].pid || su->wards[i].bury)
			return false;
	}
	return true;
}
