#!/bin/sh
# Every code that the sources raise has a page in rules/diagnostics, and every page a code. A code
# is a text of small letters and hyphens in a source of the rooms that report diagnostics; the few
# with no hyphen are those raised by name below.
set -eu
cd "${1:-.}"

raised=$(
  {
    grep -hoE '"[a-z]+(-[a-z]+)+"' $(find rules engine simulator -name '*.cpp') |
      tr -d '"'
    grep -hoE '(error|warning|warn|report|refuse)\("[a-z]+",' $(find rules engine simulator -name '*.cpp') |
      sed 's/.*"\(.*\)",/\1/'
    grep -hoE 'refuse\("[a-z]+", "[a-z]+"' rules/*.cpp | sed 's/.*"\(.*\)"/\1/'
  } | sort -u
)
bad=0
for code in $raised; do
  # Raised by a mistake of ours alone, so there is no example of it.
  [ "$code" = not-formatted ] && continue
  [ -f "rules/diagnostics/$code.md" ] && continue
  echo "error: \`$code\` is raised and has no page rules/diagnostics/$code.md"
  bad=1
done
for page in rules/diagnostics/*.md; do
  code=$(basename "$page" .md)
  echo "$raised" | grep -qx "$code" && continue
  echo "$page:1: error: nothing raises \`$code\`"
  bad=1
done
exit $bad
