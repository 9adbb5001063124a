#!/bin/sh
# `gatecast simulate --at-risk DIR --drill-report DIR`: who may be locked out, worst first, and what
# drills do, beside the same forecast.
set -u
. "$(dirname "$0")/cli.sh"
plan="$portal/policy.yaml --population people.csv --start 2027-01-04 --days 90 --replicates 30 --seed 7"
sed 400q "$portal/accounts.csv" >people.csv

# `watched.json` is `plain.json`, and `$1` comes after it.
want_beside() {
  length=$(($(wc -c <plain.json) - 2)) # without its last brace
  head -c "$length" plain.json >before
  head -c "$length" watched.json | cmp - before || fail "$2 changes the forecast"
  tail -c "+$((length + 1))" watched.json | head -n 2 >after
  want_in after "\"$1\": "
}

run simulate $plan --json plain.json
wants=$code
run simulate $plan --json watched.json --at-risk risk
want_code "$wants"
want_in out "People at risk"
want_in out "everybody"
want_beside people_at_risk "looking for people at risk"
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

# The page has them too; no number of threads changes a byte.
run simulate $plan --at-risk one --threads 1 --quiet --html risk.html
want_in risk.html '<section id="people-at-risk">'
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
want_beside drills "looking at drills"
want_in out "authenticators_lost of role Administrator on 2027-02-10"
want_in out "some administrator could have signed in"
want_in drills/drills.csv "drill,group,days_out_mean,"
want_in drills/drills.csv "sms_down from 2027-02-03 until 2027-02-06,role:Administrator,"
want_in drills/administrators.csv "drill,role,some_in,days_none_in_mean,"
want_in drills/administrators.csv "sms_down from 2027-02-03 until 2027-02-06,Administrator,1,0,"

# Neither threads nor finished parts, which do not know who could have signed in, change a byte.
run simulate $plan --behavior drills.yaml --drill-report one --threads 1 --json - --html drills.html
want_code "$wants"
cmp out watched.json || fail "the JSON on standard output is another"
want_in drills.html '<section id="drills">'
run simulate $plan --behavior drills.yaml --parts parts --quiet
run simulate $plan --behavior drills.yaml --parts parts --drill-report parted --quiet
want_code "$wants"
for file in drills.csv administrators.csv; do
  cmp "drills/$file" "one/$file" || fail "$file depends on --threads"
  cmp "drills/$file" "parted/$file" || fail "$file depends on --parts"
done

# Mail down for three days, and an administrator who never signs in: nobody tried, and none could.
cat >mail.yaml <<END
policy: mail
revision: 1
time_zone: UTC
two_factor: {enabled: true, methods: [email]}
integrations: {email: {healthy: true}}
roles:
  Administrator: {type: internal, admin: true}
END
printf 'id,roles,email,sign_ins_per_day\na-1,Administrator,true,0\n' >admin.csv
printf 'drills: [{drill: mail_down, from: 2027-01-08, until: 2027-01-11}]\n' >down.yaml
run simulate mail.yaml --population admin.csv --behavior down.yaml --start 2027-01-04 --days 20 \
  --replicates 3 --drill-report down
want_code 0
want_in out "no administrator could have signed"
want_in down/administrators.csv "until 2027-01-11,Administrator,0,3,3,3,3,3,3,3,3,3,3,3,3,3,3,3,3"
want_in down/drills.csv "until 2027-01-11,role:Administrator,0,0,0,0,"
run simulate $plan --drill-report drills
want_code 2
want_in err "the behavior has no \`drills\`"
run simulate $plan --behavior drills.yaml --drill-report people.csv
want_code 3
want_in err "people.csv/drills.csv"
run simulate $plan --behavior drills.yaml --drill-reprot drills
want_code 2
run simulate $plan --behavior drills.yaml --drill-report drills --replicates-range 0:3 --part x.part
want_code 2
want_in err "--drill-report does not go with --part"
finish
