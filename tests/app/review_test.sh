#!/bin/sh
# examples/review: a change of a policy in a repository of its own.
set -u
. "$(dirname "$0")/cli.sh"
review=$2/examples/review/review.sh
GATECAST=$gatecast
export GATECAST
GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
export GIT_CONFIG_GLOBAL GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL

# The example's log is what the portal's policy answers.
sed 's/^{"facts": //; s/, "answer": .*//' "$(dirname "$review")/decisions.jsonl" >sign-ins.jsonl
run decide "$portal/policy.yaml" --facts sign-ins.jsonl --with-facts
want_code 0
sed 's/"filled": \[[^]]*\], //' "$(dirname "$review")/decisions.jsonl" | cmp -s - out || fail "the log of the example is not what the policy answers"

git init -q -b main repository && cd repository || exit 1
mkdir rules && cp "$portal/policy.yaml" "$portal/policy.tests.yaml" rules
git add . && git commit -qm "A policy"
git checkout -qb change

# reviewed WORDS...: runs the script in the folder of the policy.
reviewed() {
  command="review.sh $*"
  code=0
  (cd rules && sh "$review" "$@") >out 2>err || code=$?
}
reviewed policy.yaml main ../review
want_code 0
want_in out 'Every assertion is proved.'
want_in out '**no sign-in gets another answer**'
want_in out '44 of 44 sign-ins get what is expected'
want_in out 'coverage: rules 7 of 10'
want_not_in out 'no test reaches'
want_in review/tests.txt 'no test reaches'
want_in review/tests.xml '<testsuites tests="44" failures="0"'
want_in review/check.sarif '"version": "2.1.0"'

sed -i 's/who: {type: partner},  start: 2027-02-01/who: {type: partner},  start: 2027-02-15/' rules/policy.yaml
git commit -qam "Partners begin later"
reviewed policy.yaml main ../review "$portal/accounts.csv"
want_code 1
want_in out '**A test fails, or too little is tested:**'
want_in out 'new partner signs in at 2027-02-01'
sed -i 's/2027-01-31 23:59:59/2027-02-14 23:59:59/; s/2027-02-15/2027-03-01/; s/at: 2027-02-01,/at: 2027-02-15,/; s/at: 2027-02-14 23:59:59, gets: {if_skipped/at: 2027-02-28 23:59:59, gets: {if_skipped/' rules/policy.tests.yaml
MIN_COVERAGE=90
export MIN_COVERAGE
reviewed policy.yaml main ../review "$portal/accounts.csv"
want_code 1
want_in out '**A test fails, or too little is tested:**'
MIN_COVERAGE=20
reviewed policy.yaml main ../review "$portal/accounts.csv"
want_code 0
want_in out 'kinds of sign-ins get another answer'
want_in out '## Whom it concerns'
cmp -s out review/review.md || fail "what it prints is not what it writes"
want_not_in out '## Past sign-ins'
# And what was answered in the past, with whom it concerns or without.
past=$(dirname "$review")/decisions.jsonl
reviewed policy.yaml main ../review "$portal/accounts.csv" "$past"
want_code 0
want_in out '## Whom it concerns'
want_in out '## Past sign-ins'
want_in out '6 lines: 3 get the same answer, 3 another one'
reviewed policy.yaml main ../review '' "$past"
want_code 0
want_not_in out '## Whom it concerns'
want_in out '3 get the same answer, 3 another one'
echo '{"facts": {}' >broken.jsonl
reviewed policy.yaml main ../review '' ../broken.jsonl
want_code 3
want_in err 'broken.jsonl:1'
reviewed policy.yaml main ../review '' ../missing.jsonl
want_code 3

cat >>rules/policy.yaml <<'END'
  - name: nobody waits for his stage
    never: {reason: stage_not_started}
END
reviewed policy.yaml main ../review
want_code 1
want_in out '**An assertion does not hold:**'
echo 'colour: red' >>rules/policy.yaml
reviewed policy.yaml main ../review
want_code 1
want_in err 'error:'
want_in review/review.md 'The policy is wrong'
git checkout -q rules/policy.yaml
cp rules/policy.yaml rules/new.yaml
reviewed new.yaml main ../review
want_code 0
want_in out 'The policy is new'
want_in out 'There are no tests of the policy.'
reviewed policy.yaml
want_code 2
want_in err 'review.sh POLICY BASE OUT [POPULATION [LOG]]'
want_in err 'LOG       past sign-ins'
want_in err 'it is there to be read'
reviewed missing.yaml main ../review
want_code 3
finish
