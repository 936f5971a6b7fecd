/*
 * fakessh MODE HOSTKEY: an SSH server on 127.0.0.1 that misbehaves on command.
 * Prints the port that it got and serves until its standard input ends; each
 * connection is a child of its own.  User "tester", password "open sesame".
 *
 *   password   takes the password, runs commands with /bin/sh
 *   kbdint     asks for it as a question (keyboard-interactive)
 *   second     takes the password and wants a second proof
 *   hang       lets in and then answers nothing
 *   drop       sends "partial" for any command and cuts the connection
 *   endless    answers any command with output that never ends
 *   signal     any command is killed by signal
 *   refuse     lets in but runs no command
 *   silent     accepts and says nothing           (no SSH below this line)
 *   dribble    one byte of a banner a second
 *   garbage    random bytes
 *   http       an HTTP answer
 *   close      accepts and closes
 *   cut        an SSH banner, then closes
 *   noise      an SSH banner, then random bytes
 *   full       never accepts: the queue is full, connecting hangs
 */
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libssh/libssh.h>
#include <libssh/server.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define USER "tester"
#define PASSWORD "open sesame"

static const char *mode;

static bool
is(const char *name)
{
	return strcmp(mode, name) == 0;
}

static void
put(int fd, const char *s)
{
	if (write(fd, s, strlen(s)) == -1)
		_exit(0);
}

static void
noise(int fd)
{
	unsigned x = 12345;
	char junk[4096];
	size_t i;
	int round;

	for (round = 0; round < 16; round++) {
		for (i = 0; i < sizeof(junk); i++) {
			x = x * 1103515245u + 12345u;
			junk[i] = (char)(x >> 16);
		}
		if (write(fd, junk, sizeof(junk)) == -1)
			return;
	}
	sleep(1);
}

/* The peers that do not speak SSH. */
static bool
serve_raw(int fd)
{
	const char *banner = "SSH-2.0-Dribble_1.0\r\n";

	if (is("silent")) {
		sleep(600);
	} else if (is("dribble")) {
		for (; *banner != '\0'; banner++, sleep(1))
			if (write(fd, banner, 1) == -1)
				break;
		sleep(600);
	} else if (is("garbage")) {
		noise(fd);
	} else if (is("http")) {
		put(fd, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n"
		    "Content-Length: 0\r\n\r\n");
	} else if (is("close")) {
		return true;
	} else if (is("cut")) {
		put(fd, "SSH-2.0-Cut_1.0\r\n");
		usleep(50000);
	} else if (is("noise")) {
		put(fd, "SSH-2.0-Noise_1.0\r\n");
		noise(fd);
	} else {
		return false;
	}
	return true;
}

static bool
password_ok(const char *user, const char *password)
{
	return user && password && strcmp(user, USER) == 0 &&
	    strcmp(password, PASSWORD) == 0;
}

/* One authentication message; true when the client is in. */
static bool
judge(ssh_session session, ssh_message m)
{
	bool ask = is("kbdint");

	ssh_message_auth_set_methods(m, ask ? SSH_AUTH_METHOD_INTERACTIVE :
	    SSH_AUTH_METHOD_PASSWORD);
	switch (ssh_message_subtype(m)) {
	case SSH_AUTH_METHOD_PASSWORD:
		if (ask || !password_ok(ssh_message_auth_user(m),
		    ssh_message_auth_password(m)))
			break;
		ssh_message_auth_reply_success(m, is("second"));
		return !is("second");
	case SSH_AUTH_METHOD_INTERACTIVE:
		if (!ask)
			break;
		if (!ssh_message_auth_kbdint_is_response(m)) {
			const char *q[] = { "Password: " };
			char echo[] = { 0 };

			ssh_message_auth_interactive_request(m, "login", "", 1,
			    q, echo);
			return false;
		}
		if (!password_ok(USER, ssh_userauth_kbdint_getanswer(
		    session, 0)))
			break;
		ssh_message_auth_reply_success(m, 0);
		return true;
	default:
		break;
	}
	ssh_message_reply_default(m);
	return false;
}

/* The next message of ${type} ${subtype} (-1: any), others are refused. */
static ssh_message
expect(ssh_session session, int type, int subtype)
{
	ssh_message m;

	while ((m = ssh_message_get(session)) != NULL) {
		if (ssh_message_type(m) == type &&
		    (subtype == -1 || ssh_message_subtype(m) == subtype))
			return m;
		ssh_message_reply_default(m);
		ssh_message_free(m);
	}
	_exit(0);
}

/* Runs ${command} by the shell and relays; what a real server does. */
static int
run(ssh_channel ch, const char *command)
{
	struct pollfd p[2];
	int in[2], out[2], err[2], status = 0, open_pipes = 2, i, got;
	char piece[8192];
	pid_t pid;

	if (pipe(in) || pipe(out) || pipe(err))
		_exit(1);
	pid = fork();
	if (pid == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		dup2(err[1], 2);
		close_range(3, ~0U, 0);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	close(err[1]);
	p[0] = (struct pollfd){ .fd = out[0], .events = POLLIN };
	p[1] = (struct pollfd){ .fd = err[0], .events = POLLIN };
	while (open_pipes > 0) {
		if (in[1] != -1) {
			got = ssh_channel_read_nonblocking(ch, piece,
			    sizeof(piece), 0);
			if (got > 0 && write(in[1], piece, (size_t)got) == -1)
				got = SSH_ERROR;
			if (got < 0 || ssh_channel_is_eof(ch)) {
				close(in[1]);
				in[1] = -1;
			}
		}
		if (poll(p, 2, 20) == -1)
			break;
		for (i = 0; i < 2; i++) {
			if (p[i].fd == -1 || p[i].revents == 0)
				continue;
			got = (int)read(p[i].fd, piece, sizeof(piece));
			if (got > 0) {
				if (i == 0)
					ssh_channel_write(ch, piece,
					    (uint32_t)got);
				else
					ssh_channel_write_stderr(ch, piece,
					    (uint32_t)got);
				continue;
			}
			p[i].fd = -1;
			open_pipes--;
		}
		if (ssh_channel_is_closed(ch)) {
			kill(pid, SIGKILL);
			break;
		}
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

static void
serve_command(ssh_session session, ssh_channel ch, const char *command, int fd)
{
	char line[4096];
	int status = 0;

	if (is("drop")) {
		ssh_channel_write(ch, "partial\n", 8);
		ssh_blocking_flush(session, 1000);
		usleep(50000);
		shutdown(fd, SHUT_RDWR);
		_exit(0);
	}
	if (is("endless")) {
		memset(line, 'y', sizeof(line));
		while (ssh_channel_write(ch, line, sizeof(line)) > 0)
			continue;
		_exit(0);
	}
	if (is("signal")) {
		ssh_channel_write(ch, "dying\n", 6);
		ssh_channel_request_send_exit_signal(ch, "SEGV", 0, "", "");
	} else {
		status = run(ch, command);
		ssh_channel_request_send_exit_status(ch, status);
	}
	ssh_channel_send_eof(ch);
	ssh_channel_close(ch);
	ssh_blocking_flush(session, 1000);
}

static void
serve_ssh(int fd, const char *host_key)
{
	ssh_session session = ssh_new();
	ssh_bind bind = ssh_bind_new();
	ssh_channel ch;
	ssh_message m;
	bool in = false;

	ssh_bind_options_set(bind, SSH_BIND_OPTIONS_HOSTKEY, host_key);
	if (ssh_bind_accept_fd(bind, session, fd) != SSH_OK ||
	    ssh_handle_key_exchange(session) != SSH_OK)
		_exit(0);
	while (!in) {
		m = expect(session, SSH_REQUEST_AUTH, -1);
		in = judge(session, m);
		ssh_message_free(m);
	}
	if (is("hang"))
		sleep(600);
	m = expect(session, SSH_REQUEST_CHANNEL_OPEN, SSH_CHANNEL_SESSION);
	ch = ssh_message_channel_request_open_reply_accept(m);
	ssh_message_free(m);
	m = expect(session, SSH_REQUEST_CHANNEL, is("refuse") ? 9999 :
	    SSH_CHANNEL_REQUEST_EXEC);
	ssh_message_channel_request_reply_success(m);
	serve_command(session, ch, ssh_message_channel_request_command(m), fd);
	usleep(200000);
}

static int
listen_any(int backlog, int *port)
{
	struct sockaddr_in sa = { .sin_family = AF_INET };
	socklen_t len = sizeof(sa);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)&sa, sizeof(sa)) ||
	    listen(fd, backlog) ||
	    getsockname(fd, (struct sockaddr *)&sa, &len))
		exit(1);
	*port = ntohs(sa.sin_port);
	return fd;
}

/* Fills the accept queue of our own socket, so that others wait for ever. */
static void
fill(int port)
{
	struct sockaddr_in sa = { .sin_family = AF_INET };
	int i, fd;

	sa.sin_port = htons((uint16_t)port);
	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (i = 0; i < 4; i++) {
		fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		(void)connect(fd, (struct sockaddr *)&sa, sizeof(sa));
	}
}

int
main(int argc, char *argv[])
{
	struct pollfd p[2] = { { .fd = 0, .events = POLLIN },
		{ .events = POLLIN } };
	char junk[64];
	int port, fd;

	if (argc != 3)
		return 2;
	mode = argv[1];
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	p[1].fd = listen_any(is("full") ? 0 : 64, &port);
	if (is("full")) {
		fill(port);
		p[1].fd = -1;
	}
	printf("%d\n", port);
	fflush(stdout);
	for (;;) {
		if (poll(p, 2, -1) == -1 && errno != EINTR)
			return 1;
		if (p[0].revents && read(0, junk, sizeof(junk)) <= 0)
			return 0;
		if (!(p[1].revents & POLLIN))
			continue;
		fd = accept(p[1].fd, NULL, NULL);
		if (fd == -1)
			continue;
		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			signal(SIGCHLD, SIG_DFL);
			close(p[1].fd);
			if (!serve_raw(fd))
				serve_ssh(fd, argv[2]);
			_exit(0);
		}
		close(fd);
	}
}
