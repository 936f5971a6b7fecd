-- doc: what tenancy must ask across the walls of row-level security

-- up

-- The caller's projects, whichever of them X-Project-ID has chosen: the list
-- that the choice is made from.
CREATE FUNCTION tenancy_projects() RETURNS SETOF projects
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT p.* FROM projects p
     WHERE k8sm_all_projects()
        OR p.id IN (SELECT unnest(k.projects)
                      FROM k8sm_principal(k8sm_user_id()) k)
$$;

-- What membership in a team gives, in all projects: whoever adds a user to it
-- grants all of that, also where he sees nothing.
CREATE FUNCTION tenancy_team_grants(p_team bigint)
    RETURNS TABLE (project_id bigint, role_code text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT m.project_id, r.code
      FROM project_members m JOIN roles r ON r.id = m.role_id
     WHERE m.team_id = p_team
     ORDER BY m.project_id, r.code
$$;

-- Tables that hold rows of a project, so that it cannot go.  Memberships, tokens,
-- finished tasks and settled approvals go with it, and what only triggers write
-- (counters).
CREATE FUNCTION tenancy_project_owns(p_project bigint) RETURNS text[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    fk record;
    yes bool;
    found_in text[] := '{}';
BEGIN
    FOR fk IN
        SELECT c.conrelid::regclass AS tab, a.attname AS col
          FROM pg_constraint c
          JOIN pg_attribute a
            ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
         WHERE c.contype = 'f' AND c.conparentid = 0
           AND c.confrelid = 'public.projects'::regclass
           AND c.conrelid NOT IN ('public.project_members'::regclass,
               'public.api_tokens'::regclass)
           AND has_table_privilege('k8sm_app', c.conrelid, 'INSERT')
         ORDER BY 1
    LOOP
        IF fk.tab::text = 'tasks' THEN
            SELECT EXISTS (SELECT 1 FROM tasks t
                WHERE t.project_id = p_project
                  AND t.status IN ('queued', 'running', 'uncertain'))
              INTO yes;
        ELSIF fk.tab::text = 'approvals' THEN
            SELECT EXISTS (SELECT 1 FROM approvals a
                WHERE a.project_id = p_project AND a.status = 'pending')
              INTO yes;
        ELSE
            EXECUTE format('SELECT EXISTS (SELECT 1 FROM %s WHERE %I = $1)',
                fk.tab, fk.col) INTO yes USING p_project;
        END IF;
        IF yes THEN
            found_in := found_in || fk.tab::text;
        END IF;
    END LOOP;
    RETURN found_in;
END
$$;

REVOKE ALL ON FUNCTION tenancy_projects(), tenancy_team_grants(bigint),
    tenancy_project_owns(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenancy_projects(), tenancy_team_grants(bigint),
    tenancy_project_owns(bigint) TO k8sm_app;

-- verify
SELECT id FROM tenancy_projects() WHERE false;
SELECT project_id FROM tenancy_team_grants(0) WHERE false;

-- down
DROP FUNCTION tenancy_project_owns(bigint);
DROP FUNCTION tenancy_team_grants(bigint);
DROP FUNCTION tenancy_projects();
