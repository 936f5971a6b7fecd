/*
 * Every setting, once: file key, kind, default, low, high, when it applies, doc.
 * The file is `key = value` lines; the environment K8SM_<KEY> wins over it.
 * A SECRET value is the path of a file that holds it.
 */
/*      name                   kind    default            low  high      when     doc */
#define SETTINGS_TABLE(X) \
	X(database_url,         TEXT,   "",                0,   1024,     RESTART, "libpq connection string of the application role") \
	X(owner_url,            TEXT,   "",                0,   1024,     RESTART, "libpq connection string of the owner role; only k8sm migrate uses it") \
	X(var_dir,              TEXT,   "./var",           1,   1024,     RESTART, "Folder of sockets, keys and generated files") \
	X(run_dir,              TEXT,   "",                0,   1024,     RESTART, "Folder of sockets; empty: <var_dir>/run") \
	X(sql_dir,              TEXT,   "./sql",           1,   1024,     RESTART, "Folder of the migrations") \
	X(master_key_file,      TEXT,   "",                0,   1024,     RESTART, "Key-encryption keys, one 'version hex' a line; empty: <var_dir>/master.key") \
	X(jwt_secret_file,      TEXT,   "",                0,   1024,     RESTART, "Secret that signs access tokens, at least 32 bytes; empty: <var_dir>/jwt.secret") \
	X(jwt_issuer,           TEXT,   "k8s-manage",      1,   64,       RELOAD,  "iss claim") \
	X(access_token_s,       INT,    "600",             60,  3600,     RELOAD,  "Life of an access token in seconds") \
	X(refresh_token_s,      INT,    "604800",          300, 7776000,  RELOAD,  "Life of a refresh token in seconds") \
	X(session_max_s,        INT,    "2592000",         300, 7776000,  RELOAD,  "Longest life of a login in seconds") \
	X(register_enabled,     BOOL,   "false",           0,   1,        RELOAD,  "Whether strangers may register") \
	X(cookie_secure,        BOOL,   "false",           0,   1,        RELOAD,  "Mark the refresh cookie Secure; on behind TLS") \
	X(argon2_memory_kib,    INT,    "19456",           8192, 1048576, RELOAD,  "argon2id memory in KiB") \
	X(argon2_passes,        INT,    "2",               1,   16,       RELOAD,  "argon2id passes") \
	X(password_min,         INT,    "8",               6,   64,       RELOAD,  "Shortest password accepted") \
	X(login_fail_limit,     INT,    "10",              3,   1000,     RELOAD,  "Wrong passwords for one account before it is locked for a while") \
	X(login_ip_limit,       INT,    "100",             3,   100000,   RELOAD,  "Wrong passwords from one address before it is refused for a while") \
	X(login_lock_s,         INT,    "60",              1,   86400,    RELOAD,  "First lock-out; doubles up to one hour") \
	X(api_workers,          INT,    "4",               1,   64,       RESTART, "Request workers of the fast pool") \
	X(api_remote_workers,   INT,    "2",               1,   64,       RESTART, "Most request workers that wait for remote systems side by side; started when needed") \
	X(api_transfer_workers, INT,    "4",               1,   32,       RESTART, "Most request workers that move files side by side; started when needed") \
	X(api_max_requests,     INT,    "100000",          10,  10000000, RELOAD,  "Requests after which a worker is replaced") \
	X(request_ms,           INT,    "10000",           100, 60000,    RELOAD,  "Deadline of one request in milliseconds") \
	X(body_max,             INT,    "1048576",         1024, 67108864, RELOAD, "Largest request body in bytes where the route names none") \
	X(rate_per_s,           INT,    "200",             1,   1000000,  RELOAD,  "Requests per second of one principal") \
	X(rate_burst,           INT,    "400",             1,   1000000,  RELOAD,  "Requests above the rate that are let through at once") \
	X(task_workers,         INT,    "3",               1,   256,      RESTART, "Ordinary tasks that k8sm-worker runs side by side") \
	X(fan_workers,          INT,    "2",               1,   32,       RESTART, "Processes of the lane fan (commands on many hosts at once); started when there is work") \
	X(collect_workers,      INT,    "1",               1,   8,        RESTART, "Processes of the lane collect (metrics and health of hosts); started when there is work") \
	X(bulk_workers,         INT,    "2",               1,   64,       RESTART, "Processes of the lane bulk (imports, provisioning, key rotation); started when there is work") \
	X(lane_idle_s,          INT,    "300",             1,   86400,    RELOAD,  "Seconds after which a lane's process without work ends") \
	X(task_lease_s,         INT,    "30",              2,   600,      RESTART, "Lease of a running task in seconds") \
	X(task_poll_ms,         INT,    "2000",            50,  60000,    RELOAD,  "Longest wait between two looks at the queue") \
	X(task_memory_mb,       INT,    "512",             64,  65536,    RESTART, "Address space of one task process") \
	X(stream_max,           INT,    "20000",           10,  200000,   RESTART, "Open streams of k8sm-stream") \
	X(stream_per_user,      INT,    "6000",            1,   200000,   RELOAD,  "Open streams of one user") \
	X(stream_heartbeat_s,   INT,    "15",              1,   300,      RELOAD,  "Pause between two heartbeats") \
	X(ssh_connect_ms,       INT,    "8000",            100, 60000,    RELOAD,  "Connect, key exchange and login must end within this") \
	X(exec_output_max,      INT,    "1048576",         1024, 67108864, RELOAD, "Most output kept of one command, per stream") \
	X(terminal_max,         INT,    "500",             1,   5000,     RELOAD,  "Open terminals of one k8sm-stream; each is a process") \
	X(terminal_per_user,    INT,    "20",              1,   5000,     RELOAD,  "Open terminals of one user") \
	X(terminal_idle_s,      INT,    "1800",            5,   86400,    RELOAD,  "Seconds without a key after which a terminal is ended") \
	X(terminal_max_s,       INT,    "43200",           10,  604800,   RELOAD,  "Longest life of a terminal in seconds") \
	X(terminal_grace_s,     INT,    "30",              1,   600,      RELOAD,  "Seconds that a shell waits for a browser that was cut off") \
	X(terminal_record_mb,   INT,    "256",             1,   4096,     RELOAD,  "Most recorded of one terminal session, in MiB") \
	X(egress_allow,         TEXT,   "",                0,   4096,     RELOAD,  "Comma-separated CIDRs that users' URLs may name beside public addresses") \
	X(cloud_ca_file,        TEXT,   "",                0,   1024,     RELOAD,  "PEM file of the authorities that clouds' private endpoints are signed by; empty: the system's") \
	X(reply_keep_ms,        INT,    "1000",            0,   10000,    RELOAD,  "How long the reply of a list may be given again while no change was heard of; 0: never") \
	X(audit_reads,          BOOL,   "false",           0,   1,        RELOAD,  "Also audit successful reads") \
	X(retention_events_d,   INT,    "90",              1,   3650,     RELOAD,  "Days that task events are kept") \
	X(retention_audit_d,    INT,    "1095",            30,  36500,    RELOAD,  "Days that audit rows are kept") \
	X(collect_every_s,      INT,    "30",              0,   3600,     RELOAD,  "Seconds between two looks at every host (metrics, health); 0: none") \
	X(collect_host_ms,      INT,    "15000",           1000, 120000,  RELOAD,  "A host that does not answer a look within this is not reached") \
	X(metrics_raw_d,        INT,    "2",               1,   31,       RELOAD,  "Days that every single sample of hosts is kept") \
	X(metrics_5m_d,         INT,    "31",              1,   400,      RELOAD,  "Days that steps of five minutes are kept") \
	X(metrics_1h_d,         INT,    "400",             31,  3650,     RELOAD,  "Days that steps of an hour are kept") \
	X(retention_terminals_d, INT,   "180",             1,   3650,     RELOAD,  "Days that recordings of terminals are kept") \
	X(log_level,            TEXT,   "info",            4,   5,        RELOAD,  "debug, info, warn or error") \
	X(public_url,           TEXT,   "",                0,   1024,     RELOAD,  "Address under which browsers reach the console; empty: taken from Host")
