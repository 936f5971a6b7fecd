/*
 * farmssh HOSTKEY PORT FROM N: a light SSH server for measurements.  One process
 * serves N loopback addresses 127.22.x.y (numbers FROM…) on PORT: it takes any
 * user and key, and answers any command with exit status 0.  Nothing is forked, so
 * that what is measured is the client.  With FARMSSH_REPLY it waits for the end
 * of the command's input and says that first.  Prints "ready"; serves until its standard
 * input ends.
 */
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <libssh/server.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct peer {
	ssh_session session;
	ssh_channel channel;
	struct ssh_server_callbacks_struct cb;
	struct ssh_channel_callbacks_struct channel_cb;
	struct peer *next;	/* whose command is to be ended */
};

static ssh_event event;
static ssh_bind binding;
static struct peer *asked;
static const char *reply;

static int
on_none(ssh_session s, const char *user, void *arg)
{
	(void)user;
	(void)arg;
	ssh_set_auth_methods(s, SSH_AUTH_METHOD_PUBLICKEY);
	return SSH_AUTH_DENIED;
}

static int
on_key(ssh_session s, const char *user, struct ssh_key_struct *key, char state,
    void *arg)
{
	(void)s;
	(void)user;
	(void)key;
	(void)arg;
	return state == SSH_PUBLICKEY_STATE_NONE ||
		state == SSH_PUBLICKEY_STATE_VALID ?
	    SSH_AUTH_SUCCESS :
	    SSH_AUTH_DENIED;
}

static int
on_exec(ssh_session s, ssh_channel c, const char *command, void *arg)
{
	struct peer *p = arg;

	(void)s;
	(void)c;
	(void)command;
	/* The reply is sent when this returns; the end comes after it. */
	if (reply == NULL) {
		p->next = asked;
		asked = p;
	}
	return 0;
}

static int
on_data(ssh_session s, ssh_channel c, void *data, uint32_t n, int is_err,
    void *arg)
{
	(void)s;
	(void)c;
	(void)data;
	(void)is_err;
	(void)arg;
	return (int)n;
}

static void
on_eof(ssh_session s, ssh_channel c, void *arg)
{
	struct peer *p = arg;

	(void)s;
	(void)c;
	if (reply == NULL)
		return;
	p->next = asked;
	asked = p;
}

static void
end_asked(void)
{
	struct peer *p;

	while ((p = asked) != NULL) {
		asked = p->next;
		if (reply != NULL)
			(void)ssh_channel_write(p->channel, reply,
			    (uint32_t)strlen(reply));
		ssh_channel_request_send_exit_status(p->channel, 0);
		ssh_channel_send_eof(p->channel);
		ssh_channel_close(p->channel);
		ssh_channel_free(p->channel);
	}
}

static ssh_channel
on_open(ssh_session s, void *arg)
{
	struct peer *p = arg;

	p->channel = ssh_channel_new(s);
	ssh_set_channel_callbacks(p->channel, &p->channel_cb);
	return p->channel;
}

static int
on_accept(socket_t fd, int revents, void *arg)
{
	struct peer *p;
	int got;

	(void)revents;
	(void)arg;
	got = accept(fd, NULL, NULL);
	if (got == -1)
		return 0;
	p = calloc(1, sizeof(*p));
	p->session = ssh_new();
	p->cb.userdata = p;
	p->cb.auth_none_function = on_none;
	p->cb.auth_pubkey_function = on_key;
	p->cb.channel_open_request_session_function = on_open;
	ssh_callbacks_init(&p->cb);
	p->channel_cb.userdata = p;
	p->channel_cb.channel_exec_request_function = on_exec;
	p->channel_cb.channel_data_function = on_data;
	p->channel_cb.channel_eof_function = on_eof;
	ssh_callbacks_init(&p->channel_cb);
	if (ssh_bind_accept_fd(binding, p->session, got) != SSH_OK) {
		close(got);
		return 0;
	}
	ssh_set_server_callbacks(p->session, &p->cb);
	ssh_set_auth_methods(p->session, SSH_AUTH_METHOD_PUBLICKEY);
	ssh_set_blocking(p->session, 0);
	(void)ssh_handle_key_exchange(p->session);
	ssh_event_add_session(event, p->session);
	return 0;
}

static int
on_stdin(socket_t fd, int revents, void *arg)
{
	char junk[64];

	(void)revents;
	(void)arg;
	if (read(fd, junk, sizeof(junk)) <= 0)
		exit(0);
	return 0;
}

int
main(int argc, char **argv)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	struct rlimit lim;
	int i, fd, one = 1, from, n;

	reply = getenv("FARMSSH_REPLY");
	if (argc != 5)
		return 2;
	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	getrlimit(RLIMIT_NOFILE, &lim);
	lim.rlim_cur = lim.rlim_max;
	setrlimit(RLIMIT_NOFILE, &lim);
	binding = ssh_bind_new();
	if (ssh_bind_options_set(binding, SSH_BIND_OPTIONS_HOSTKEY, argv[1]) != 0)
		return 1;
	at.sin_port = htons((unsigned short)atoi(argv[2]));
	from = atoi(argv[3]);
	n = atoi(argv[4]);
	event = ssh_event_new();
	ssh_event_add_fd(event, 0, POLLIN, on_stdin, NULL);
	for (i = from; i < from + n; i++) {
		fd = socket(AF_INET, SOCK_STREAM, 0);
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
		at.sin_addr.s_addr = htonl(0x7f160000u +
		    (unsigned)(i / 200) * 256 + (unsigned)(i % 200) + 1);
		if (bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
		    listen(fd, 16) != 0)
			return 1;
		ssh_event_add_fd(event, fd, POLLIN, on_accept, NULL);
	}
	puts("ready");
	fflush(stdout);
	for (;;) {
		(void)ssh_event_dopoll(event, -1);
		end_asked();
	}
}
