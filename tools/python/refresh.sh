#!/usr/bin/env bash
# Writes the three lock files anew from their .in files: `tools/python/refresh.sh`, or with `--upgrade` to raise releases.
# Needs uv (https://docs.astral.sh/uv/). What results works on Python 3.11 and newer, and names no package index.
set -euo pipefail
cd "$(dirname "$0")/../.."

synapse=ansible/roles/synapse/files/synapse

compile() {
  local from=$1 to=$2
  shift 2
  uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --only-binary :all: \
    --emit-build-options --no-emit-index-url --custom-compile-command tools/python/refresh.sh "$from" --output-file "$to" "$@"
}

compile "$synapse.in" "$synapse.lock" "$@"
compile tools/python/start.in tools/python/start.lock "$@"
# The tests run beside the very releases that the role installs and `npm start` uses.
compile tools/python/test.in tools/python/test.lock --constraint "$synapse.lock" --constraint tools/python/start.lock "$@"
