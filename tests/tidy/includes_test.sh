#!/bin/sh
# Dependencies point one way: rules <- engine <- simulator <- reports <- app. Third-party headers
# stay behind one door each. Prints file:line of what breaks that, and fails.
set -eu
cd "${1:-.}"

bad=0
# report PATTERN WHY FILES... : lines of the files that match are errors
report() {
  pattern=$1
  why=$2
  shift 2
  hits=$(grep -nE "$pattern" "$@" /dev/null 2>/dev/null || true)
  [ -z "$hits" ] && return 0
  printf '%s\n' "$hits" | sed "s|^\([^:]*:[^:]*\):.*|\1: error: $why|"
  bad=1
}
files() { find "$@" -name '*.cpp' -o -name '*.h' | sort; }
files_but() { keep=$1; shift; files "$@" | grep -vE "$keep"; }

report '#include "(engine|simulator|reports|app)/' "rules/ may include rules/ only" $(files rules)
report '#include "(simulator|reports|app)/' "engine/ may include rules/ and engine/ only" $(files engine)
report '#include "(reports|app)/' "simulator/ may not include reports/ or app/" $(files simulator)
report '#include "app/' "reports/ may not include app/" $(files reports)

all="rules engine simulator reports app"
report '#include <yaml-cpp' "yaml-cpp stays in rules/yaml_reader.cpp" $(files_but '^rules/yaml_reader\.cpp$' $all)
report '#include <openssl/' "OpenSSL stays in engine/" $(files_but '^engine/' $all)
report '#include <date/' "the date library stays in rules/time*.cpp" $(files_but '^rules/time' $all)
report '#include <graphviz/' "Graphviz stays in reports/graphviz.cpp" $(files_but '^reports/graphviz\.cpp$' $all)
report '#include <Random123/' "Random123 stays in simulator/random" $(files_but '^simulator/random\.' $all)
report '#include <(thread|stop_token)>|std::jthread' "threads stay in simulator/thread_pool" \
  $(files_but '^(simulator/thread_pool|app/)' $all)
report 'system_clock|steady_clock|getenv\(|::time\(' "clock and environment are touched in app/ alone" \
  $(files_but '^app/' $all)

exit $bad
