#!/usr/bin/env bash
exec "$(.ci/node)/node" test/http/kept.mjs
