/*
 * sandbox: takes from request workers what they never need.
 */
#ifndef K8SM_FCGI_SANDBOX_H
#define K8SM_FCGI_SANDBOX_H

/* Makes the filter, once before the workers are forked. */
void sandbox_prepare(void);

/* For the rest of this process: no other program, no look into other processes,
 * no change of namespaces, mounts or identity.  What is refused gives EPERM. */
void sandbox_enter(void);

#endif
