#!/usr/bin/env bash
# Puts what the browser tests need into build/ui (pinned by package-lock.json).
set -eu
cd "$(dirname "$0")/../.."
at=build/ui
mkdir -p $at
if ! cmp -s test/ui/package-lock.json $at/.installed; then
	cp test/ui/package.json test/ui/package-lock.json test/ui/.npmrc $at/
	(cd $at && PATH="$(../../.ci/node):$PATH" npm install --no-save --ignore-scripts \
		--no-audit --no-fund --loglevel=error >&2)
	cp test/ui/package-lock.json $at/.installed
fi
