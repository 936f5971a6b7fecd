#!/usr/bin/env bash
# A virtual machine through the console: made, looked at, removed.
set -u
cd "$(dirname "$0")/../.."
for need in "${K8SM_CHROMIUM:-/usr/bin/chromium}" /usr/sbin/libvirtd; do
	[ -x "$need" ] || { echo "$need is not installed"; exit 77; }
done
make -s VARIANT=test programs || exit 1
make -s console >/dev/null || exit 1
test/ui/setup.sh || { echo "what the browser tests need cannot be installed"; exit 77; }
exec "$(.ci/node)/node" test/ui/journey_virt.mjs "$@"
