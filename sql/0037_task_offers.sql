-- doc: what a task costs the database: read ahead, and one guard for its states

-- up
-- The next tasks of a lane, in order and without a lock: a reading for a
-- worker's children, who then claim by id and fence.  See 0005_tasks.sql for why
-- the plan is not left to statistics.
CREATE FUNCTION k8sm_task_offers(of_lane text, kinds text[], most bigint)
    RETURNS TABLE (id bigint, fence bigint, attempt bigint, kind text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
    SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
    AS $$
BEGIN
    RETURN QUERY SELECT t.id, t.fence, t.attempt, t.kind FROM tasks t
        WHERE t.status = 'queued' AND t.ready AND t.lane = of_lane
          AND t.kind = ANY (kinds)
        ORDER BY t.lane, t.priority DESC, t.run_at, t.id
        LIMIT most;
END $$;
REVOKE ALL ON FUNCTION k8sm_task_offers(text, text[], bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION k8sm_task_offers(text, text[], bigint) TO k8sm_app;

-- A CHECK and a WHEN clause are read from their text by every statement that
-- writes; together that was a seventh of a task.  Both rules stand in one trigger
-- now, whose function is compiled once a session.
CREATE OR REPLACE FUNCTION k8sm_task_changed() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.fence < OLD.fence OR NEW.event_seq < OLD.event_seq
        OR (NEW.status <> OLD.status AND OLD.status <> 'running' AND NOT (
            (OLD.status = 'queued' AND (NEW.status = 'cancelled'
                OR (NEW.status = 'running' AND NEW.fence > OLD.fence)))
            OR (OLD.status = 'uncertain'
                AND NEW.status IN ('succeeded', 'failed'))))
        OR (NEW.status
            || CASE WHEN NEW.lease_until IS NULL THEN '+' ELSE '-' END
            || CASE WHEN NEW.finished_at IS NULL THEN '+' ELSE '-' END)
            <> ALL ('{queued++,running-+,succeeded+-,failed+-,cancelled+-,uncertain+-}'::text[])
    THEN
        RAISE EXCEPTION 'task % goes from % to % (fence % to %)',
            OLD.id, OLD.status, NEW.status, OLD.fence, NEW.fence
            USING ERRCODE = 'check_violation',
                CONSTRAINT = 'tasks_status_check';
    END IF;
    -- run_at moved to the other side of now and ready did not.
    IF NEW.run_at <> OLD.run_at
        AND NEW.ready <> (NEW.run_at <= clock_timestamp())
    THEN
        UPDATE tasks SET ready = NOT NEW.ready
            WHERE id = NEW.id AND ready = NEW.ready AND run_at = NEW.run_at;
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER tasks_changed ON tasks;
CREATE TRIGGER tasks_changed AFTER UPDATE ON tasks FOR EACH ROW
    EXECUTE FUNCTION k8sm_task_changed();
DROP FUNCTION k8sm_task_odd(text, text, bigint, bigint, bigint, bigint,
    timestamptz, timestamptz, boolean);
-- What is left of the CHECK is what costs nothing; its name is asked for by
-- 0036_task_indexes.sql.
ALTER TABLE tasks DROP CONSTRAINT tasks_status_valid_check,
    ADD CONSTRAINT tasks_status_valid_check CHECK (status <> '');
DROP TRIGGER tasks_start ON tasks;
CREATE TRIGGER tasks_start BEFORE INSERT ON tasks FOR EACH ROW
    WHEN (NEW.status <> 'queued' OR NEW.fence <> 0
        OR NEW.lease_until IS NOT NULL OR NEW.finished_at IS NOT NULL
        OR length(NEW.kind) NOT BETWEEN 1 AND 64
        OR NEW.max_tries NOT BETWEEN 1 AND 100)
    EXECUTE FUNCTION k8sm_task_refused();

-- verify
SELECT 1 / count(*) FROM pg_proc WHERE proname = 'k8sm_task_offers';
SELECT 1 / count(*) FROM pg_trigger WHERE tgrelid = 'tasks'::regclass
    AND tgname = 'tasks_changed' AND tgqual IS NULL;

-- down
DROP TRIGGER tasks_start ON tasks;
CREATE TRIGGER tasks_start BEFORE INSERT ON tasks FOR EACH ROW
    WHEN (NEW.status <> 'queued' OR NEW.fence <> 0
        OR length(NEW.kind) NOT BETWEEN 1 AND 64
        OR NEW.max_tries NOT BETWEEN 1 AND 100)
    EXECUTE FUNCTION k8sm_task_refused();
ALTER TABLE tasks DROP CONSTRAINT tasks_status_valid_check,
    ADD CONSTRAINT tasks_status_valid_check CHECK (status
        || CASE WHEN lease_until IS NULL THEN '+' ELSE '-' END
        || CASE WHEN finished_at IS NULL THEN '+' ELSE '-' END
        = ANY ('{queued++,running-+,succeeded+-,failed+-,cancelled+-,uncertain+-}'::text[]));
DROP TRIGGER tasks_changed ON tasks;
CREATE FUNCTION k8sm_task_odd(old_status text, new_status text,
    old_fence bigint, new_fence bigint, old_seq bigint, new_seq bigint,
    old_run_at timestamptz, new_run_at timestamptz, ready boolean)
    RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RETURN new_fence < old_fence OR new_seq < old_seq
        OR (new_status <> old_status AND NOT (
            (old_status = 'queued' AND (new_status = 'cancelled'
                OR (new_status = 'running' AND new_fence > old_fence)))
            OR old_status = 'running'
            OR (old_status = 'uncertain'
                AND new_status IN ('succeeded', 'failed'))))
        OR (new_run_at <> old_run_at
            AND ready <> (new_run_at <= clock_timestamp()));
END $$;
CREATE OR REPLACE FUNCTION k8sm_task_changed() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF k8sm_task_odd(OLD.status, NEW.status, OLD.fence, NEW.fence,
        OLD.event_seq, NEW.event_seq, NEW.run_at, NEW.run_at, true)
    THEN
        RAISE EXCEPTION 'task % goes from % to % (fence % to %)',
            OLD.id, OLD.status, NEW.status, OLD.fence, NEW.fence
            USING ERRCODE = 'check_violation',
                CONSTRAINT = 'tasks_status_check';
    END IF;
    UPDATE tasks SET ready = NOT NEW.ready
        WHERE id = NEW.id AND ready = NEW.ready AND run_at = NEW.run_at;
    RETURN NULL;
END $$;
CREATE TRIGGER tasks_changed AFTER UPDATE ON tasks FOR EACH ROW
    WHEN (k8sm_task_odd(OLD.status, NEW.status, OLD.fence, NEW.fence,
        OLD.event_seq, NEW.event_seq, OLD.run_at, NEW.run_at, NEW.ready))
    EXECUTE FUNCTION k8sm_task_changed();
DROP FUNCTION k8sm_task_offers(text, text[], bigint);
