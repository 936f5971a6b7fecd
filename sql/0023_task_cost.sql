-- doc: what a task costs the database: one check, one trigger, no sub-plans

-- up
-- Expressions of CHECKs and WHEN clauses are read from their text by every
-- statement that writes, and a BEFORE trigger locks the row once more.  So the
-- rules stand in two functions, compiled once a session, and a legal change
-- costs two calls.
CREATE FUNCTION k8sm_task_valid(status text, kind text, max_tries bigint,
    lease_until timestamptz, finished_at timestamptz) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled',
            'uncertain')
        AND length(kind) BETWEEN 1 AND 64
        AND max_tries BETWEEN 1 AND 100
        AND (status = 'running') = (lease_until IS NOT NULL)
        AND (status IN ('queued', 'running')) = (finished_at IS NULL);
END $$;
ALTER TABLE tasks
    ADD CONSTRAINT tasks_status_valid_check CHECK (k8sm_task_valid(status, kind,
        max_tries, lease_until, finished_at)) NOT VALID,
    DROP CONSTRAINT tasks_max_tries_check,
    DROP CONSTRAINT tasks_status_check,
    DROP CONSTRAINT tasks_kind_check,
    DROP CONSTRAINT tasks_lease_until_check,
    DROP CONSTRAINT tasks_finished_at_check;
ALTER TABLE tasks VALIDATE CONSTRAINT tasks_status_valid_check;

-- Whether a change needs a word: it is illegal, or run_at moved to the other
-- side of now and ready did not.
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
CREATE FUNCTION k8sm_task_changed() RETURNS trigger
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
DROP TRIGGER tasks_transition ON tasks;
DROP TRIGGER tasks_ready ON tasks;
CREATE TRIGGER tasks_changed AFTER UPDATE ON tasks FOR EACH ROW
    WHEN (k8sm_task_odd(OLD.status, NEW.status, OLD.fence, NEW.fence,
        OLD.event_seq, NEW.event_seq, OLD.run_at, NEW.run_at, NEW.ready))
    EXECUTE FUNCTION k8sm_task_changed();
CREATE TRIGGER tasks_ready BEFORE INSERT ON tasks FOR EACH ROW
    WHEN (NEW.ready <> (NEW.run_at <= clock_timestamp()))
    EXECUTE FUNCTION k8sm_task_ready();

-- Asked first and without a sub-plan, k8sm_all_projects() costs a worker's
-- one-row statements nothing.
ALTER POLICY tasks_scope ON tasks
    USING (k8sm_all_projects() OR project_id IS NULL
        OR project_id = ANY ((SELECT k8sm_project_ids())::bigint[]));
CREATE FUNCTION k8sm_task_visible(of_task bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM public.tasks t WHERE t.id = of_task);
END $$;
DROP POLICY task_events_scope ON task_events;
CREATE POLICY task_events_scope ON task_events FOR SELECT
    USING ((SELECT k8sm_all_projects())
        OR EXISTS (SELECT 1 FROM tasks t WHERE t.id = task_id));
CREATE POLICY task_events_add ON task_events FOR INSERT
    WITH CHECK (k8sm_all_projects() OR k8sm_task_visible(task_id));

-- verify
SELECT to_regprocedure('k8sm_task_visible(bigint)') IS NOT NULL AS present;
SELECT 1 / count(*) FROM pg_trigger
    WHERE tgrelid = 'tasks'::regclass AND tgname = 'tasks_changed';

-- down
DROP POLICY task_events_add ON task_events;
DROP POLICY task_events_scope ON task_events;
CREATE POLICY task_events_scope ON task_events
    USING ((SELECT k8sm_all_projects())
        OR EXISTS (SELECT 1 FROM tasks t WHERE t.id = task_id));
DROP FUNCTION k8sm_task_visible(bigint);
ALTER POLICY tasks_scope ON tasks
    USING ((SELECT k8sm_all_projects()) OR project_id IS NULL
        OR project_id = ANY ((SELECT k8sm_project_ids())::bigint[]));
DROP TRIGGER tasks_ready ON tasks;
DROP TRIGGER tasks_changed ON tasks;
DROP FUNCTION k8sm_task_changed();
DROP FUNCTION k8sm_task_odd(text, text, bigint, bigint, bigint, bigint,
    timestamptz, timestamptz, boolean);
CREATE TRIGGER tasks_transition BEFORE UPDATE ON tasks FOR EACH ROW
    WHEN (NEW.fence < OLD.fence OR NEW.event_seq < OLD.event_seq
        OR (NEW.status <> OLD.status AND NOT (
            (OLD.status = 'queued' AND NEW.status IN ('running', 'cancelled'))
            OR OLD.status = 'running'
            OR (OLD.status = 'uncertain'
                AND NEW.status IN ('succeeded', 'failed'))))
        OR (OLD.status = 'queued' AND NEW.status = 'running'
            AND NEW.fence <= OLD.fence))
    EXECUTE FUNCTION k8sm_task_refused();
CREATE TRIGGER tasks_ready BEFORE INSERT OR UPDATE OF run_at ON tasks
    FOR EACH ROW WHEN (NEW.ready <> (NEW.run_at <= clock_timestamp()))
    EXECUTE FUNCTION k8sm_task_ready();
ALTER TABLE tasks
    ADD CONSTRAINT tasks_max_tries_check CHECK (max_tries BETWEEN 1 AND 100),
    ADD CONSTRAINT tasks_status_check CHECK (status IN ('queued', 'running',
        'succeeded', 'failed', 'cancelled', 'uncertain')),
    ADD CONSTRAINT tasks_kind_check CHECK (length(kind) BETWEEN 1 AND 64),
    ADD CONSTRAINT tasks_lease_until_check
        CHECK ((status = 'running') = (lease_until IS NOT NULL)),
    ADD CONSTRAINT tasks_finished_at_check
        CHECK ((status IN ('queued', 'running')) = (finished_at IS NULL)),
    DROP CONSTRAINT tasks_status_valid_check;
DROP FUNCTION k8sm_task_valid(text, text, bigint, timestamptz, timestamptz);
