#!/bin/bash
# What the database itself refuses about tasks, whoever writes: illegal states
# and transitions, fences and event numbers that fall, other projects' rows.
set -u
cd "$(dirname "$0")/../.." || exit 1
make -s VARIANT=test build/test/k8sm >&2 || exit 1
unset K8SM_DATABASE_URL K8SM_OWNER_URL K8SM_SQL_DIR K8SM_CONFIG
eval "$(K8SM_TEST_PG_OWNER=$$ test/lib/pg.sh start)" || exit 1
trap 'test/lib/pg.sh stop "$K8SM_TEST_PG"' EXIT
trap 'exit 130' INT TERM
bad=0
K8SM_OWNER_URL=$K8SM_TEST_OWNER_URL build/test/k8sm migrate up >/dev/null || exit 1

# app PROJECTS SQL: as the programs' role, in that scope.
app() {
	PGOPTIONS="-c k8sm.projects=$1 -c k8sm.user=0" psql -qAtX -v ON_ERROR_STOP=1 \
		-v VERBOSITY=sqlstate -d "$K8SM_TEST_URL" -c "$2" 2>&1
}
# is SENTENCE WANTED GOT
is() {
	if [ "$2" = "$3" ]; then
		echo "ok - $1"
	else
		printf 'not ok - %s\n# wanted %s, got %s\n' "$1" "$2" "$3"
		bad=1
	fi
}
refused() { is "refused: $1" "ERROR:  ${3:-23514}" "$(app "${4-*}" "$2")"; }
# One task in the state wanted: queued, running, uncertain, failed.
task() {
	local sql="INSERT INTO tasks (kind) VALUES ('x') RETURNING id"
	id=$(app '*' "$sql")
	[ "$1" = queued ] && return
	app '*' "UPDATE tasks SET status = 'running', fence = 1, event_seq = 1,
		lease_until = now() WHERE id = $id"
	[ "$1" = running ] && return
	app '*' "UPDATE tasks SET status = '$1', lease_until = NULL,
		finished_at = now() WHERE id = $id"
}

refused 'a task that starts running' "INSERT INTO tasks (kind, status, lease_until) VALUES ('x', 'running', now())"
refused 'a task that starts with a fence' "INSERT INTO tasks (kind, fence) VALUES ('x', 1)"
refused 'a task without a kind' "INSERT INTO tasks (kind) VALUES ('')"
refused 'a task without a try' "INSERT INTO tasks (kind, max_tries) VALUES ('x', 0)"
task queued
refused 'queued to succeeded' "UPDATE tasks SET status = 'succeeded', finished_at = now() WHERE id = $id"
refused 'a claim that leaves the fence' "UPDATE tasks SET status = 'running', lease_until = now() WHERE id = $id"
refused 'a claim without a lease' "UPDATE tasks SET status = 'running', fence = 1 WHERE id = $id"
refused 'a status that does not exist' "UPDATE tasks SET status = 'odd', finished_at = now() WHERE id = $id"
refused 'a finish time while it is queued' "UPDATE tasks SET finished_at = now() WHERE id = $id"
task running
refused 'a fence that falls' "UPDATE tasks SET fence = 0 WHERE id = $id"
refused 'event numbers that fall' "UPDATE tasks SET event_seq = 0 WHERE id = $id"
refused 'an end that keeps the lease' "UPDATE tasks SET status = 'failed', finished_at = now() WHERE id = $id"
task uncertain
refused 'uncertain to queued' "UPDATE tasks SET status = 'queued', finished_at = NULL WHERE id = $id"
is 'uncertain to failed is somebody'"'"'s word' '' "$(app '*' "UPDATE tasks SET status = 'failed' WHERE id = $id")"
task failed
refused 'failed to succeeded' "UPDATE tasks SET status = 'succeeded' WHERE id = $id"
refused 'failed to queued' "UPDATE tasks SET status = 'queued', finished_at = NULL WHERE id = $id"

task queued
is 'run_at in an hour: not ready' f "$(app '*' "UPDATE tasks SET run_at = now() + interval '1 hour' WHERE id = $id;
	SELECT ready FROM tasks WHERE id = $id")"
is 'run_at moved to now: ready' t "$(app '*' "UPDATE tasks SET run_at = now() WHERE id = $id;
	SELECT ready FROM tasks WHERE id = $id")"
is 'ordered for later: not ready' f "$(app '*' "INSERT INTO tasks (kind, run_at)
	VALUES ('x', now() + interval '1 hour') RETURNING ready")"

project=$(psql -qAtX -d "$K8SM_TEST_OWNER_URL" -c "INSERT INTO projects (code, name) VALUES ('p', 'p') RETURNING id")
id=$(app '*' "INSERT INTO tasks (kind, project_id) VALUES ('x', $project) RETURNING id")
event="INSERT INTO task_events (task_id, seq, type) VALUES ($id, 1, 'state')"
refused 'an event of a task in another project' "$event" 42501 '{}'
refused 'a task in another project' "INSERT INTO tasks (kind, project_id) VALUES ('x', $project)" 42501 '{}'
is 'another project'"'"'s task is not seen' 0 "$(app '{}' "SELECT count(*) FROM tasks WHERE id = $id")"
is 'nor changed' '' "$(app '{}' "UPDATE tasks SET title = 'mine' WHERE id = $id RETURNING id")"
is 'its own project may add an event' '' "$(app "{$project}" "$event")"
is 'and read it' 1 "$(app "{$project}" "SELECT count(*) FROM task_events WHERE task_id = $id")"
is 'others may not' 0 "$(app '{}' "SELECT count(*) FROM task_events WHERE task_id = $id")"
refused 'changing an event' "UPDATE task_events SET text = 'x'" 42501
refused 'removing an event' 'DELETE FROM task_events' 42501
refused 'no scope at all' "SELECT 1 FROM tasks WHERE id = $id" 42501 ''
exit $bad
