#!/bin/sh
# Reviews a change of a policy, as a pull request does: is it right, is what must hold still proved, and
# what changes for sign-ins and for people against the branch that it goes to?
#   sh review.sh POLICY BASE OUT [POPULATION [LOG]]
# POLICY    the policy's file, in a git working tree
# BASE      the branch or commit that the change goes to: origin/main
# OUT       a folder; gets check.sarif, tests.txt, tests.xml (JUnit), verify.txt, holes.txt and review.md
# POPULATION  accounts as .csv, or a synthesis as .yaml: whom it concerns; '' if there are none
# LOG       past sign-ins, as `gatecast decide --with-facts` writes them: which it would have answered otherwise
# GATECAST names the program, if it is not on the PATH; MIN_COVERAGE what the policy's tests must reach, in
# percent. Ends with 0 if the policy is right, its tests pass and every assertion is proved, else with 1; a
# change of answers is no failure, it is there to be read.
set -eu
[ $# -ge 3 ] || { sed -n '4,12s/^# \{0,1\}//p' "$0" >&2; exit 2; }
policy=$1 base=$2 out=$3 population=${4:-} log=${5:-}
gatecast=${GATECAST:-gatecast}
mkdir -p "$out"

# run FILE ARGUMENT...: leaves the exit code in `code`; 2 and 3 are not answers, but failures.
run() {
  file=$1
  shift
  code=0
  "$gatecast" "$@" >"$file" || code=$?
  [ "$code" -le 1 ] || exit "$code"
}

run "$out/check.sarif" check "$policy" --format sarif
checked=$code
if [ "$checked" != 0 ]; then
  # For a person too: the lines with their carets.
  "$gatecast" check "$policy" >&2 || true
  printf '# Review of `%s`\n\nThe policy is wrong: see check.sarif.\n' "$policy" >"$out/review.md"
  exit 1
fi
# Beside policy.yaml, if there are any.
tested=0
if [ -f "${policy%.*}.tests.yaml" ]; then
  run "$out/tests.txt" test "$policy" --quiet --junit "$out/tests.xml" --min-coverage "${MIN_COVERAGE:-0}"
  tested=$code
else
  echo "There are no tests of the policy." >"$out/tests.txt"
fi
run "$out/verify.txt" verify "$policy"
verified=$code
run "$out/holes.txt" verify "$policy" --holes

# As it was where the branches parted; a policy that is new has nothing to be compared with.
old="$out/base.yaml"
parted=$(git merge-base "$base" HEAD)
prefix=$(git rev-parse --show-prefix)
{
  printf '# Review of `%s`\n\n' "$policy"
  if [ "$verified" = 0 ]; then echo "Every assertion is proved."; else echo "**An assertion does not hold:**"; fi
  printf '\n```\n'
  cat "$out/verify.txt"
  printf '```\n\n'
  if [ "$tested" = 0 ]; then printf 'Tests:\n'; else printf '**A test fails, or too little is tested:**\n'; fi
  printf '\n```\n'
  # What they do not reach is in the file; here a summary is enough.
  sed '/^  no test reaches$/,$d' "$out/tests.txt"
  printf '```\n\n'
  tail -n 1 "$out/holes.txt" | sed 's/^/Ways in without a second factor: /'
  echo
  if git show "$parted:$prefix$policy" >"$old" 2>/dev/null; then
    "$gatecast" diff "$old" "$policy" --format markdown \
      ${population:+--population "$population"} ${log:+--log "$log"}
  else
    echo "The policy is new: there is nothing to compare it with."
  fi
} >"$out/review.md"
cat "$out/review.md"
[ "$verified" = 0 ] && [ "$tested" = 0 ]
