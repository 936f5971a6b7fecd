-- doc: sealed secrets; the master keys lie in a file outside the database

-- up
CREATE TABLE secrets (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id  bigint NOT NULL
        CONSTRAINT secrets_project_id_fkey REFERENCES projects,
    purpose     text NOT NULL
        CONSTRAINT secrets_purpose_check CHECK (length(purpose) BETWEEN 1 AND 64),
    key_version bigint NOT NULL,
    wrapped_key bytea NOT NULL,
    sealed      bytea NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX secrets_project_id_idx ON secrets (project_id);
CREATE INDEX secrets_key_version_idx ON secrets (key_version, id);
COMMENT ON COLUMN secrets.wrapped_key IS
    'nonce, data key and tag, sealed by master key key_version';
COMMENT ON COLUMN secrets.sealed IS 'nonce, secret and tag, sealed by the data key';

ALTER TABLE secrets ENABLE ROW LEVEL SECURITY;
CREATE POLICY secrets_scope ON secrets
    USING ((SELECT k8sm_all_projects())
        OR project_id = ANY ((SELECT k8sm_project_ids())::bigint[]));

GRANT SELECT, INSERT, UPDATE, DELETE ON secrets TO k8sm_app;
GRANT USAGE ON SEQUENCE secrets_id_seq TO k8sm_app;

-- verify
SELECT id, project_id, purpose, key_version, wrapped_key, sealed
FROM secrets WHERE false;

-- down
DROP TABLE secrets;
