#!/bin/sh
# Installs what is missing, builds gatecast, forecasts the two examples, and says where the pages are.
# Works from any folder, without a terminal, as root or with sudo; the second time takes seconds. Ends with 0 also when
# a gate of an example is missed: that is an answer, not a failure.
set -eu
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 3; }

gatecast=build/release/gatecast
pages=build/demo

step "packages"
sh tests/install_packages.sh build

step "build"
cmake --preset release -DGATECAST_TESTS=OFF >/dev/null
cmake --build --preset release --target gatecast
[ -x "$gatecast" ] || fail "the build left no $gatecast"
mkdir -p "$pages"

# forecast NAME FILES OPTIONS...: the forecast of examples/NAME, unless nothing that it is made from has changed.
# FILES are those that it reads, as one word list; they come first among the arguments.
forecast() {
  name=$1 files=$2
  shift 2
  step "forecast: examples/$name"
  stamp=$pages/$name.inputs
  # shellcheck disable=SC2086  # a list of words on purpose
  inputs=$(echo "$@"; cksum "$gatecast" $files)
  if [ -f "$pages/$name.html" ] && [ -f "$pages/$name.json" ] && [ -f "$pages/$name.txt" ] &&
     [ -f "$stamp" ] && [ "$inputs" = "$(cat "$stamp")" ]; then
    cat "$pages/$name.txt"
    echo "(nothing changed since: not run again)"
    return
  fi
  # What an earlier run left must not pass for the result of this one.
  rm -f "$stamp" "$pages/$name.html" "$pages/$name.json"
  echo "(a minute or two, shared by all cores)"
  status=0
  "$gatecast" simulate "$@" --html "$pages/$name.html" --json "$pages/$name.json" >"$pages/$name.txt" || status=$?
  cat "$pages/$name.txt"
  # 1 says that a gate is not met, or that an input is wrong; only the first leaves a forecast.
  case $status in
    0 | 1) ;;
    *) printf 'error: the forecast of examples/%s ended with %s\n' "$name" "$status" >&2; exit "$status" ;;
  esac
  for page in "$pages/$name.html" "$pages/$name.json"; do
    [ -s "$page" ] || fail "the forecast left no $page"
  done
  [ $status = 0 ] || echo "(a gate is not met: see above)"
  printf '%s\n' "$inputs" >"$stamp"
}

folder=examples/portal
forecast portal "$folder/policy.yaml $folder/accounts.csv $folder/behavior.yaml" \
  "$folder/policy.yaml" --population "$folder/accounts.csv" --behavior "$folder/behavior.yaml" \
  --start 2027-01-04 --days 120 --replicates 200 --seed 1

folder=examples/university-2017
forecast university-2017 "$folder/policy.yaml $folder/population.yaml $folder/behavior.yaml $folder/actual.csv" \
  "$folder/policy.yaml" --population "$folder/population.yaml" --behavior "$folder/behavior.yaml" \
  --actual "$folder/actual.csv" --start 2017-03-02 --days 260 --replicates 100 --seed 1

step "done"
echo "Open these pages in a browser; they need no network:"
echo "  $PWD/$pages/portal.html"
echo "  $PWD/$pages/university-2017.html"
