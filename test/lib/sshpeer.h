/*
 * sshpeer: the SSH servers of test/sshd/peers.sh for the time of one program.
 */
#ifndef K8SM_TEST_SSHPEER_H
#define K8SM_TEST_SSHPEER_H

/* Starts them; once per program, before the tests.  They end with it. */
void sshpeer_up(void);

/* A value of the peers file: "sshd_key", "user", "keys"… */
const char *sshpeer(const char *name);
int sshpeer_port(const char *name);

/* The whole of a file in the key folder; lives as long as the program. */
const char *sshpeer_file(const char *name);

/* Sends a command ("swap") and waits for its answer. */
void sshpeer_tell(const char *command);

#endif
