#!/bin/sh
# clang-tidy over the given rooms, with the checks of .clang-tidy; every finding is an error.
#   sh tests/tidy/clang_tidy.sh BUILD_DIR rules engine
set -eu
cd "$(dirname "$0")/../.."
build=$1
shift
find "$@" -name '*.cpp' | sort | xargs -P 2 -n 2 clang-tidy --quiet -p "$build" 2>/dev/null
echo "clang-tidy: no findings in $*"
