#!/usr/bin/env bash
# The build is free of warnings (gcc) and of findings of gcc's analyzer in the
# rooms that parse outside input.
set -uo pipefail
cd "$(dirname "$0")/../.."
out=$(mktemp)
trap 'rm -f "$out"' EXIT
bad=0
if make -s -j2 VARIANT=release B=build/lint WERROR=1 programs >"$out" 2>&1; then
	echo "ok - lint: no compiler warnings"
else
	cat "$out"; echo "not ok - lint: compiler warnings"; bad=1
fi
flags="-std=gnu17 -O1 -D_GNU_SOURCE -Ilib -Ibuild/lint/release/gen -I/usr/include/postgresql -include base/banned.h -fanalyzer -Wno-analyzer-too-complex"
for f in lib/base/*.c lib/json/*.c lib/type/*.c lib/web/*.c lib/crypto/*.c; do
	gcc $flags -c -o /dev/null "$f" >>"$out.a" 2>&1
done
if grep -q 'warning: .*\[-Wanalyzer' "$out.a" 2>/dev/null; then
	grep -A3 'warning: .*\[-Wanalyzer' "$out.a" | head -60
	echo "not ok - lint: gcc -fanalyzer"; bad=1
else
	echo "ok - lint: gcc -fanalyzer has no findings"
fi
rm -f "$out.a"
exit $bad
