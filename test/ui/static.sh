#!/usr/bin/env bash
# The console without a browser: types, unit tests, dictionaries, size budget.
set -uo pipefail
cd "$(dirname "$0")/../.."
make -s static/node_modules/.stamp || exit 1
PATH="$(.ci/node):$PATH"
cd static
bad=0
step() {	# NAME COMMAND…
	local name=$1
	shift
	if "$@" >"${TMPDIR:-/tmp}/ui.$$" 2>&1; then
		echo "ok - console: $name"
	else
		tail -n 40 "${TMPDIR:-/tmp}/ui.$$"
		echo "not ok - console: $name"
		bad=1
	fi
	rm -f "${TMPDIR:-/tmp}/ui.$$"
}
step "types are sound" npx tsc --noEmit -p .
step "unit tests pass" npx vitest run
step "both dictionaries have the same keys and no text stands in the pages" npm run --silent check:i18n
step "it builds within its size budget" npm run --silent build
exit $bad
