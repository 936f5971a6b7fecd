#!/usr/bin/env bash
# cppcheck and clang-tidy over our code; what is switched off stands here with
# its reason.
set -uo pipefail
cd "$(dirname "$0")/../.."
out=$(mktemp)
trap 'rm -f "$out"' EXIT
bad=0
# missingIncludeSystem: it does not read the system's headers.
cppcheck -q -j2 --std=c11 --enable=warning,portability --inline-suppr \
	--suppress=missingIncludeSystem --suppress='*:/usr/*' \
	--suppress=unknownMacro --suppress=nullPointerArithmetic --suppress=syntaxError \
	-D_GNU_SOURCE -Ilib --error-exitcode=1 lib fcgi >"$out" 2>&1 &&
	echo "ok - lint: cppcheck" || { cat "$out"; echo "not ok - lint: cppcheck"; bad=1; }
# clang-tidy: the analyzer's security and memory checks and the bug-prone list.
make -s B=build/lint VARIANT=release build/lint/release/gen/schema_needed.h
checks='-*,clang-analyzer-core.*,clang-analyzer-unix.*,clang-analyzer-security.*,-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling,bugprone-*,-bugprone-easily-swappable-parameters,-bugprone-reserved-identifier,-bugprone-narrowing-conversions,-bugprone-assignment-in-if-condition,-bugprone-branch-clone,-bugprone-macro-parentheses,-bugprone-sizeof-expression,-bugprone-implicit-widening-of-multiplication-result,-bugprone-signal-handler'
flags="-std=gnu17 -D_GNU_SOURCE -Ilib -Ibuild/lint/release/gen -I/usr/include/postgresql -include base/banned.h -w"
export checks flags
find lib fcgi -name '*.c' -print0 | xargs -0 -P2 -n6 sh -c \
	'clang-tidy --quiet --checks="$checks" "$@" -- $flags' tidy >"$out" 2>/dev/null || true
if grep -qE '(warning|error): ' "$out"; then
	grep -E '(warning|error): ' "$out" | sort -u | head -60
	echo "not ok - lint: clang-tidy"; bad=1
else
	echo "ok - lint: clang-tidy"
fi
exit $bad
