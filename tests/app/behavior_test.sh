#!/bin/sh
# `gatecast behavior`: the table of what people do, and what is wrong with a file of it.
set -u
. "$(dirname "$0")/cli.sh"
policy=$portal/policy.yaml

run behavior explain
want_code 0
want_empty err
want_in out "Behavior: the shipped default"
want_in out "sign_ins_per_day                 0.25      0.1      0.8  a day"
want_in out "    measured: Drake University staff"
want_in out "    assumed: one sign-in in twenty, from a new or cleaned browser"
awk 'length($0) > 100' out | grep -q . && fail "$command: lines of more than 100 columns"
cp out shipped.txt
# Every parameter of the shipped file is there, in its order.
sed -n 's/^  \([a-z_0-9]*\): {value.*/\1/p' "$2/simulator/library/default_behavior.yaml" >wanted
grep -oE '^[a-z_0-9]+  ' shipped.txt | grep -v '^parameter ' | tr -d ' ' >found
cmp wanted found || fail "$command: other parameters than the file has"
[ -s wanted ] || fail "no parameters in the shipped file"

want_in out "joiners_per_year                    0                    a year, of accounts there from the start"
want_in out "clock_off_per_year               0.01    0.002     0.04  a year, of phones with an authenticator"
want_in out "email_late_share                   2%     0.5%       6%  of challenges with a message"

run behavior explain --format json
want_code 0
want_in out '"parameter": "sign_ins_per_day", "kind": "rate", "unit": "a day", "value": 0.25, "low": 0.1, "high": 0.8, "origin": "measured"'
want_in out "\"digest\": \"$(sha256sum <"$2/simulator/library/default_behavior.yaml" | cut -d' ' -f1)\""
[ "$(grep -c '^{"parameter": ' out)" = "$(wc -l <wanted)" ] || fail "$command: other parameters"

# A file over the default: by type and role, and what it says no source of.
cat >ours.yaml <<'END'
retry_hours: 2
dormant_share: {value: 12%, low: 5%, high: 20%, source: our directory in 2026}
by_type: {internal: {resend_share: 90%}}
by_role: {Customer: {resend_share: {value: 4%, source: "assumed: a guess"}}}
holidays: [2027-01-01]
reminders: [{on: 2027-03-01, days: 7, times: 3, stage: customers}]
drills:
  - {drill: sms_down, from: 2027-03-01, until: 2027-03-04}
  - {drill: authenticators_lost, on: 2027-02-01, role: Customer}
END
run behavior explain ours.yaml --policy "$policy"
want_code 0
want_empty err
want_in out "Behavior: ours.yaml"
want_in out "retry_hours                         2                    hours"
want_in out "    given in ours.yaml"
want_in out "    measured: our directory in 2026"
want_in out "  type internal                   90%"
want_in out "  role Customer                    4%"
want_in out "    assumed: a guess"
want_in out "1 given without a source"
want_in out "Holidays: 2027-01-01"
want_in out "  authenticators_lost of role Customer on 2027-02-01"
want_in out "  2027-03-01 for 7 days, 3 times, stage customers"
want_in out "  sms_down from 2027-03-01 until 2027-03-04"
cp out table
command="gatecast behavior explain -"; code=0
"$gatecast" behavior explain - --policy="$policy" <ours.yaml >out 2>err || code=$?
want_code 0
sed 's/ours.yaml/<stdin>/' table | cmp -s - out || fail "$command: differs from a file"
run behavior explain ours.yaml --format=json
want_code 0
want_in out '"overrides": [{"type": "internal", "value": 0.9, "low": 0.9, "high": 0.9, "origin": "given", "source": "given in ours.yaml"}, {"role": "Customer", "value": 0.04'

want_in out '{"on": "2027-03-01", "days": 7, "times": 3, "stage": "customers"}'
want_in out '{"drill": "sms_down", "from": "2027-03-01", "until": "2027-03-04"}'
want_in out '{"drill": "authenticators_lost", "from": "2027-02-01", "role": "Customer"}'

# What is wrong, each at its place; a role only where a policy declares them.
run behavior check ours.yaml --policy "$policy"
want_code 0
want_empty out
want_in err "ours.yaml: ok"
run behavior check ours.yaml --policy "$policy" --quiet
want_code 0
want_empty err
cat >wrong.yaml <<'END'
parameters:
  sign_ins_per_dy: 1
  dormant_share: 12
by_role: {Custmer: {resend_share: 4%}}
drills: [{drill: sms_dwn, on: 2027-03-01}, {drill: stage_paused, stage: partnrs, from: 2027-03-01}]
END
run behavior check wrong.yaml --policy "$policy"
want_code 1
want_empty out
want_in err "wrong.yaml:2:3: error: unknown key \`sign_ins_per_dy\` [unknown-key]"
want_in err "did you mean \`sign_ins_per_day\`?"
want_in err "wrong.yaml:3:18: error: a share is expected here"
want_in err "wrong.yaml:4:11: error: the policy declares no role \`Custmer\` [unknown-role]"
want_in err "wrong.yaml:5:18: error: no drill \`sms_dwn\`"
want_in err "wrong.yaml:5:73: error: the policy has no stage \`partnrs\` [unknown-stage]"
want_in err "did you mean \`partners\`?"
want_in err "wrong.yaml: 5 errors"
run behavior check wrong.yaml
want_code 1
want_not_in err "Custmer\`"
want_in err "wrong.yaml: 3 errors; without --policy, roles are not checked"
run behavior explain wrong.yaml
want_code 1
want_empty out

# Inputs that are none, and slips of a finger.
: >empty
run behavior check empty
want_code 1
want_in err "empty:1:1: error:"
garbage >garbage
run behavior explain garbage
want_code 1
want_empty out
for input in missing "$portal" /dev/zero; do
  run behavior check "$input"
  want_code 3
  want_in err "$input"
  run behavior check ours.yaml --policy "$input"
  want_code 3
done
run behavior check ours.yaml --policy "$portal/broken.yaml"
want_code 1
want_in err "broken.yaml:7:12: error:"
usage() { # usage WORDS ARGUMENT...
  words=$1
  shift
  run behavior "$@"
  want_code 2
  want_empty out
  want_in err "$words"
}
usage "explain or check?"
usage "did you mean \`explain\`?" explian
usage "which behavior?" check
usage "one behavior at a time" check ours.yaml ours.yaml
usage "did you mean \`--policy\`?" explain --polcy x
usage "\`--policy\` needs a value" explain ours.yaml --policy
usage "no format \`jsn\`, did you mean \`json\`?" explain --format jsn
usage "\`--format\` goes with explain" check ours.yaml --format json
usage "\`--quiet\` goes with check" explain --quiet
usage "\`--policy\` goes with a file" explain --policy "$policy"
usage "\`-\` is named twice" check - --policy -
finish
