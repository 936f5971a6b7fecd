#!/usr/bin/env bash
# A private authority first: nodejs reads its own at the start.
set -eu
test/cloud/setup.sh
certs=$(mktemp -d)
trap 'rm -rf "$certs"' EXIT
test/lib/cloud-certs.sh "$certs"
export NODE_EXTRA_CA_CERTS=$certs/ca.pem CLOUD_CERTS=$certs NODE_NO_WARNINGS=1
"$(.ci/node)/node" test/cloud/sdk.mjs
"$(.ci/node)/node" test/http/cloud.mjs
