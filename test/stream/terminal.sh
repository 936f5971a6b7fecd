#!/usr/bin/env bash
exec "$(.ci/node)/node" test/stream/terminal.mjs
