#!/usr/bin/env bash
# Cloud accounts through the console: kept, browsed, imported, re-synced.
set -u
cd "$(dirname "$0")/../.."
[ -x "${K8SM_CHROMIUM:-/usr/bin/chromium}" ] || { echo "chromium is not installed"; exit 77; }
make -s VARIANT=test programs || exit 1
make -s console >/dev/null || exit 1
test/ui/setup.sh || { echo "what the browser tests need cannot be installed"; exit 77; }
certs=$(mktemp -d)
trap 'rm -rf "$certs"' EXIT
test/lib/cloud-certs.sh "$certs"
CLOUD_CERTS=$certs "$(.ci/node)/node" test/ui/journey_cloud.mjs "$@"
