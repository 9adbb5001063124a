#!/bin/sh
# Installs what is missing, builds, and runs the tests. Exits with 0 only if all pass.
#   sh tests/run.sh           release tests; rules and engine under the sanitizers; clang-tidy
#   sh tests/run.sh --long    all rooms under the sanitizers too, and the long property runs
set -eu
cd "$(dirname "$0")/.."

long=0
case "${1:-}" in
  "") ;;
  --long) long=1 ;;
  *) echo "usage: sh tests/run.sh [--long]" >&2; exit 2 ;;
esac

step() { printf '\n== %s\n' "$*"; }

step "packages"
sh tests/install_packages.sh test

step "sanitizers (address, undefined): rules and engine"
cmake --preset asan >/dev/null
if [ $long = 1 ]; then
  cmake --build --preset asan
  ctest --preset asan
else
  cmake --build --preset asan --target sanitized_tests
  ctest --preset asan -L 'rules|engine|property'
fi

if [ $long = 1 ]; then
  step "sanitizers (threads)"
  cmake --preset tsan >/dev/null
  cmake --build --preset tsan
  ctest --preset tsan -L simulator
fi

step "release build"
# examples/demo.sh leaves the tests off in the same build folder.
cmake --preset release -DGATECAST_TESTS=ON >/dev/null
cmake --build --preset release

step "clang-tidy: rules and engine"
sh tests/tidy/clang_tidy.sh build/release rules engine

step "release tests"
[ $long = 1 ] && export GATECAST_LONG=1
ctest --preset release
