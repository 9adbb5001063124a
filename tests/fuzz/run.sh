#!/bin/sh
# Fuzzes every kind of input with libFuzzer under the address and undefined-behaviour sanitizers.
#   sh tests/fuzz/run.sh [SECONDS] [TARGET...]     60 seconds each by default
# What it finds lands in build/fuzz/found; put the minimised input into tests/fuzz/corpus/TARGET,
# where the tests replay it from then on.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60}
[ $# -gt 0 ] && shift
targets=${*:-policy schema facts policy_tests accounts synthesis behavior part}
command -v clang++ >/dev/null 2>&1 || { echo "error: fuzzing needs clang++ (package clang)" >&2; exit 3; }

cmake --preset fuzz >/dev/null
for target in $targets; do cmake --build --preset fuzz --target "${target}_fuzzer"; done

found=build/fuzz/found
mkdir -p "$found"
for target in $targets; do
  grown=build/fuzz/corpus/$target
  mkdir -p "$grown"
  case $target in
    policy | schema) seeds="tests/golden tests/conformance tests/extends examples/portal" ;;
    facts) seeds="tests/fuzz/corpus/facts" ;;
    policy_tests) seeds="examples/portal" ;;
    behavior) seeds="simulator/library" ;;
    *) seeds="" ;;
  esac
  printf '\n== fuzz %s: %s s\n' "$target" "$seconds"
  # shellcheck disable=SC2086  # a list of words on purpose
  "build/fuzz/tests/fuzz/${target}_fuzzer" -max_total_time="$seconds" -max_len=4096 -timeout=10 \
    -rss_limit_mb=4096 -print_final_stats=1 -artifact_prefix="$found/$target-" \
    "$grown" "tests/fuzz/corpus/$target" $seeds 2>"build/fuzz/$target.log" ||
    { tail -40 "build/fuzz/$target.log" >&2; exit 1; }
  # Edges of the program that were met, and combinations of them.
  grep -oE 'cov: [0-9]+ ft: [0-9]+' "build/fuzz/$target.log" | tail -n 1
  grep -E 'stat::(number_of_executed_units|new_units_added|peak_rss_mb)' "build/fuzz/$target.log"
done
echo "fuzz: nothing found"
