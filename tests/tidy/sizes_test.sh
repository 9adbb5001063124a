#!/bin/sh
# Lines of at most 100 columns, and files of at most 450 lines, in C++ and JavaScript. clang-format
# alone does not see to it: it leaves what it cannot break, and it does not read JavaScript here.
set -eu
cd "${1:-.}"
. tests/tidy/tracked.sh

bad=0
files=$(tracked '*.cpp' '*.h' '*.js' '*.mjs')
# Characters, not bytes: a dash in a comment is one column.
wide=$(LC_ALL=C.UTF-8 grep -nE '^.{101,}' $files | cut -d: -f1,2) || true
for place in $wide; do
  echo "$place: error: more than 100 columns"
  bad=1
done
for file in $files; do
  lines=$(wc -l <"$file")
  [ "$lines" -le 450 ] && continue
  echo "$file:451: error: $lines lines are too many for one file; 450 at most"
  bad=1
done
exit $bad
