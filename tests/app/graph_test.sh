#!/bin/sh
# gatecast graph: formats, outputs, the path of a sign-in, and what it refuses.
set -u
. "$(dirname "$0")/cli.sh"

run graph "$portal/policy.yaml"
want_code 0
want_empty err
want_in out 'digraph gatecast {'
for format in dot svg mermaid json; do
  run graph "$portal/policy.yaml" --format $format
  want_code 0
  want_empty err
  want_in out 'high_risk'
  cp out "as.$format"
  run graph "$portal/policy.yaml" "--format=$format" -o "written.$format"
  want_code 0
  want_empty out
  cmp -s "written.$format" "as.$format" || fail "-o writes something else as $format"
done
want_in as.svg '<svg'
want_in as.mermaid 'flowchart TB'
want_in as.json '"schema_version": 1'

# Without --format the name says which.
for name in p.svg:svg p.mmd:mermaid p.json:json p.dot:dot p.txt:dot; do
  run graph "$portal/policy.yaml" --output "${name%:*}"
  want_code 0
  cmp -s "${name%:*}" "as.${name#*:}" || fail "${name%:*} is not ${name#*:}"
done

run graph - <"$portal/policy.yaml"
want_code 0
want_in out 'high_risk'

# The path that decide takes.
run graph "$portal/policy.yaml" --facts "$portal/facts.json" --format json
want_code 0
want_in out '"decision": {"row": 10, "outcome": "enroll", "reason": "enrollment_grace", "unknown": []'
run graph "$portal/policy.yaml" --facts - --format svg <"$portal/facts.json"
want_code 0
want_in out 'highlighted: row 10, enroll, enrollment_grace'

# Facts that are unknown: the strictest answer, and what it is for.
echo '{"now": "2027-02-16T14:00:00Z", "user": {"id": "p-1042", "type": "partner"}}' >few.json
run graph "$portal/policy.yaml" --facts few.json --format json
want_code 0
want_in out '"row": 1, "outcome": "deny", "reason": "account_inactive", "unknown": ["user.roles"'
run graph "$portal/policy.yaml" --facts few.json --fill --format json
want_code 0
want_in out '"unknown": [], "filled": ["user.roles"'
run graph "$portal/policy.yaml" --facts few.json --format svg
want_in out 'the strictest answer, because these facts are'

# What it refuses.
run graph
want_code 2
want_in err 'which policy?'
run graph "$portal/policy.yaml" --format png
want_code 2
want_in err '--format is dot, svg, mermaid or json, not `png`'
run graph "$portal/policy.yaml" --fill
want_code 2
want_in err '--fill completes --facts'
run graph - --facts -
want_code 2
run graph "$portal/policy.yaml" --colour
want_code 2
want_in err 'unknown option `--colour`'
run graph "$portal/policy.yaml" -o
want_code 2
want_in err '-o needs a value'
run graph "$portal/broken.yaml"
want_code 1
want_in err 'bad-boolean'
want_empty out
run graph missing.yaml
want_code 3
want_in err 'missing.yaml'
run graph "$portal/policy.yaml" --facts missing.json
want_code 3
want_in err 'missing.json'
echo '{"user": {}}' >no_now.json
run graph "$portal/policy.yaml" --facts no_now.json
want_code 3
want_in err 'no_now.json'
cat few.json few.json >two.jsonl
run graph "$portal/policy.yaml" --facts two.jsonl
want_code 3
want_in err 'one sign-in is one JSON object'
run graph "$portal/policy.yaml" -o nowhere/p.svg
want_code 3
want_in err 'nowhere/p.svg'
[ -e /dev/full ] && {
  "$gatecast" graph "$portal/policy.yaml" >/dev/full 2>err
  code=$?
  command='gatecast graph >/dev/full'
  want_code 3
}

finish
