-- doc: notifications are kept in both languages, because their reader's is not known

-- up
-- title and content are the Chinese ones; empty English ones say that the text
-- has no language (a name, an address) or came from before.
ALTER TABLE notifications ADD COLUMN title_en text NOT NULL DEFAULT '';
ALTER TABLE notifications ADD COLUMN content_en text NOT NULL DEFAULT '';

DROP FUNCTION k8sm_notify_users(bigint[], text, text, text, text, text, text,
    text, text);
CREATE FUNCTION k8sm_notify_users(p_users bigint[], p_type text, p_title text,
    p_content text, p_severity text, p_source text, p_source_id text,
    p_action_url text, p_action_type text, p_title_en text DEFAULT '',
    p_content_en text DEFAULT '')
    RETURNS TABLE (id bigint, user_id bigint)
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH n AS (
        INSERT INTO notifications (type, title, content, severity, source,
            source_id, action_url, action_type, title_en, content_en)
        SELECT p_type, p_title, p_content, p_severity, p_source, p_source_id,
            p_action_url, p_action_type, p_title_en, p_content_en
        WHERE cardinality(p_users) > 0
        RETURNING notifications.id
    )
    INSERT INTO user_notifications AS un (user_id, notification_id)
    SELECT u.id, n.id FROM n, users u
    WHERE u.id = ANY (p_users) AND u.status = 1
    RETURNING un.id, un.user_id
$$;
REVOKE ALL ON FUNCTION k8sm_notify_users(bigint[], text, text, text, text, text,
    text, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION k8sm_notify_users(bigint[], text, text, text, text,
    text, text, text, text, text, text) TO k8sm_app;

-- verify
SELECT title_en, content_en FROM notifications WHERE false;
SELECT 1 / (count(*) = 1)::int FROM pg_proc
    WHERE proname = 'k8sm_notify_users' AND pronargs = 11;

-- down
DROP FUNCTION k8sm_notify_users(bigint[], text, text, text, text, text, text,
    text, text, text, text);
CREATE FUNCTION k8sm_notify_users(p_users bigint[], p_type text, p_title text,
    p_content text, p_severity text, p_source text, p_source_id text,
    p_action_url text, p_action_type text)
    RETURNS TABLE (id bigint, user_id bigint)
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH n AS (
        INSERT INTO notifications (type, title, content, severity, source,
            source_id, action_url, action_type)
        SELECT p_type, p_title, p_content, p_severity, p_source, p_source_id,
            p_action_url, p_action_type
        WHERE cardinality(p_users) > 0
        RETURNING notifications.id
    )
    INSERT INTO user_notifications AS un (user_id, notification_id)
    SELECT u.id, n.id FROM n, users u
    WHERE u.id = ANY (p_users) AND u.status = 1
    RETURNING un.id, un.user_id
$$;
REVOKE ALL ON FUNCTION k8sm_notify_users(bigint[], text, text, text, text, text,
    text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION k8sm_notify_users(bigint[], text, text, text, text,
    text, text, text, text) TO k8sm_app;
ALTER TABLE notifications DROP COLUMN content_en;
ALTER TABLE notifications DROP COLUMN title_en;
