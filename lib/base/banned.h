/*
 * Calls that this project does not use; each names itself in the error.
 * Included in every translation unit by the makefile.
 */
#ifndef K8SM_BASE_BANNED_H
#define K8SM_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The rest of the list (system, popen, rand, localtime, …) is checked by
 * `make lint`, because headers of libraries use those words. */
#pragma GCC poison strcpy strcat sprintf vsprintf strncpy strncat strtok \
    atoi atol atoll gets

#endif
