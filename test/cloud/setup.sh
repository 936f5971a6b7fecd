#!/usr/bin/env bash
# Puts the vendors' own client libraries into build/cloud (pinned by package-lock.json).
set -eu
cd "$(dirname "$0")/../.."
at=build/cloud
mkdir -p $at
if ! cmp -s test/cloud/package-lock.json $at/.installed; then
	cp test/cloud/package.json test/cloud/package-lock.json test/cloud/.npmrc $at/
	(cd $at && PATH="$(../../.ci/node):$PATH" npm install --no-save --ignore-scripts \
		--no-audit --no-fund --loglevel=error >&2)
	cp test/cloud/package-lock.json $at/.installed
fi
