#!/usr/bin/env bash
# The list of hosts with 10,000 rows: filters that are kept, actions on all of them, the export.
set -u
cd "$(dirname "$0")/../.."
[ -x "${K8SM_CHROMIUM:-/usr/bin/chromium}" ] || { echo "${K8SM_CHROMIUM:-/usr/bin/chromium} is not installed"; exit 77; }
make -s VARIANT=test programs || exit 1
make -s console >/dev/null || exit 1
test/ui/setup.sh || { echo "what the browser tests need cannot be installed"; exit 77; }
exec "$(.ci/node)/node" test/ui/journey_list.mjs "$@"
