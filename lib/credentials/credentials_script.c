/*
 * credentials_script: changes of authorized_keys, for any POSIX shell.
 *
 * The file is replaced in one rename, so that a broken connection or a full
 * disk leaves the one or the other, never half of it.  The new key takes over
 * the options ("from=", "command=") that the old one's line had.
 */
#include "credentials/credentials_int.h"

#define FIND \
	"set -eu\n" \
	"umask 077\n" \
	"f=$1 old=$2 type=$3 new=$4\n" \
	"case $f in /*) ;; *) f=$HOME/$f ;; esac\n" \
	"if [ -L \"$f\" ]; then f=$(readlink -f \"$f\"); fi\n" \
	"t=$f.rotate.$$\n" \
	"trap 'rm -f \"$t\"' EXIT\n" \
	"here() { [ -e \"$f\" ] && grep -v '^[[:space:]]*#' \"$f\" |" \
	" grep -qF \"$1\"; }\n"

const char credentials_script_add[] = FIND
    "if here \"$new\"; then exit 0; fi\n"
    "d=$(dirname \"$f\")\n"
    "[ -d \"$d\" ] || mkdir -p \"$d\"\n"
    "[ -e \"$f\" ] || : >\"$f\"\n"
    /* Keeps owner and mode; the contents come next. */
    "cp -p \"$f\" \"$t\"\n"
    "awk -v old=\"$old\" -v new=\"$new\" -v type=\"$type\" '\n"
    "{ print }\n"
    "line == \"\" && !/^[ \\t]*#/ {\n"
    "	i = index($0, old)\n"
    "	if (i == 0) next\n"
    "	head = substr($0, 1, i - 1)\n"
    "	sub(/[^ \\t]+[ \\t]+$/, \"\", head)\n"
    "	line = head type \" \" new substr($0, i + length(old))\n"
    "}\n"
    "END { print (line != \"\" ? line : type \" \" new) }' \"$f\" >\"$t\"\n"
    "mv -f \"$t\" \"$f\"\n"
    "here \"$new\"\n";

const char credentials_script_drop[] = FIND
    "here \"$new\" || { echo 'the new key is not in the file' >&2; exit 3; }\n"
    "if ! here \"$old\"; then exit 0; fi\n"
    "cp -p \"$f\" \"$t\"\n"
    "awk -v old=\"$old\" '/^[ \\t]*#/ || index($0, old) == 0' \"$f\" >\"$t\"\n"
    "grep -qF \"$new\" \"$t\"\n"
    "mv -f \"$t\" \"$f\"\n";
