-- doc: batches are kept for 90 days

-- up
-- Their hosts and outputs go with them.  One that waits for somebody stays.
CREATE FUNCTION k8sm_clean_batches() RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM batch_runs WHERE id IN (
            SELECT id FROM batch_runs
            WHERE created_at < now() - interval '90 days'
              AND stopped <> 'paused' LIMIT 200)
        RETURNING 1)
    SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION k8sm_clean_batches() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION k8sm_clean_batches() TO k8sm_app;

-- verify
SELECT 1 / (to_regprocedure('k8sm_clean_batches()') IS NOT NULL)::int;

-- down
DROP FUNCTION k8sm_clean_batches();
