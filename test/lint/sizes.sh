#!/usr/bin/env bash
# Functions at most 100 lines, files at most 700, lines at most 100 columns.
set -euo pipefail
cd "$(dirname "$0")/../.."
awk '
	FNR == 1 { start = 0; if (last && count > 700 && last !~ /\.tbl\.h$/) { print last ": " count " lines"; bad = 1 } last = FILENAME }
	{ count = FNR }
	/^\{/ { start = FNR }
	/^\}/ { if (start && FNR - start > 100) { print FILENAME ":" start ": function of " FNR - start " lines"; bad = 1 } start = 0 }
	{ t = $0; gsub(/\t/, "        ", t); if (length(t) > 100 && FILENAME !~ /\.tbl\.h$/ && t !~ /"/ && t !~ /^[ \t]*#define/ && t !~ /\\$/) { print FILENAME ":" FNR ": " length(t) " columns"; bad = 1 } }
	END { if (count > 700) { print last ": " count " lines"; bad = 1 } exit bad }
' $(find lib fcgi -name '*.[ch]' | sort)
echo "ok - lint: sizes of functions, files and lines"
