-- doc: lanes of tasks, each with processes of its own, and routine tasks

-- up
-- Which processes run it; '' are the ordinary ones.  Given by the kind.
ALTER TABLE tasks ADD COLUMN lane text NOT NULL DEFAULT '';
-- Ordered by the engine itself every so often: only the last few are kept.
ALTER TABLE tasks ADD COLUMN routine boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN tasks.lane IS
    'Pool of worker processes that runs it; empty: the ordinary ones';
COMMENT ON COLUMN tasks.routine IS
    'Ordered by the engine every so often; only the last few are kept';

-- A lane's claim never walks over what waits for another lane.
DROP INDEX tasks_ready_idx;
CREATE INDEX tasks_ready_idx ON tasks (lane, priority DESC, run_at, id)
    WHERE status = 'queued' AND ready;
-- One at a time, whatever several workers order.
CREATE UNIQUE INDEX tasks_routine_key ON tasks (kind)
    WHERE routine AND status IN ('queued', 'running');
CREATE INDEX tasks_routine_idx ON tasks (kind, id DESC) WHERE routine;

-- Locks the next task of a lane that may be taken; null: none.  See
-- 0005_tasks.sql for why the plan is not left to statistics.
CREATE FUNCTION k8sm_task_next(of_lane text, kinds text[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
    AS $$
DECLARE
    found_id bigint;
BEGIN
    SELECT t.id INTO found_id FROM tasks t
        WHERE t.status = 'queued' AND t.ready AND t.lane = of_lane
          AND t.kind = ANY (kinds)
        ORDER BY t.lane, t.priority DESC, t.run_at, t.id
        LIMIT 1 FOR UPDATE SKIP LOCKED;
    RETURN found_id;
END $$;
REVOKE ALL ON FUNCTION k8sm_task_next(text, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION k8sm_task_next(text, text[]) TO k8sm_app;
-- Workers of the release before, while they are being replaced.
CREATE OR REPLACE FUNCTION k8sm_task_next(kinds text[]) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT k8sm_task_next('', kinds)
$$;

-- Removes the finished routine tasks of a kind beyond the newest ${keep}, with
-- their events; of those that failed five times as many stay.
CREATE FUNCTION k8sm_task_routine_prune(of_kind text, keep int) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH ranked AS (
        SELECT id, row_number() OVER (PARTITION BY status = 'failed'
            ORDER BY id DESC) > greatest(keep, 1)
            * CASE status WHEN 'failed' THEN 5 ELSE 1 END AS old
        FROM tasks WHERE routine AND kind = of_kind
            AND status IN ('succeeded', 'cancelled', 'failed')
    ), gone AS (
        DELETE FROM tasks t USING ranked r
        WHERE t.id = r.id AND r.old RETURNING t.id
    ), said AS (
        DELETE FROM task_events e USING gone WHERE e.task_id = gone.id
    )
    SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION k8sm_task_routine_prune(text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION k8sm_task_routine_prune(text, int) TO k8sm_app;

-- verify
SELECT lane, routine FROM tasks WHERE false;
SELECT to_regprocedure('k8sm_task_next(text, text[])') IS NOT NULL AS present;

-- down
DROP FUNCTION k8sm_task_routine_prune(text, int);
DROP FUNCTION k8sm_task_next(text, text[]);
CREATE OR REPLACE FUNCTION k8sm_task_next(kinds text[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
    AS $$
DECLARE
    found_id bigint;
BEGIN
    SELECT t.id INTO found_id FROM tasks t
        WHERE t.status = 'queued' AND t.ready AND t.kind = ANY (kinds)
        ORDER BY t.priority DESC, t.run_at, t.id
        LIMIT 1 FOR UPDATE SKIP LOCKED;
    RETURN found_id;
END $$;
DROP INDEX tasks_routine_idx;
DROP INDEX tasks_routine_key;
DROP INDEX tasks_ready_idx;
CREATE INDEX tasks_ready_idx ON tasks (priority DESC, run_at, id)
    WHERE status = 'queued' AND ready;
ALTER TABLE tasks DROP COLUMN routine;
ALTER TABLE tasks DROP COLUMN lane;
