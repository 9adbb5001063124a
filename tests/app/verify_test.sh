#!/bin/sh
# `gatecast verify`: verdicts, the commands that it prints, holes, exit codes.
set -u
. "$(dirname "$0")/cli.sh"
expected=$2/tests/app/expected

cp "$portal/policy.yaml" policy.yaml
run verify policy.yaml
want_code 0
want_empty err
cmp -s out "$expected/verify_portal.txt" || fail "verify says something else of the portal: $(cat out)"

# Deliberately wrong, and one that says nothing.
cat >>policy.yaml <<'END'
  - name: no customer is let in while his stage has not begun
    when: {type: customer}
    never: {reason: stage_not_started}
    from: 2027-03-14
  - name: nobody's partner
    when: {type: partner, not: {type: partner}}
    never: way_in
END
run verify policy.yaml
want_code 1
want_empty err
cmp -s out "$expected/verify_refuted.txt" || fail "verify says something else: $(cat out)"
# The command that it prints shows it.
PATH="$(dirname "$gatecast"):$PATH"
sed -n 's/^    \$ //p' out >command.sh
code=0; command="the command of a witness"
sh command.sh >out 2>err || code=$?
want_code 0
want_in out '"reason": "stage_not_started"'

run verify policy.yaml --format json
want_code 1
want_in out '"proved": 1, "refuted": 1, "vacuous": 1, "undecided": 0'
want_in out '"command": "echo '

cp "$portal/policy.yaml" policy.yaml
run verify policy.yaml --holes
want_code 1
cmp -s out "$expected/holes_portal.txt" || fail "--holes says something else: $(cat out)"
run verify --holes --format=json policy.yaml
want_code 1
want_in out '"declared": 14, "not_declared": 3'

# Every hole is declared: nothing in force but a second factor.
cat >closed.yaml <<'END'
policy: closed
revision: 1
time_zone: UTC
two_factor: {enabled: true, methods: [email], exempt_channels: []}
integrations: {email: {healthy: true}}
END
run verify closed.yaml --holes
want_code 0
want_in out 'closed.yaml: 0 declared, 0 not declared'
run verify closed.yaml
want_code 0
want_in out 'closed.yaml: 0 proved'

run verify "$portal/broken.yaml"
want_code 1
want_in err "broken.yaml:"
run verify missing.yaml
want_code 3
run verify policy.yaml --format xml
want_code 2
run verify policy.yaml --hole
want_code 2
want_in err "unknown option"
want_in err "did you mean \`--holes\`?"
run verify
want_code 2

code=0; command="gatecast verify on a full disk"
"$gatecast" verify policy.yaml >/dev/full 2>err || code=$?
want_code 3

finish
