#!/usr/bin/env bash
# Batches, files, credentials and the tabs of a host through the console, over real sshd.
set -u
cd "$(dirname "$0")/../.."
[ -x "${K8SM_CHROMIUM:-/usr/bin/chromium}" ] || { echo "chromium is not installed"; exit 77; }
[ -x /usr/sbin/sshd ] || { echo "sshd is not installed"; exit 77; }
make -s VARIANT=test programs || exit 1
make -s console >/dev/null || exit 1
test/ui/setup.sh || { echo "what the browser tests need cannot be installed"; exit 77; }
exec "$(.ci/node)/node" test/ui/journey_hosts.mjs "$@"
