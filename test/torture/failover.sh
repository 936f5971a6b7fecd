#!/usr/bin/env bash
exec "$(.ci/node)/node" test/torture/failover.mjs
