#!/usr/bin/env bash
# Terminals through the console: shells opened, flooded, cut, watched, replayed, searched.
set -u
cd "$(dirname "$0")/../.."
for need in "${K8SM_CHROMIUM:-/usr/bin/chromium}" /usr/sbin/sshd; do
	[ -x "$need" ] || { echo "$need is not installed"; exit 77; }
done
make -s VARIANT=test programs || exit 1
make -s console >/dev/null || exit 1
test/ui/setup.sh || { echo "what the browser tests need cannot be installed"; exit 77; }
exec "$(.ci/node)/node" test/ui/journey_terminals.mjs "$@"
