#!/bin/sh
# SPDX-License-Identifier: MIT
# Run the tests: ./test.sh [PART...] (unit sim transcripts redis cluster e2e bench web asan tsan fuzz tidy; default all).
# Installs what it needs, prints every part's result, ends with the line "N passed, N failed".
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
command -v python3 >/dev/null || "$root/tools/install" build
exec python3 "$root/tools/parts" "$@"
