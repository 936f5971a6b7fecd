-- doc: replies kept by Idempotency-Key, so that a repeated write has one effect

-- up
CREATE TABLE idempotency_keys (
    id bigint GENERATED ALWAYS AS IDENTITY
        CONSTRAINT idempotency_keys_pkey PRIMARY KEY,
    user_id bigint NOT NULL
        CONSTRAINT idempotency_keys_user_id_fkey
        REFERENCES users ON DELETE CASCADE,
    key text NOT NULL
        CONSTRAINT idempotency_keys_key_check
        CHECK (length(key) BETWEEN 1 AND 128),
    route text NOT NULL,
    request_hash text NOT NULL,
    status integer NOT NULL DEFAULT 0,
    location text,
    reply text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT idempotency_keys_user_id_key_key UNIQUE (user_id, key)
);
COMMENT ON TABLE idempotency_keys IS
    'One row a key and user; kept for 24 hours';
COMMENT ON COLUMN idempotency_keys.status IS
    '0 while the request runs, only ever seen for requests without a transaction';
COMMENT ON COLUMN idempotency_keys.reply IS
    'Sealed body, because replies may hold a secret that is shown once';

CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);

ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY idempotency_keys_own ON idempotency_keys
    USING (user_id = (SELECT k8sm_user_id()));

GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys TO k8sm_app;

-- The application sees its caller's rows only; old ones of everybody go here.
CREATE FUNCTION idempotency_keys_prune(most integer) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM idempotency_keys WHERE id IN (
            SELECT id FROM idempotency_keys
            WHERE created_at < now() - interval '24 hours'
            ORDER BY created_at LIMIT most FOR UPDATE SKIP LOCKED)
        RETURNING 1)
    SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION idempotency_keys_prune(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION idempotency_keys_prune(integer) TO k8sm_app;

-- verify
SELECT id, user_id, key, route, request_hash, status, location, reply,
    created_at FROM idempotency_keys WHERE false;

-- down
DROP FUNCTION idempotency_keys_prune(integer);
DROP TABLE idempotency_keys;
