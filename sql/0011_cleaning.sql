-- doc: what the hourly maintenance removes; rooms add k8sm_clean_* functions

-- up
CREATE FUNCTION k8sm_clean_identity() RETURNS bigint
    LANGUAGE plpgsql AS $$
DECLARE
    total bigint := 0;
    n     bigint;
BEGIN
    DELETE FROM tickets WHERE expires_at < now() - interval '1 hour';
    GET DIAGNOSTICS n = ROW_COUNT;
    total := total + n;
    DELETE FROM sessions WHERE coalesce(ended_at, expires_at)
        < now() - interval '30 days';
    GET DIAGNOSTICS n = ROW_COUNT;
    total := total + n;
    DELETE FROM login_failures WHERE last_at < now() - interval '2 days'
        AND (locked_until IS NULL OR locked_until < now());
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN total + n;
END $$;

CREATE FUNCTION k8sm_clean_idempotency() RETURNS bigint
    LANGUAGE sql AS $$ SELECT idempotency_keys_prune(50000) $$;

-- Calls every function k8sm_clean_*() and says what each removed.
CREATE FUNCTION k8sm_clean(OUT what text, OUT removed bigint)
    RETURNS SETOF record
    LANGUAGE plpgsql AS $$
BEGIN
    FOR what IN
        SELECT p.proname FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace
          AND p.proname ~ '^k8sm_clean_[a-z_]+$' AND p.pronargs = 0
        ORDER BY p.proname
    LOOP
        EXECUTE format('SELECT public.%I()', what) INTO removed;
        RETURN NEXT;
    END LOOP;
END $$;

-- verify
SELECT to_regprocedure('k8sm_clean()') IS NOT NULL AS present;

-- down
DROP FUNCTION k8sm_clean();
DROP FUNCTION k8sm_clean_idempotency();
DROP FUNCTION k8sm_clean_identity();
