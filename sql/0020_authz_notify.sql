-- doc: whoever ends a session or changes rights tells it with the commit

-- up
-- Request processes trust what they verified a moment ago until something of
-- this kind happens.  A trigger and not the programs say so: the word then comes
-- with the commit, whoever wrote and wherever he was killed afterwards.
CREATE FUNCTION k8sm_authz_changed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    PERFORM pg_notify('k8sm_authz', 'changed');
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION k8sm_authz_changed() FROM PUBLIC;

CREATE TRIGGER users_authz_changed
    AFTER DELETE OR UPDATE OF status, authz_version ON users
    FOR EACH STATEMENT EXECUTE FUNCTION k8sm_authz_changed();
CREATE TRIGGER sessions_authz_changed
    AFTER DELETE OR UPDATE OF user_id, ended_at, expires_at ON sessions
    FOR EACH STATEMENT EXECUTE FUNCTION k8sm_authz_changed();
CREATE TRIGGER api_tokens_authz_changed
    AFTER DELETE OR UPDATE OF user_id, revoked_at, expires_at ON api_tokens
    FOR EACH STATEMENT EXECUTE FUNCTION k8sm_authz_changed();
CREATE TRIGGER users_authz_truncated AFTER TRUNCATE ON users
    FOR EACH STATEMENT EXECUTE FUNCTION k8sm_authz_changed();
CREATE TRIGGER sessions_authz_truncated AFTER TRUNCATE ON sessions
    FOR EACH STATEMENT EXECUTE FUNCTION k8sm_authz_changed();
CREATE TRIGGER api_tokens_authz_truncated AFTER TRUNCATE ON api_tokens
    FOR EACH STATEMENT EXECUTE FUNCTION k8sm_authz_changed();

-- verify
SELECT 1 / (count(*) = 6)::int FROM pg_trigger
    WHERE tgname ~ '^(users|sessions|api_tokens)_authz_(changed|truncated)$';

-- down
DROP TRIGGER users_authz_changed ON users;
DROP TRIGGER sessions_authz_changed ON sessions;
DROP TRIGGER api_tokens_authz_changed ON api_tokens;
DROP TRIGGER users_authz_truncated ON users;
DROP TRIGGER sessions_authz_truncated ON sessions;
DROP TRIGGER api_tokens_authz_truncated ON api_tokens;
DROP FUNCTION k8sm_authz_changed();
