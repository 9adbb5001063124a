#!/bin/sh
# `gatecast diff`: what changes, the commands that it prints, formats, exit codes.
set -u
. "$(dirname "$0")/cli.sh"
expected=$2/tests/app/expected

cp "$portal/policy.yaml" old.yaml
# The same but for its revision and what only people read.
sed 's/^revision: .*/revision: 99/; s/^#.*//' old.yaml >new.yaml
run diff old.yaml new.yaml --exit-code
want_code 0
want_empty err
want_in out 'old.yaml -> new.yaml: no sign-in gets another answer'

# Partners begin two weeks later, and a challenge has four attempts.
sed 's/who: {type: partner},  start: 2027-02-01/who: {type: partner},  start: 2027-02-15/
     s/attempts: 5/attempts: 4/' old.yaml >new.yaml
run diff old.yaml new.yaml
want_code 0
want_empty err
if [ -n "${GATECAST_UPDATE_GOLDEN:-}" ]; then cp out "$expected/diff_portal.txt"; fi
cmp -s out "$expected/diff_portal.txt" || fail "diff says something else: $(cat out)"
# The first command that it prints shows the new answer.
PATH="$(dirname "$gatecast"):$PATH"
sed -n 's/^   \$ //p' out | head -n 1 >command.sh
code=0; command="the command of a witness"
sh command.sh >out 2>err || code=$?
want_code 0
want_in out '"reason": "stage_not_started"'

run diff old.yaml new.yaml --exit-code --format json
want_code 1
want_in out '"same": false'
want_in out '"changes": ["attempts 5 -> 4"]'
node -e 'JSON.parse(require("fs").readFileSync("out", "utf8"))' || fail "this is no JSON"
run diff old.yaml new.yaml --format markdown
want_code 0
want_in out '### Limits: attempts 5 -\> 4'
run diff - new.yaml <old.yaml
want_code 0
want_in out '<stdin> -> new.yaml:'

# Where clocks change on another day, stored grace ends at another hour.
sed 's/^time_zone: .*/time_zone: Europe\/Oslo/' old.yaml >zone.yaml
run diff old.yaml zone.yaml
want_code 0
want_in out 'grace is over since 2027-03-14 03:00'
want_in out '14 days of stored grace end later, in each zone at another instant'
want_not_in out 'not compared'
sed 's/attempts: 5/attempts: 4/' old.yaml >attempts.yaml
run diff old.yaml attempts.yaml
want_code 0
want_not_in out 'not compared'

# How far it is, on a terminal alone.
if command -v script >/dev/null; then
  script -qec "$gatecast diff old.yaml new.yaml" /dev/null >terminal </dev/null
  grep -qF "describing kinds of change: 1 of" terminal || fail "no progress on a terminal"
  script -qec "$gatecast diff old.yaml new.yaml 2>err" /dev/null >terminal </dev/null
  want_empty err
fi

# Whom it concerns, and when.
run diff old.yaml new.yaml --population "$portal/accounts.csv" --start 2027-01-04 --days 120 --csv people.csv
want_code 0
want_empty err
want_in out 'from 2027-02-01 until 2027-02-15: 2,237 people, 0 administrators'
want_in out '2,276 people of 12,000 get another answer between 2027-01-04 and 2027-05-04'
want_in people.csv 'account,from,until,old,new'
run diff old.yaml new.yaml --population "$portal/accounts.csv" --start 2027-01-04 --format json
want_code 0
want_in out '"people": {"accounts": 12000, "people": 2276'
node -e 'JSON.parse(require("fs").readFileSync("out", "utf8"))' || fail "this is no JSON"
run diff old.yaml new.yaml --population "$portal/accounts.csv" --start 2027-01-04 --format markdown
want_code 0
want_in out '## Whom it concerns'
run diff old.yaml new.yaml --population "$portal/accounts.csv" --start 2027-01-04 --days 30 --sign-in channel=kiosk --sign-in risk=medium
want_code 0
want_in out 'a person signs in through the channel kiosk from a device that is not recognized, but:'
want_not_in out 'signs in by password'
# A role that one of the policies alone declares is no mistake of the population, whichever it is.
sed 's/^  Partner User: {type: partner}/&\n  Auditor: {type: partner}/' old.yaml >auditor.yaml
sed '/^p-/s/Partner User/Auditor/' "$portal/accounts.csv" >auditors.csv
run diff old.yaml auditor.yaml --population auditors.csv --start 2027-01-04 --days 120
want_code 0
want_empty err
# What such an account gets by a policy that does not know its role is known of an instant alone.
want_in out '132 people of 12,000 get another answer'
want_in out '2,520 could not be'
want_in out 'on 2027-01-04 (later is not known)'
run diff auditor.yaml old.yaml --population auditors.csv --start 2027-01-04 --days 120
want_code 0
want_empty err
run diff old.yaml new.yaml --population auditors.csv
want_code 1
want_in err 'the policy declares no role `Auditor`'
run diff old.yaml new.yaml --days 3
want_code 2
want_in err '--days goes with --population'
run diff old.yaml new.yaml --population missing.csv
want_code 3
run diff old.yaml new.yaml --population "$portal/accounts.csv" --sign-in rsk=high
want_code 2

run diff old.yaml
want_code 2
want_in err 'which is the new one?'
run diff - - </dev/null
want_code 2
run diff old.yaml new.yaml --format xml
want_code 2
want_in err '`xml` is no format, one of `text`, `json`, `markdown`'
run diff old.yaml new.yaml --population "$portal/accounts.csv" --csv new.yaml
want_code 2
want_in err '`new.yaml` is named twice'
run diff old.yaml missing.yaml
want_code 3
printf 'policy: p\n' >wrong.yaml
run diff old.yaml wrong.yaml
want_code 1
want_in err 'wrong.yaml:1:1: error:'
want_empty out
if [ -w /dev/full ]; then
  command="gatecast diff into a full disk"; code=0
  "$gatecast" diff old.yaml new.yaml >/dev/full 2>err || code=$?
  want_code 3
fi
finish
