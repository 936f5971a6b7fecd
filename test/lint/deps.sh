#!/usr/bin/env bash
# A room includes another room only through its public header and only where
# lib/DEPS grants it; the grants have no cycle; layers stay apart.
set -euo pipefail
cd "$(dirname "$0")/../.."
awk '
	FILENAME == "lib/DEPS" {
		if ($0 ~ /^#/ || NF == 0) next
		room = $1; sub(/:$/, "", room); rooms[room] = 1
		for (i = 2; i <= NF; i++) may[room, $i] = 1
		next
	}
	FNR == 1 { split(FILENAME, part, "/"); me = part[2]; file = part[3]
		if (!(me in rooms)) { print FILENAME ": room " me " is not in lib/DEPS"; bad = 1 } }
	/^[ \t]*#[ \t]*include[ \t]*"/ {
		match($0, /"[^"]*"/); inc = substr($0, RSTART + 1, RLENGTH - 2)
		n = split(inc, p, "/")
		if (inc == "schema_needed.h") next	# made by the makefile
		if (n != 2) { print FILENAME ":" FNR ": include \"" inc "\" as room/file.h"; bad = 1; next }
		room = p[1]
		if (room == me) next
		if (!((me, room) in may)) { print FILENAME ":" FNR ": " me " may not include " inc; bad = 1 }
		if (inc ~ /_(db|int|type|priv)\.h$/) { print FILENAME ":" FNR ": " inc " is private to its room"; bad = 1 }
		if (room == "db" && file ~ /_api\.c$/) { print FILENAME ":" FNR ": handlers do not touch the database"; bad = 1 }
	}
	/#[ \t]*include[ \t]*<cjson/ && me != "json" && me != "type" { print FILENAME ":" FNR ": cJSON belongs to lib/json and lib/type"; bad = 1 }
	/#[ \t]*include[ \t]*<(fcgi|libwebsockets)/ { print FILENAME ":" FNR ": transport belongs to fcgi/"; bad = 1 }
	END { exit bad }
' lib/DEPS $(find lib -name '*.[ch]' | sort)
# Acyclic: tsort says so when it is not.
awk '!/^#/ && NF { room = $1; sub(/:$/, "", room); for (i = 2; i <= NF; i++) print $i, room }' lib/DEPS |
	tsort >/dev/null
echo "ok - lint: rooms include only what lib/DEPS grants"
