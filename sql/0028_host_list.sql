-- doc: pages of the host list from indexes, also where row-level security stands before them

-- up
-- One index for each order of the list, both ways; the id makes it one order.
-- Names and addresses have theirs from their uniqueness.
CREATE INDEX hosts_status_idx ON hosts (project_id, status, id);
CREATE INDEX hosts_health_state_idx ON hosts (project_id, health_state, id);
CREATE INDEX hosts_source_idx ON hosts (project_id, source, id);
CREATE INDEX hosts_region_idx ON hosts (project_id, region, id);
CREATE INDEX hosts_cpu_cores_idx ON hosts (project_id, cpu_cores, id);
CREATE INDEX hosts_memory_mb_idx ON hosts (project_id, memory_mb, id);
CREATE INDEX hosts_disk_gb_idx ON hosts (project_id, disk_gb, id);
CREATE INDEX hosts_created_at_idx ON hosts (project_id, created_at, id);
CREATE INDEX hosts_updated_at_idx ON hosts (project_id, updated_at, id);
CREATE INDEX hosts_last_check_at_idx
    ON hosts (project_id, last_check_at NULLS FIRST, id);

-- The ids of one page in its order, and how many there are in all.
--
-- A policy's condition comes before every operator that is not leakproof, LIKE
-- and @> among them: as the application's role the indexes of tags and of the
-- text searched for are out of reach and each page reads the whole table.  This
-- runs as the owner, takes the scope into its own conditions, and is planned
-- for the filters that are set.  Fragments are constants; values are parameters.
--
-- attention: what somebody has to look at: broken, worse than healthy, another
-- host key than pinned, or not looked at for long although it should be (the
-- collector writes the time of its last look every few minutes).  Who is in
-- maintenance or out of use is known.
CREATE FUNCTION hosts_find(projects bigint[], status text, health text,
    source text, tag text, region text, q text, attention boolean,
    sort text, page_rows bigint, skip bigint, OUT ids bigint[], OUT total bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
    SET max_parallel_workers_per_gather = 0
AS $$
DECLARE
    mine    bigint[] := projects;
    pattern text := '%' || replace(replace(replace(lower(q), '\', '\\'),
        '%', '\%'), '_', '\_') || '%';
    down    boolean := sort LIKE '-%';
    col     text;
    found   text := '';
    changed bigint[];
    ordered text;
BEGIN
    IF NOT k8sm_all_projects() THEN
        mine := ARRAY(SELECT p FROM unnest(projects) p
            WHERE p = ANY (k8sm_project_ids()));
    END IF;
    ids := '{}';
    total := 0;
    IF cardinality(mine) = 0 THEN
        RETURN;
    END IF;

    found := concat(
        CASE WHEN status <> '' THEN ' AND h.status = $2' END,
        CASE WHEN health <> '' THEN ' AND h.health_state = $3' END,
        CASE WHEN source <> '' THEN ' AND h.source = $4' END,
        CASE WHEN tag <> '' THEN ' AND h.tags @> ARRAY[$5]' END,
        CASE WHEN region <> '' THEN ' AND h.region = $6' END,
        CASE WHEN q <> '' THEN ' AND h.search LIKE $7' END,
        CASE WHEN attention THEN ' AND (h.status = ''error'''
            ' OR h.health_state IN (''critical'', ''degraded'')'
            ' OR h.id = ANY ($9) OR h.last_check_at < $8 AND EXISTS (SELECT'
            '  FROM host_monitors m WHERE m.host_id = h.id AND m.enabled))'
            ' AND h.status NOT IN (''maintenance'', ''inactive'')' END);
    IF attention THEN
        changed := ARRAY(SELECT k.host_id FROM host_keys k
            WHERE k.project_id = ANY (mine) AND k.status = 'changed');
    END IF;

    IF coalesce(source, '') = '' AND coalesce(tag, '') = ''
        AND coalesce(region, '') = '' AND coalesce(q, '') = ''
        AND attention IS NOT TRUE THEN
        SELECT coalesce(sum(c.n), 0) INTO total FROM host_counts c
         WHERE c.project_id = ANY (mine)
           AND (coalesce(hosts_find.status, '') = ''
                OR c.status = hosts_find.status)
           AND (coalesce(health, '') = '' OR c.health_state = health);
    ELSE
        EXECUTE 'SELECT count(*) FROM hosts h WHERE '
            || CASE WHEN cardinality(mine) = 1 THEN 'h.project_id = $10'
                ELSE 'h.project_id = ANY ($1)' END || found
           INTO total
          USING mine, status, health, source, tag, region, pattern,
            now() - interval '15 minutes', changed, mine[1];
    END IF;
    IF total <= skip THEN
        RETURN;
    END IF;

    col := CASE ltrim(sort, '-')
        WHEN 'id' THEN 'id' WHEN 'name' THEN 'lower(name)'
        WHEN 'ip' THEN 'ip' WHEN 'status' THEN 'status'
        WHEN 'health_state' THEN 'health_state' WHEN 'region' THEN 'region'
        WHEN 'cpu_cores' THEN 'cpu_cores' WHEN 'memory_mb' THEN 'memory_mb'
        WHEN 'disk_gb' THEN 'disk_gb' WHEN 'created_at' THEN 'created_at'
        WHEN 'updated_at' THEN 'updated_at'
        WHEN 'last_check_at' THEN 'last_check_at' END;
    ordered := ' ORDER BY ' || col
        || CASE WHEN down THEN ' DESC' ELSE '' END
        || CASE WHEN col <> 'last_check_at' THEN ''
            WHEN down THEN ' NULLS LAST' ELSE ' NULLS FIRST' END
        || CASE WHEN col = 'ip' THEN ', port' ELSE '' END
        || CASE WHEN col = 'ip' AND down THEN ' DESC' ELSE '' END
        || CASE WHEN col IN ('id', 'ip', 'lower(name)') AND cardinality(mine) = 1
            THEN '' WHEN col = 'id' THEN '' WHEN down THEN ', id DESC'
            ELSE ', id' END;
    IF cardinality(mine) = 1 THEN
        EXECUTE 'SELECT ARRAY(SELECT h.id FROM hosts h WHERE h.project_id = $10'
            || found || ordered || ' LIMIT $11 OFFSET $12)'
           INTO ids
          USING mine, status, health, source, tag, region, pattern,
            now() - interval '15 minutes', changed, mine[1], page_rows, skip;
        RETURN;
    END IF;
    -- Of each project as many as the page may need, then those in one order.
    EXECUTE 'SELECT ARRAY(SELECT id FROM unnest($1) AS p (project)'
        ' CROSS JOIN LATERAL (SELECT h.id, h.name, h.ip, h.port, h.status,'
        ' h.health_state, h.region, h.cpu_cores, h.memory_mb, h.disk_gb,'
        ' h.created_at, h.updated_at, h.last_check_at FROM hosts h'
        ' WHERE h.project_id = p.project' || found || ordered
        || ' LIMIT $11 + $12) f' || ordered || ' LIMIT $11 OFFSET $12)'
       INTO ids
      USING mine, status, health, source, tag, region, pattern,
        now() - interval '15 minutes', changed, mine[1], page_rows, skip;
END $$;
REVOKE ALL ON FUNCTION hosts_find(bigint[], text, text, text, text, text, text,
    boolean, text, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hosts_find(bigint[], text, text, text, text, text,
    text, boolean, text, bigint, bigint) TO k8sm_app;

-- attention reads more than hosts: a page is not given again (0027) either when
-- one of these was said to have changed.
CREATE TRIGGER host_keys_changed
    AFTER INSERT OR UPDATE OR DELETE ON host_keys
    FOR EACH STATEMENT EXECUTE FUNCTION k8sm_rows_changed();
CREATE TRIGGER host_monitors_changed AFTER UPDATE OF enabled ON host_monitors
    FOR EACH STATEMENT EXECUTE FUNCTION k8sm_rows_changed();

-- verify
SELECT 1 / (count(*) = 10)::int FROM pg_indexes WHERE tablename = 'hosts'
    AND indexname IN ('hosts_status_idx', 'hosts_health_state_idx',
        'hosts_source_idx', 'hosts_region_idx', 'hosts_cpu_cores_idx',
        'hosts_memory_mb_idx', 'hosts_disk_gb_idx', 'hosts_created_at_idx',
        'hosts_updated_at_idx', 'hosts_last_check_at_idx');
SELECT 1 / (count(*) = 1)::int FROM pg_proc WHERE proname = 'hosts_find';

-- down
DROP TRIGGER host_monitors_changed ON host_monitors;
DROP TRIGGER host_keys_changed ON host_keys;
DROP FUNCTION hosts_find(bigint[], text, text, text, text, text, text, boolean,
    text, bigint, bigint);
DROP INDEX hosts_last_check_at_idx, hosts_updated_at_idx, hosts_created_at_idx,
    hosts_disk_gb_idx, hosts_memory_mb_idx, hosts_cpu_cores_idx,
    hosts_region_idx, hosts_source_idx, hosts_health_state_idx, hosts_status_idx;
