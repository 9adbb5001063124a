#!/bin/sh
# `gatecast simulate --at-risk DIR --drill-report DIR`: who may be locked out, worst first, and what
# drills do, beside the same forecast.
set -u
. "$(dirname "$0")/cli.sh"
plan="$portal/policy.yaml --population people.csv --start 2027-01-04 --days 90 --replicates 30 --seed 7"
sed 400q "$portal/accounts.csv" >people.csv

run simulate $plan --json plain.json
wants=$code
run simulate $plan --json watched.json --at-risk risk
want_code "$wants"
want_in out "People at risk"
want_in out "everybody"
cmp plain.json watched.json || fail "looking for people at risk changes the forecast"
want_in risk/people.csv "account,roles,admitted,first_week,at_all,at_all_low,at_all_high,cause,remedy"
want_in risk/people.csv ",overdue,enroll_before,"
want_in risk/roles.csv "Partner User,"

# Worst first; each chance lies in its interval, a remedy never makes it worse, and everybody's sum
# is that of the people.
tail -n +2 risk/people.csv | tr -d '\r' | awk -F, '
  { if (NR > 1 && ($4 > week || ($4 == week && $5 > all))) exit 1
    week = $4; all = $5
    if ($5 <= 0 || $5 < $6 || $5 > $7 || $10 > $5) exit 1 }' || fail "people.csv is out of order"
awk -F, 'NR > 1 { sum += $5 } END { printf "%.6f", sum }' risk/people.csv >sum
awk -F, '$1 == "" { printf "%.6f", $5 }' risk/roles.csv >everybody
cmp sum everybody || fail "roles.csv says $(cat everybody), its people $(cat sum)"

# No number of threads changes a byte.
run simulate $plan --at-risk one --threads 1 --quiet
for file in people.csv roles.csv; do
  cmp "risk/$file" "one/$file" || fail "$file depends on --threads"
done

run simulate $plan --at-risk risk --parts parts
want_code 2
want_in err "--at-risk does not go with --parts"
run simulate $plan --at-risk risk --replicates-range 0:3 --part x.part
want_code 2
want_in err "--at-risk does not go with --part"
run simulate $plan --at-risk people.csv
want_code 3
want_in err "people.csv/people.csv"

# What each drill does, against the same rollouts without it.
cat >drills.yaml <<END
drills:
  - {drill: authenticators_lost, on: 2027-02-10, role: Administrator}
  - {drill: sms_down, from: 2027-02-03, until: 2027-02-06}
END
run simulate $plan --behavior drills.yaml --json plain.json
wants=$code
run simulate $plan --behavior drills.yaml --json watched.json --drill-report drills
want_code "$wants"
cmp plain.json watched.json || fail "looking at drills changes the forecast"
want_in out "authenticators_lost of role Administrator on 2027-02-10"
want_in out "some administrator is not locked out"
want_in drills/drills.csv "drill,group,some_administrator,days_out_mean"
want_in drills/drills.csv "sms_down from 2027-02-03 until 2027-02-06,role:Administrator,1,"
run simulate $plan --drill-report drills
want_code 2
want_in err "the behavior has no \`drills\`"
run simulate $plan --behavior drills.yaml --drill-report drills --replicates-range 0:3 --part x.part
want_code 2
want_in err "--drill-report does not go with --part"
finish
