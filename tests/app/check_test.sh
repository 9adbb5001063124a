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

run check one.yaml two.yaml
want_code 2
want_in err "one policy at a time"
finish
