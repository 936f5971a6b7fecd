#!/usr/bin/env bash
exec "$(.ci/node)/node" test/security/classes.mjs
