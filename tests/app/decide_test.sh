#!/bin/sh
# `gatecast decide`: exit codes, order of answers, odd inputs.
set -u
. "$(dirname "$0")/cli.sh"
policy=$portal/policy.yaml
tr -d '\n' <"$portal/facts.json" >good
echo >>good

# One object over several lines, and the same as one line.
run decide "$policy" --facts "$portal/facts.json"
want_code 0
want_empty err
want_lines out 1
want_in out '"outcome": "enroll"'
cp out answer
command="gatecast decide --facts - <good"; code=0
"$gatecast" decide "$policy" --facts - <good >out 2>err || code=$?
want_code 0
want_empty err # no warnings of the policy: they are the work of `check`
cmp -s out answer || fail "$command: differs from the object over several lines"
command="gatecast decide - --facts=good <policy"; code=0
"$gatecast" decide - --facts=good <"$policy" >out 2>err || code=$?
want_code 0
cmp -s out answer || fail "$command: differs from the policy by name"

# Deny is an answer.
sed 's/"active": true/"active": false/' good >inactive
run decide "$policy" --facts inactive
want_code 0
want_in out '"outcome": "deny"'

# A bad line among good ones: each answer in its place.
{ cat good; echo '{"now": '; cat inactive; echo; echo '[]'; cat good; } >mixed
run decide "$policy" --facts mixed
want_code 3
want_lines out 5
for line in '1 "enroll"' '2 "error"' '3 "deny"' '4 "error"' '5 "enroll"'; do
  sed -n "${line%% *}p" out | grep -qF "${line#* }" || fail "$command: answer ${line%% *} is wrong"
done
want_lines err 2
want_in err "mixed:2: error:"
want_in err "mixed:5: error:"

# Facts that are missing or make no sense: the strictest answer, and which of them change it.
sed 's/"type": "partner", //; s/"active": true/"active": "yes"/' good >unknown
run decide "$policy" --facts unknown
want_code 0
want_empty err
want_in out '"reason": "account_inactive"'
want_in out '"unknown": ["user.active"]'
want_not_in out '"filled"'
sed 's/"email": true, //' good >unknown
run decide "$policy" --facts unknown
want_code 0
want_in out '"methods": ["sms"]'
want_in out '"unknown": ["user.email"]'
# Nothing but the time; without it there is no answer.
echo '{"now": "2027-02-16T14:00:00Z"}' >bare
run decide "$policy" --facts bare
want_code 0
want_empty err
want_in out '"reason": "account_inactive"'
want_in out '"user.id"'
echo '{"user": {"id": "p-1042"}}' >timeless
run decide "$policy" --facts timeless
want_code 3
want_in err 'timeless:1: error: fact `now` is missing'

# Completed, but for the name, which is not asked here.
run decide "$policy" --facts bare --fill
want_code 0
want_empty err
want_in out '"reason": "second_factor"'
want_in out '"filled": ["user.roles", "user.groups", "user.active", "user.created"'
run decide "$policy" --fill --facts good
want_code 0
want_in out '"filled": []'
sed 's/"email": true/"email": "yes"/' good >unknown
run decide "$policy" --facts unknown --fill # it is not missing
want_in out '"unknown": ["user.email"]'

: >empty
run decide "$policy" --facts empty
want_code 0
want_empty out

run decide "$portal/broken.yaml" --facts good
want_code 1
want_empty out
want_in err "broken.yaml:"
run decide empty --facts good
want_code 1
want_in err "empty:1:1: error:"

run decide missing.yaml --facts good
want_code 3
want_in err "cannot open \`missing.yaml\`: No such file"
run decide "$policy" --facts missing
want_code 3
want_in err "cannot open \`missing\`: No such file"
run decide "$portal" --facts good
want_code 3
want_in err "Is a directory"
run decide "$policy" --facts "$portal"
want_code 3
want_in err "Is a directory"

garbage >garbage
run decide "$policy" --facts garbage
want_code 3
want_in err "garbage:1: error:"
# In one line, too.
tr -d '\n' <garbage >line
run decide "$policy" --facts line
want_code 3
want_lines out 1
[ "$(wc -c <err)" -lt 2000 ] || fail "decide answers a line of garbage with $(wc -c <err) bytes"

command="gatecast decide on a full disk"; code=0
"$gatecast" decide "$policy" --facts good >/dev/full 2>err || code=$?
want_code 3
want_in err "cannot write"

run decide "$policy"
want_code 2
want_in err "--facts"
run decide - --facts -
want_code 2
run decide "$policy" --facts
want_code 2
# Why: for a person, and in the answer for a program.
run decide "$policy" --facts good --explain
want_code 0
want_empty err
want_in out "good:1: enroll, may be skipped (enrollment_grace), row 10"
want_in out "policy.yaml:23: grace: {days: 14}"
want_in out "=> 10 enrollment may be skipped"
want_in out "deny (high_risk), if the risk were high"
want_in out "enroll (enrollment_required), from 2027-02-15T05:00:00Z on"
want_not_in out '"outcome"'
run decide "$policy" --facts mixed --explain
want_code 3
want_lines err 2
want_in out "mixed:3: deny (account_inactive), row 1"
run decide "$policy" --facts good --explain --format json
want_code 0
want_lines out 1
want_in out '"explanation": {"rows":[{"row":1,'
want_in out '"facts":{"sign_in.risk":"high"}'
cp out explained
sed 's/, "explanation": .*/}/' explained | cmp -s - answer || fail "$command: the answer itself differs"
run decide "$policy" --facts bare --explain --fill --format=text
want_code 0
want_in out "bare:1: challenge (second_factor), row 13"
run decide "$policy" --facts bare --explain
want_in out "not known: user.id, "
run decide "$policy" --facts good --format json
want_code 2
want_in err "--format is that of --explain"
run decide "$policy" --facts good --explain --format xml
want_code 2
want_in err 'unknown format `xml`'

# A shipped line that decided says which policy it is of, and where there.
cat >extends.yaml <<'END'
policy: acme
revision: 1
time_zone: UTC
extends: pci-dss-8.4
integrations: {email: {healthy: true}}
roles: {Partner Manager: {type: partner}}
END
run decide extends.yaml --facts "$portal/facts.json"
want_code 0
line=$(grep -n 'authenticator: required' "$2/rules/library/pci-dss-8.4.yaml" | cut -d: -f1)
want_in out "\"rule\": {\"line\": $line, \"text\": \"authenticator: required\", \"extends\": \"pci-dss-8.4\"}"
finish
