-- doc: every change of hosts is announced with its commit

-- up
-- Request processes give a page of hosts again until something of this kind is
-- heard.  As with rights (0020), a trigger says it and not the programs: the
-- collector, imports and a hand at psql are heard as well, host_counts moves by
-- triggers of the same statements.
CREATE FUNCTION k8sm_rows_changed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    PERFORM pg_notify('k8sm_changed', TG_TABLE_NAME);
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION k8sm_rows_changed() FROM PUBLIC;

CREATE TRIGGER hosts_changed
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON hosts
    FOR EACH STATEMENT EXECUTE FUNCTION k8sm_rows_changed();

-- verify
SELECT 1 / (count(*) = 1)::int FROM pg_trigger WHERE tgname = 'hosts_changed';

-- down
DROP TRIGGER hosts_changed ON hosts;
DROP FUNCTION k8sm_rows_changed();
