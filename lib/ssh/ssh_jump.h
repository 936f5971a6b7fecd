/*
 * ssh_jump: a machine behind a machine, without a process in between.
 *
 * A bridge is a direct-tcpip channel of an open session and one end of a socket
 * pair; the other end is what the session behind it is given in place of a TCP
 * socket.  Nothing moves by itself: whoever waits must poll the bridge too and
 * give it its turn.
 *
 * ssh_open, ssh_exec and everything else that waits by ssh_wait_session does
 * that already.  A loop of its own (many sessions, a terminal) does
 *
 *	n += ssh_jump_chain_pollfds(s, v + n, SSH_JUMP_POLLFDS);
 *	poll(v, n, ms);			// or libwebsockets' adopted descriptors
 *	ssh_jump_chain_turn(s);		// whatever was ready; cheap when nothing is
 *
 * for each session that has a chain; without one they are 0 and nothing.  A turn
 * comes also after libssh wrote into the session, so that it leaves at once.
 * The descriptors and what they are polled for change from turn to turn.
 *
 * Sessions made without struct ssh use ssh_jump_start and its kin directly;
 * several bridges may share one session, since sshd serves many channels.
 */
#ifndef K8SM_SSH_SSH_JUMP_H
#define K8SM_SSH_SSH_JUMP_H

#include <poll.h>

#include "base/base.h"

/* Most machines on the way, the last one not counted. */
#define SSH_JUMP_MAX	 4
/* What one chain adds to a poll set, at most. */
#define SSH_JUMP_POLLFDS (2 * SSH_JUMP_MAX)

struct ssh;
struct ssh_session_struct; /* libssh's; ssh_session is a pointer to it */
struct ssh_jump;

enum ssh_jump_state {
	SSH_JUMP_OPENING,	/* the server has not answered yet */
	SSH_JUMP_OPEN,
	SSH_JUMP_ENDED		/* refused, or over: the socket is closed */
};

/*
 * Asks ${via} (logged in, non-blocking, its socket polled as ${via_fd}) for a
 * connection to ${host}:${port}.  *${fd} gets the socket for the session behind;
 * the caller owns it and may use it at once: what is written waits.  NULL when
 * the system has no room.
 */
struct ssh_jump *ssh_jump_start(struct ssh_session_struct *via, int via_fd,
    const char *host, int port, int *fd);

/* Moves what can be moved without waiting. */
enum ssh_jump_state ssh_jump_turn(struct ssh_jump *j);

/* Fills ${v} and tells how many: 0 when ended. */
size_t ssh_jump_pollfds(const struct ssh_jump *j, struct pollfd v[2]);

/* RFC 4254's reason of a refusal: 1 prohibited, 2 connect failed; 0: no word. */
int ssh_jump_reason(const struct ssh_jump *j);

/* Closes the bridge, not the session it ran through; NULL is fine. */
void ssh_jump_end(struct ssh_jump *j);

/* The same for all bridges of a session that ssh_open made. */
size_t ssh_jump_chain_pollfds(const struct ssh *s, struct pollfd *v, size_t max);
void ssh_jump_chain_turn(struct ssh *s);

#endif
