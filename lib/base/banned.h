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

#pragma GCC poison strcpy strcat sprintf vsprintf strncpy strncat strtok atoi \
    atol atoll gets system popen localtime gmtime ctime asctime rand srand \
    random alloca setjmp longjmp tmpnam mktemp

#endif
