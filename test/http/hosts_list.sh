#!/usr/bin/env bash
exec "$(.ci/node)/node" test/http/hosts_list.mjs
