#!/usr/bin/env bash
# Every header compiles alone.
set -euo pipefail
cd "$(dirname "$0")/../.."
bad=0
for h in $(cd lib && ls ./*/*.h | sed 's|^\./||' | grep -v -e '\.tbl\.h$' -e banned.h); do
	printf '#include "%s"\n' "$h" |
		gcc -std=gnu17 -D_GNU_SOURCE -Ilib -Ibuild/test/gen -I/usr/include/postgresql -include base/banned.h \
			-Wall -Wextra -Wpedantic -Werror -x c -fsyntax-only - || { echo "lib/$h does not compile alone"; bad=1; }
done
[ $bad -eq 0 ] && echo "ok - lint: every header compiles alone"
exit $bad
