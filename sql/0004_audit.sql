-- doc: the audit log: hash chains, their heads and anchors, append-only
-- tx: yes

-- up

-- One row a chain: chain 0 for what belongs to no project, else the project's
-- id.  The row is the lock under which the chain grows.
CREATE TABLE audit_heads (
    chain bigint NOT NULL,
    seq bigint NOT NULL DEFAULT 0,
    hash text NOT NULL DEFAULT repeat('0', 64),
    at timestamptz NOT NULL DEFAULT '1970-01-01 00:00:00+00',
    CONSTRAINT audit_heads_pkey PRIMARY KEY (chain),
    CONSTRAINT audit_heads_chain_check CHECK (chain BETWEEN 0 AND 1048575),
    CONSTRAINT audit_heads_hash_check CHECK (hash ~ '^[0-9a-f]{64}$')
);
COMMENT ON TABLE audit_heads IS
    'The last row of every audit chain; moved by audit_append alone';

-- No foreign keys: what happened stays true when its project or user is gone.
-- 0 and the empty text stand for "none", so that every column is under the hash
-- in exactly one form.  The images are json, not jsonb: their text must come
-- back byte by byte as it was hashed.
CREATE TABLE audit_logs (
    chain bigint NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    actor_id bigint NOT NULL DEFAULT 0,
    actor_name text NOT NULL DEFAULT '',
    session_id bigint NOT NULL DEFAULT 0,
    token_id bigint NOT NULL DEFAULT 0,
    ip text NOT NULL DEFAULT '',
    user_agent text NOT NULL DEFAULT '',
    project_id bigint NOT NULL DEFAULT 0,
    action text NOT NULL,
    object text NOT NULL DEFAULT '',
    object_id bigint NOT NULL DEFAULT 0,
    object_name text NOT NULL DEFAULT '',
    outcome text NOT NULL,
    code bigint NOT NULL DEFAULT 0,
    request_id text NOT NULL DEFAULT '',
    before json,
    after json,
    reason text NOT NULL DEFAULT '',
    prev_hash text NOT NULL,
    hash text NOT NULL,
    CONSTRAINT audit_logs_pkey PRIMARY KEY (chain, seq, at),
    CONSTRAINT audit_logs_seq_check CHECK (seq > 0),
    CONSTRAINT audit_logs_outcome_check
        CHECK (outcome IN ('ok', 'denied', 'failed'))
) PARTITION BY RANGE (at);
COMMENT ON TABLE audit_logs IS
    'Who did what, one hash chain a project; written by audit_append alone';
COMMENT ON COLUMN audit_logs.hash IS
    'HMAC-SHA256(key, prev_hash || canonical row), hex; the key is not here';

CREATE INDEX audit_logs_at_idx ON audit_logs (at DESC);
CREATE INDEX audit_logs_project_idx ON audit_logs (project_id, at DESC);
CREATE INDEX audit_logs_actor_idx ON audit_logs (actor_id, at DESC);
CREATE INDEX audit_logs_object_idx
    ON audit_logs (object, object_id, at DESC);
CREATE INDEX audit_logs_request_idx ON audit_logs (request_id);

-- Partitions are dropped by audit_drop alone, which leaves anchors.
INSERT INTO partitioned_tables (parent, min_keep_days) VALUES ('audit_logs', NULL);
SELECT k8sm_partitions_ensure('audit_logs', 3);

-- Where a chain begins after old partitions were dropped: the last row that is
-- gone.  The MAC (of the same key) shows that the retention wrote it.
CREATE TABLE audit_anchors (
    chain bigint NOT NULL,
    seq bigint NOT NULL,
    hash text NOT NULL,
    mac text NOT NULL,
    dropped_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT audit_anchors_pkey PRIMARY KEY (chain)
);
COMMENT ON TABLE audit_anchors IS
    'Last row of each audit chain that the retention dropped';

-- Whether the session may read what belongs to no project: the worker, the
-- command line and administrators.  Asked of the tables, not of a setting that
-- the application could set.
CREATE FUNCTION audit_sees_all() RETURNS bool
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT k8sm_all_projects() OR EXISTS (
        SELECT 1 FROM user_roles ur JOIN roles r ON r.id = ur.role_id
         WHERE ur.user_id = k8sm_user_id() AND lower(r.code) = 'admin'
           AND r.status = 1)
$$;

ALTER TABLE audit_logs ENABLE ROW LEVEL SECURITY;
CREATE POLICY audit_logs_tenant ON audit_logs FOR SELECT TO k8sm_app
    USING ((SELECT audit_sees_all())
        OR (project_id <> 0
            AND project_id = ANY ((SELECT k8sm_project_ids())::bigint[])));
ALTER TABLE audit_heads ENABLE ROW LEVEL SECURITY;
CREATE POLICY audit_heads_tenant ON audit_heads FOR SELECT TO k8sm_app
    USING ((SELECT audit_sees_all()));
ALTER TABLE audit_anchors ENABLE ROW LEVEL SECURITY;
CREATE POLICY audit_anchors_tenant ON audit_anchors FOR SELECT TO k8sm_app
    USING ((SELECT audit_sees_all()));

-- A second wall, for the owner's own hands.
CREATE FUNCTION audit_logs_refuse() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'audit rows are never changed or removed'
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER audit_logs_refuse_trg
    BEFORE UPDATE OR DELETE ON audit_logs
    FOR EACH ROW EXECUTE FUNCTION audit_logs_refuse();

-- Locks and returns the head of the chain of project ${p_project} (0: chain 0),
-- made at its first row.  A project that never existed writes to chain 0.  ${at}
-- is the time that the next row shall bear: the database's clock, always
-- later than the row before.
CREATE FUNCTION audit_head_lock(p_project bigint)
    RETURNS TABLE (chain bigint, seq bigint, hash text, at timestamptz)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    h audit_heads%ROWTYPE;
BEGIN
    SELECT * INTO h FROM audit_heads a WHERE a.chain = p_project FOR UPDATE;
    IF NOT FOUND AND p_project <> 0 AND NOT EXISTS (
        SELECT 1 FROM projects p WHERE p.id = p_project) THEN
        p_project := 0;
        SELECT * INTO h FROM audit_heads a WHERE a.chain = 0 FOR UPDATE;
    END IF;
    IF h.chain IS NULL THEN
        INSERT INTO audit_heads (chain) VALUES (p_project)
            ON CONFLICT DO NOTHING;
        SELECT * INTO h FROM audit_heads a
         WHERE a.chain = p_project FOR UPDATE;
    END IF;
    -- The log must go on also where no worker made this month's partition.
    IF date_trunc('month', h.at) <> date_trunc('month', clock_timestamp()) THEN
        PERFORM k8sm_partitions_ensure('audit_logs', 1);
    END IF;
    RETURN QUERY SELECT h.chain, h.seq, h.hash,
        greatest(clock_timestamp(), h.at + interval '1 microsecond');
END
$$;

-- Appends one row.  The caller holds the head's lock; a row that does not
-- follow the head is refused.
CREATE FUNCTION audit_append(
    p_chain bigint, p_seq bigint, p_at timestamptz, p_prev_hash text,
    p_hash text, p_actor_id bigint, p_actor_name text, p_session_id bigint,
    p_token_id bigint, p_ip text, p_user_agent text, p_project_id bigint,
    p_action text, p_object text, p_object_id bigint, p_object_name text,
    p_outcome text, p_code bigint, p_request_id text, p_before json,
    p_after json, p_reason text)
    RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    UPDATE audit_heads h SET seq = p_seq, hash = p_hash, at = p_at
     WHERE h.chain = p_chain AND h.seq = p_seq - 1 AND h.hash = p_prev_hash
       AND p_at > h.at
       AND p_at <= greatest(clock_timestamp(),
               h.at + interval '1 microsecond');
    IF NOT FOUND THEN
        RAISE EXCEPTION 'audit chain % does not continue at %', p_chain, p_seq
            USING ERRCODE = 'serialization_failure';
    END IF;
    INSERT INTO audit_logs (chain, seq, at, actor_id, actor_name, session_id,
        token_id, ip, user_agent, project_id, action, object, object_id,
        object_name, outcome, code, request_id, before, after, reason,
        prev_hash, hash)
    VALUES (p_chain, p_seq, p_at, p_actor_id, p_actor_name, p_session_id,
        p_token_id, p_ip, p_user_agent, p_project_id, p_action, p_object,
        p_object_id, p_object_name, p_outcome, p_code, p_request_id, p_before,
        p_after, p_reason, p_prev_hash, p_hash);
    RETURN p_seq;
END
$$;

-- The end of the newest partition that lies wholly before ${p_before}; null
-- when nothing is old enough.
CREATE FUNCTION audit_drop_bound(p_before timestamptz) RETURNS timestamptz
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT max(b.until) FROM (
        SELECT substring(pg_get_expr(c.relpartbound, c.oid)
                   FROM $re$TO \('([^']+)'\)$re$)::timestamptz AS until
          FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
         WHERE i.inhparent = 'public.audit_logs'::regclass) b
     WHERE b.until <= p_before
$$;

-- Drops the partitions that end at or before ${p_bound} (never anything younger
-- than 30 days) after writing the anchors.  Every chain that loses rows must be
-- named with exactly its last lost row.
CREATE FUNCTION audit_drop(p_bound timestamptz, p_chains bigint[],
    p_seqs bigint[], p_macs text[]) RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    part record;
    n bigint := 0;
    wrong bigint;
BEGIN
    IF p_bound > now() - interval '30 days' THEN
        RAISE EXCEPTION 'audit rows are kept for at least 30 days'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT count(*) INTO wrong
      FROM (SELECT chain, max(seq) AS seq FROM audit_logs
             WHERE at < p_bound GROUP BY chain) l
      FULL JOIN unnest(p_chains, p_seqs) AS g(chain, seq)
        ON g.chain = l.chain AND g.seq = l.seq
     WHERE g.chain IS NULL OR l.chain IS NULL;
    IF wrong > 0 THEN
        RAISE EXCEPTION 'the anchors are not the last rows before %', p_bound
            USING ERRCODE = 'serialization_failure';
    END IF;
    INSERT INTO audit_anchors AS a (chain, seq, hash, mac)
    SELECT g.chain, g.seq, l.hash, g.mac
      FROM unnest(p_chains, p_seqs, p_macs) AS g(chain, seq, mac)
      JOIN audit_logs l ON l.chain = g.chain AND l.seq = g.seq
    ON CONFLICT (chain) DO UPDATE
        SET seq = excluded.seq, hash = excluded.hash, mac = excluded.mac,
            dropped_at = now()
      WHERE a.seq < excluded.seq;
    FOR part IN
        SELECT c.oid::regclass AS name,
               substring(pg_get_expr(c.relpartbound, c.oid)
                   FROM $re$TO \('([^']+)'\)$re$)::timestamptz AS until
          FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
         WHERE i.inhparent = 'public.audit_logs'::regclass
    LOOP
        IF part.until <= p_bound THEN
            EXECUTE format('DROP TABLE %s', part.name);
            n := n + 1;
        END IF;
    END LOOP;
    RETURN n;
END
$$;

REVOKE ALL ON audit_heads, audit_logs, audit_anchors FROM PUBLIC, k8sm_app;
GRANT SELECT ON audit_heads, audit_logs, audit_anchors TO k8sm_app;
REVOKE ALL ON FUNCTION audit_sees_all(), audit_head_lock(bigint),
    audit_append(bigint, bigint, timestamptz, text, text, bigint, text, bigint,
        bigint, text, text, bigint, text, text, bigint, text, text, bigint,
        text, json, json, text),
    audit_drop_bound(timestamptz),
    audit_drop(timestamptz, bigint[], bigint[], text[]),
    audit_logs_refuse() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_sees_all(), audit_head_lock(bigint),
    audit_append(bigint, bigint, timestamptz, text, text, bigint, text, bigint,
        bigint, text, text, bigint, text, text, bigint, text, text, bigint,
        text, json, json, text),
    audit_drop_bound(timestamptz),
    audit_drop(timestamptz, bigint[], bigint[], text[]) TO k8sm_app;

-- verify
SELECT chain, seq, hash, at FROM audit_heads WHERE false;
SELECT chain, seq, at, before, after, prev_hash, hash FROM audit_logs
 WHERE false;
SELECT chain, seq, hash, mac FROM audit_anchors WHERE false;

-- down
DROP FUNCTION audit_drop(timestamptz, bigint[], bigint[], text[]);
DROP FUNCTION audit_drop_bound(timestamptz);
DROP FUNCTION audit_append(bigint, bigint, timestamptz, text, text, bigint,
    text, bigint, bigint, text, text, bigint, text, text, bigint, text, text,
    bigint, text, json, json, text);
DROP FUNCTION audit_head_lock(bigint);
DROP TABLE audit_anchors;
DROP TABLE audit_logs;
DELETE FROM partitioned_tables WHERE parent = 'audit_logs';
DROP TABLE audit_heads;
DROP FUNCTION audit_logs_refuse();
DROP FUNCTION audit_sees_all();
