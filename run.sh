#!/bin/sh
# SPDX-License-Identifier: MIT
# Install what is missing, build the server with its web client inside, and serve.
#   ./run.sh             serve on http://localhost:8080
#   ./run.sh -p 9000     every argument but --build goes to the server
#   ./run.sh --build     stop before serving; the program is build/release/teahouse
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

serve=yes
count=$#
while [ "$count" -gt 0 ]; do
    argument=$1
    shift
    if [ "$argument" = --build ]; then serve=no; else set -- "$@" "$argument"; fi
    count=$((count - 1))
done

"$root/tools/install" build
"$root/tools/web-build"
log=$root/build/run.log
if [ ! -x "$root/build/release/teahouse" ]; then
    echo "Building the server; the first time takes some minutes"
fi
"$root/tools/build" release --quiet teahouse >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
[ "$serve" = yes ] || exit 0
exec "$root/build/release/teahouse" "$@"
