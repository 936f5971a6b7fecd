#!/usr/bin/env bash
# Calls that do not belong here, by word.
set -euo pipefail
cd "$(dirname "$0")/../.."
bad=0
code() {	# source without comments and string contents, FILE:LINE:text
	awk '{
		line = $0
		while (1) {
			if (inc) { e = index(line, "*/"); if (!e) { line = ""; break }
				line = substr(line, e + 2); inc = 0 }
			gsub(/"([^"\\]|\\.)*"/, "\"\"", line)
			s = index(line, "/*"); if (!s) break
			rest = substr(line, s + 2); e = index(rest, "*/")
			if (e) line = substr(line, 1, s - 1) " " substr(rest, e + 2)
			else { line = substr(line, 1, s - 1); inc = 1; break }
		}
		print FILENAME ":" FNR ":" line
	}' "$@"
}
files=$(find lib fcgi -name '*.c' -o -name '*.h' | grep -v banned.h | sort)
for f in $files; do code "$f"; done >"${TMPDIR:-/tmp}/banned.$$"
trap 'rm -f "${TMPDIR:-/tmp}/banned.$$"' EXIT
ban() {	# REGEX WHY [PATHS ALLOWED]
	local hits
	hits=$(grep -E "(^|[^A-Za-z0-9_>.])($1)[[:space:]]*\(" "${TMPDIR:-/tmp}/banned.$$" | grep -Ev "^(${3:-nothing}):" || true)
	[ -z "$hits" ] || { printf '%s\n' "$hits"; echo "^ $2"; bad=1; }
}
ban 'system|popen|wordexp' 'no shell: argv and posix_spawn'
ban 'rand|srand|random|srandom|drand48|rand_r' 'crypto_random is the generator'
ban 'localtime|gmtime|ctime|asctime|strtok|tmpnam|mktemp|setjmp|longjmp|sigsetjmp|alloca' 'not reentrant or not bounded'
ban 'pthread_create|thrd_create' 'our own code starts no threads'
ban 'printf|puts|putchar' 'printing belongs to the command line' 'lib/db/migrate[a-z_]*\.c|fcgi/(main_|ctl_)[a-z_]*\.c|fcgi/supervisor\.c|lib/base/[a-z_]*\.c|lib/db/db_migrate[a-z_]*\.c'
[ $bad -eq 0 ] && echo "ok - lint: no banned calls"
exit $bad
