/*
 * testdb: a database for unit tests.
 *
 * The test runner starts a private PostgreSQL (test/lib/pg.sh), migrates it and
 * sets K8SM_TEST_URL (application role) and K8SM_TEST_OWNER_URL (owner).
 */
#ifndef K8SM_TEST_TESTDB_H
#define K8SM_TEST_TESTDB_H

#include "base/base.h"

/*
 * A context of its own on a connection of its own, as k8sm_app, scope "every
 * project".  Without K8SM_TEST_URL it prints "SKIP <program>: no database" and
 * ends the program with status 77.
 */
struct cx *testdb_cx(void);

/* The same as another role: ${variable} names the environment's url. */
struct cx *testdb_cx_as(const char *variable);

/* Closes what testdb_cx gave. */
void testdb_free(struct cx *cx);

/* Makes ${cx} see the ${n} projects ${ids} only. */
void testdb_scope(struct cx *cx, const int64_t *ids, size_t n);

/* Runs statements (several are fine) as the owner; ends the test on an error. */
void testdb_owner(const char *sql);

/* As testdb_owner, for superusers (roles, other sessions). */
void testdb_super(const char *sql);

/* Whether the server can be stopped and started by this test. */
bool testdb_has_server(void);

/* Runs test/lib/pg.sh ${what} (halt, again) on the server of the tests. */
void testdb_server(const char *what);

#endif
