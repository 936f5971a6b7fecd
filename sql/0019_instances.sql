-- doc: a host is one instance of its provider (a cloud's, a hypervisor's) only once in a project

-- up
CREATE UNIQUE INDEX hosts_instance_key
    ON hosts (project_id, provider, provider_instance_id)
    WHERE provider_instance_id <> '';

-- verify
SELECT 1 / (count(*) = 1)::int FROM pg_indexes
WHERE indexname = 'hosts_instance_key';

-- down
DROP INDEX hosts_instance_key;
