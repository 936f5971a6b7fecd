-- doc: the search in terminals uses its index under row-level security

-- up
-- Array operators are not leakproof: behind a policy the planner would read every
-- row before it asks for the words.  So the scope is looked at in here.  Blocks
-- that may hold the phrase are few numbers from the index; their texts are read
-- from the newest on until there are enough.
CREATE FUNCTION k8sm_terminal_search(projects bigint[], me bigint,
    audited bigint[], want integer[], phrase text, below bigint,
    of_kind text, of_user bigint, of_session bigint, of_host bigint, most bigint)
    RETURNS SETOF terminal_texts
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    WITH c AS MATERIALIZED (
        SELECT x.id, x.at FROM terminal_texts x
        WHERE x.features @> want AND x.project_id = ANY (projects)
            AND ((SELECT k8sm_all_projects())
                OR x.project_id = ANY ((SELECT k8sm_project_ids())::bigint[]))
            AND (x.user_id = me OR x.project_id = ANY (audited))
            AND (below IS NULL OR x.id < below)
            AND (of_kind IS NULL OR x.kind = of_kind)
            AND (of_user IS NULL OR x.user_id = of_user)
            AND (of_session IS NULL OR x.session_id = of_session)
            AND (of_host IS NULL OR x.session_id IN (
                SELECT s.id FROM terminal_sessions s WHERE s.host_id = of_host)))
    SELECT x.* FROM (SELECT c.id, c.at FROM c ORDER BY c.id DESC) c
    CROSS JOIN LATERAL (SELECT t.* FROM terminal_texts t
        WHERE t.id = c.id AND t.at = c.at
            AND position(lower(phrase) IN lower(t.text)) > 0) x
    ORDER BY c.id DESC LIMIT most
$$;
REVOKE ALL ON FUNCTION k8sm_terminal_search(bigint[], bigint, bigint[], integer[],
    text, bigint, text, bigint, bigint, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION k8sm_terminal_search(bigint[], bigint, bigint[],
    integer[], text, bigint, text, bigint, bigint, bigint, bigint) TO k8sm_app;

-- verify
SELECT count(*) FROM k8sm_terminal_search('{}', 0, '{}', '{1}', 'x', NULL, NULL,
    NULL, NULL, NULL, 1);

-- down
DROP FUNCTION k8sm_terminal_search(bigint[], bigint, bigint[], integer[], text,
    bigint, text, bigint, bigint, bigint, bigint);
