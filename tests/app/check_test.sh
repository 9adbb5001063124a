#!/bin/sh
# `gatecast check`: exit codes, odd inputs, what goes where.
set -u
. "$(dirname "$0")/cli.sh"

run check "$portal/policy.yaml"
want_code 0
want_empty out
want_in err "ok, policy \`acme-portal\`"
run check --quiet "$portal/policy.yaml"
want_code 0
want_not_in err "ok, policy"

run check "$portal/broken.yaml"
want_code 1
want_empty out
want_in err "broken.yaml:"
want_in err "did you mean"
want_in err "errors"

# Standard input has a name in messages.
command="gatecast check - <broken.yaml"; code=0
"$gatecast" check - <"$portal/broken.yaml" >out 2>err || code=$?
want_code 1
want_in err "<stdin>:"

: >empty.yaml
run check empty.yaml
want_code 1
want_in err "empty.yaml:1:1: error:"

run check missing.yaml
want_code 3
want_in err "cannot open \`missing.yaml\`: No such file"
run check "$portal"
want_code 3
want_in err "Is a directory"

garbage >garbage
run check garbage
want_code 1
want_in err "garbage:1:"
[ "$(wc -c <err)" -lt 20000 ] || fail "check answers garbage with $(wc -c <err) bytes"

# Formats for programs go to standard output, and change no exit code.
for format in json sarif; do
  run check "$portal/policy.yaml" --format $format
  want_code 0
  want_empty err
  want_in out '"address-recognition"'
  run check "$portal/broken.yaml" --format=$format
  want_code 1
  want_empty err
  want_in out '"unknown-key"'
done
code=0; command="gatecast check --format json on a full disk"
"$gatecast" check "$portal/policy.yaml" --format json >/dev/full 2>err || code=$?
want_code 3
want_in err "cannot write"
run check "$portal/policy.yaml" --format xml
want_code 2
want_in err "\`xml\` is no format"
run check "$portal/policy.yaml" --format
want_code 2

# What is expired or overdue depends on the day; warnings change no exit code.
run check "$portal/policy.yaml" --at 2027-06-29
want_code 0
want_not_in err "exclusion-expired"
run check "$portal/policy.yaml" --at=2027-07-01
want_code 0
want_in err "[exclusion-expired]"
want_in err "[emergency-review-overdue]"
run check "$portal/policy.yaml" --at 2027-02-29
want_code 2
want_in err "\`2027-02-29\` is not a date"

# The page of each code that was shown.
run explain exclusion-expired
want_code 0
want_empty err
want_in out "# exclusion-expired"
run explain --list
want_code 0
want_in out "warning  exclusion-expired"
run explain exclusion-expried
want_code 2
want_empty out
want_in err "did you mean \`exclusion-expired\`?"

run check one.yaml two.yaml
want_code 2
want_in err "one policy at a time"
finish
