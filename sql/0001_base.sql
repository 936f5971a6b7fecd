-- doc: the application's role, the scope of row-level security, partitions
-- tx: yes

-- up
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'k8sm_app') THEN
        BEGIN
            CREATE ROLE k8sm_app LOGIN;
        EXCEPTION
            WHEN duplicate_object THEN
                NULL;   -- somebody else was faster
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION
                    'the role k8sm_app does not exist and % may not create it',
                    current_user
                    USING ERRCODE = 'insufficient_privilege',
                        HINT = 'as a superuser: CREATE ROLE k8sm_app LOGIN';
        END;
    END IF;
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO k8sm_app;
GRANT SELECT ON schema_migrations TO k8sm_app;

-- Every transaction of the programs sets k8sm.user and k8sm.projects ('*' or an
-- array such as '{1,2}') for its duration.  Without them nothing is readable:
-- these functions raise, so that a forgotten scope is an error and not a leak.
CREATE FUNCTION k8sm_no_scope() RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
BEGIN
    RAISE EXCEPTION 'the scope of row-level security is not set'
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE FUNCTION k8sm_scope() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
SELECT coalesce(nullif(current_setting('k8sm.projects', true), ''),
    public.k8sm_no_scope())
$$;

CREATE FUNCTION k8sm_all_projects() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT public.k8sm_scope() = '*' $$;

CREATE FUNCTION k8sm_project_ids() RETURNS bigint[]
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
SELECT CASE WHEN public.k8sm_scope() = '*' THEN '{}'::bigint[]
    ELSE public.k8sm_scope()::bigint[] END
$$;

CREATE FUNCTION k8sm_user_id() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
SELECT coalesce(nullif(current_setting('k8sm.user', true), ''),
    public.k8sm_no_scope())::bigint
$$;

COMMENT ON FUNCTION k8sm_all_projects() IS
    'Whether the transaction may touch the rows of every project';
COMMENT ON FUNCTION k8sm_project_ids() IS
    'Projects whose rows the transaction may touch; empty with k8sm_all_projects()';
COMMENT ON FUNCTION k8sm_user_id() IS
    'The acting user of the transaction, 0 for the system';

CREATE TABLE partitioned_tables (
    parent         text PRIMARY KEY,
    min_keep_days  integer,
    CONSTRAINT partitioned_tables_min_keep_days_check CHECK (min_keep_days >= 1)
);
COMMENT ON TABLE partitioned_tables IS
    'Tables partitioned by month whose partitions the application may make';
COMMENT ON COLUMN partitioned_tables.min_keep_days IS
    'Least age of what k8sm_partitions_drop may drop; null: it may drop nothing';
GRANT SELECT ON partitioned_tables TO k8sm_app;

-- Partitions are called <parent>_pYYYY_MM and begin at midnight UTC.
CREATE FUNCTION k8sm_partitions_ensure(parent text, months_ahead integer)
    RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
    AS $$
DECLARE
    this_month  timestamp := date_trunc('month', now() AT TIME ZONE 'UTC');
    first       timestamp;
    child       text;
    made        integer := 0;
BEGIN
    IF NOT EXISTS (SELECT FROM public.partitioned_tables t
            WHERE t.parent = k8sm_partitions_ensure.parent) THEN
        RAISE EXCEPTION 'table % is not in partitioned_tables', parent
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('k8sm partitions ' || parent));
    FOR i IN -1 .. least(greatest(months_ahead, 0), 24) LOOP
        first := this_month + make_interval(months => i);
        child := parent || to_char(first, '"_p"YYYY"_"MM');
        CONTINUE WHEN to_regclass(format('public.%I', child)) IS NOT NULL;
        -- Made apart and then attached: the parent stays readable and writable.
        EXECUTE format('CREATE TABLE public.%I (LIKE public.%I'
            ' INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)',
            child, parent);
        EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION public.%I'
            ' FOR VALUES FROM (%L) TO (%L)', parent, child,
            first::text || '+00', (first + interval '1 month')::text || '+00');
        made := made + 1;
    END LOOP;
    RETURN made;
END
$$;

CREATE FUNCTION k8sm_partitions_drop(parent text, keep_days integer)
    RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
    AS $$
DECLARE
    least_days  integer;
    child       text;
    dropped     integer := 0;
BEGIN
    SELECT t.min_keep_days INTO least_days FROM public.partitioned_tables t
        WHERE t.parent = k8sm_partitions_drop.parent;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'table % is not in partitioned_tables', parent
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (keep_days >= least_days) IS NOT TRUE THEN
        RAISE EXCEPTION 'rows of % are kept for at least % days',
            parent, coalesce(least_days::text, 'any number of') USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOR child IN
        SELECT c.relname FROM pg_inherits i
            JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = format('public.%I', parent)::regclass
            AND c.relname ~ ('^' || parent || '_p[0-9]{4}_[0-9]{2}$')
            AND (to_date(right(c.relname, 7), 'YYYY_MM')::timestamp
                + interval '1 month') AT TIME ZONE 'UTC'
                < now() - make_interval(days => keep_days)
            ORDER BY c.relname
    LOOP
        EXECUTE format('DROP TABLE public.%I', child);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$$;

REVOKE ALL ON FUNCTION k8sm_partitions_ensure(text, integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION k8sm_partitions_drop(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION k8sm_partitions_ensure(text, integer) TO k8sm_app;
GRANT EXECUTE ON FUNCTION k8sm_partitions_drop(text, integer) TO k8sm_app;

-- verify
SELECT parent, min_keep_days FROM partitioned_tables WHERE false;
SELECT 1 / (count(*) = 7)::integer FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
    AND proname IN ('k8sm_no_scope', 'k8sm_scope', 'k8sm_all_projects',
        'k8sm_project_ids', 'k8sm_user_id', 'k8sm_partitions_ensure',
        'k8sm_partitions_drop');

-- down
DROP FUNCTION k8sm_partitions_drop(text, integer);
DROP FUNCTION k8sm_partitions_ensure(text, integer);
DROP TABLE partitioned_tables;
DROP FUNCTION k8sm_user_id();
DROP FUNCTION k8sm_project_ids();
DROP FUNCTION k8sm_all_projects();
DROP FUNCTION k8sm_scope();
DROP FUNCTION k8sm_no_scope();
REVOKE SELECT ON schema_migrations FROM k8sm_app;
REVOKE USAGE ON SCHEMA public FROM k8sm_app;
