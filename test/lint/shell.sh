#!/usr/bin/env bash
# The scripts parse, the format is clang-format's, nothing is left half done.
set -uo pipefail
cd "$(dirname "$0")/../.."
bad=0
for f in $(find . -path ./static -prune -o -path ./build -prune -o -path ./var -prune -o -path ./.git -prune -o -type f -print | while read -r f; do head -c 20 "$f" 2>/dev/null | grep -q '^#!.*sh' && echo "$f"; done); do
	bash -n "$f" || bad=1
done
[ $bad -eq 0 ] && echo "ok - lint: scripts parse"
marks=$(grep -rnE '\b(TODO|FIXME|XXX|HACK)\b' fcgi lib static/src sql nginx --include='*' 2>/dev/null | grep -v '\bmktemp\b\|XXXXXX' || true)
if [ -n "$marks" ]; then echo "$marks"; echo "not ok - lint: unfinished marks"; bad=1; else echo "ok - lint: no unfinished marks"; fi
# Tables of descriptors (*_type.c) are laid out by hand.
unformatted=$(clang-format --dry-run $(ls lib/*/*.c fcgi/*.c | grep -v _type.c) 2>&1 | grep -c 'clang-format-violations' || true)
if [ "$unformatted" -gt 0 ]; then echo "not ok - lint: clang-format, $unformatted places (make fmt)"; bad=1; else echo "ok - lint: clang-format"; fi
exit $bad
