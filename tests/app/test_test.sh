#!/bin/sh
# `gatecast test`: passed and failed tests, coverage, JUnit, JSON, --generate, exit codes.
set -u
. "$(dirname "$0")/cli.sh"
expected=$2/tests/app/expected
cp "$portal/policy.yaml" "$portal/policy.tests.yaml" .

# Those of the policy's own name.
run test policy.yaml
want_code 0
want_empty err
want_in out 'policy.tests.yaml'
want_in out '44 of 44 sign-ins get what is expected'
want_not_in out 'coverage'

# Some that fail, each with what it got and what decided.
cat >wrong.yaml <<'END'
now: 2027-04-12 09:00
accounts: {partner: {roles: [Partner Manager]}}
situations: {from a known browser: {device_cookie: true}, when nobody knows the risk: {risk: unknown}}
tests:
  - test: a partner verifies in every browser
    who: partner
    signs_in: from a known browser
    gets: {outcome: challenge, methods: [authenticator, email, sms]}
  - test: what nobody knows is "no" <risk>
    who: partner
    signs_in: when nobody knows the risk
    gets: challenge
  - {test: a partner verifies, who: partner, gets: challenge}
END
run test policy.yaml wrong.yaml policy.tests.yaml --quiet --junit results.xml
want_code 1
want_empty err
cmp -s out "$expected/test_failed.txt" || fail "failures are told in other words: $(cat out)"
# The commands that it prints give what it says.
PATH="$(dirname "$gatecast"):$PATH"
sed -n 's/^ *\$ //p' out >commands.sh
code=0; command="the commands of two failures"
sh commands.sh >answers 2>err || code=$?
want_code 0
want_lines answers 2
want_in answers '"reason": "recognized_device"'
want_in answers '"reason": "high_risk"'
want_in answers '"unknown": ["sign_in.risk"]'
# Another program reads the JUnit file.
python3 - results.xml >counts <<'END'
import sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
suites = root.findall("testsuite")
cases = root.findall("testsuite/testcase")
failures = root.findall("testsuite/testcase/failure")
assert root.get("tests") == str(len(cases)) and root.get("failures") == str(len(failures))
assert [s.get("name") for s in suites] == ["wrong.yaml", "policy.tests.yaml"]
print(len(suites), len(cases), len(failures), failures[0].get("message"))
print(cases[1].get("classname"), cases[1].get("line"))
END
[ "$(cat counts)" = '2 47 2 outcome is "allow", expected "challenge"
what nobody knows is "no" <risk> 12' ] || fail "JUnit says something else: $(cat counts results.xml)"

run test policy.yaml wrong.yaml --format json
want_code 1
python3 - out <<'END' || fail "the JSON form says something else: $(cat out)"
import json, sys
report = json.load(open(sys.argv[1]))
assert report["sign_ins"] == 3 and report["failed"] == 2 and report["coverage"] is None
first = report["files"][0]["tests"][0]["sign_ins"][0]
assert not first["passed"] and [m["key"] for m in first["mismatches"]] == ["outcome", "methods"]
assert first["facts"]["sign_in"]["device_cookie"] is True and first["line"] == 8
END

# Coverage, and the tests that are missing.
run test policy.yaml --coverage
want_code 0
want_in out 'coverage: rules 7 of 10 (70.0%), edges '
want_in out 'exempt channel social'
want_in out 'as would: somebody signs in through social at '
run test policy.yaml --min-coverage 95
want_code 1
want_in err 'less than 95.0% is reached'
run test policy.yaml --min-coverage 20
want_code 0
run test policy.yaml --generate
want_code 0
want_empty err
mv out all.yaml
run test policy.yaml all.yaml --min-coverage 100
want_code 0
want_in out 'coverage: rules 10 of 10 (100.0%), edges 617 of 617 (100.0%)'
want_not_in out 'no test reaches'
run test policy.yaml policy.tests.yaml --generate -o more.yaml
want_code 0
run test policy.yaml policy.tests.yaml more.yaml --min-coverage 100%
want_code 0
run test policy.yaml policy.tests.yaml more.yaml --generate
want_code 0
want_empty out
want_in err 'there is nothing to write'
# Another date in the policy, and generated tests see it.
sed 's/start: 2027-02-01/start: 2027-01-31/' policy.yaml >earlier.yaml
run test earlier.yaml all.yaml --quiet
want_code 1
run test policy.yaml --coverage --format json
python3 - out <<'END' || fail "the JSON form of coverage says something else"
import json, sys
coverage = json.load(open(sys.argv[1]))["coverage"]
edges = coverage["edges"]
assert edges["all"] - edges["reached"] == len(coverage["edges_missed"]) > 0
assert edges["percent"] * edges["all"] <= 100 * edges["reached"]
assert all(m["facts"]["user"] for m in coverage["edges_missed"])
assert {m["name"] for m in coverage["rules_missed"]} == {"internal", "social", "custom_login"}
END

# A set rule that nothing reaches is no gap of the tests.
cat >idle.yaml <<'END'
policy: idle
revision: 1
time_zone: UTC
two_factor: {enabled: true, methods: [email]}
integrations: {email: {healthy: true}}
rules:
  - {name: in vain, when: {risk: high}, set: {enforcement: risk_based}}
  - {name: after all, when: {risk: high}, set: {enforcement: every_login}}
END
cat >idle.tests.yaml <<'END'
now: 2027-01-01
accounts: {somebody: }
tests: [{test: a test, who: somebody, gets: challenge}]
END
run test idle.yaml --coverage
want_code 0
want_in out 'not counted, as no sign-in reaches it'
want_in out 'rule in vain (idle.yaml:7: '

# What a user may get wrong.
cat >typo.yaml <<'END'
now: 2027-04-12
accounts: {partner: {roles: [Partner Manger]}}
tests:
  - {test: a, who: partnr, gets: chalenge}
END
run test policy.yaml typo.yaml
want_code 1
want_empty out
cmp -s err "$expected/test_typo.txt" || fail "mistakes are told in other words: $(cat err)"
: >empty.yaml
run test policy.yaml empty.yaml
want_code 1
want_in err '[empty-file]'
run test policy.yaml missing.yaml
want_code 3
want_in err 'missing.yaml'
cp policy.yaml alone.yaml
run test alone.yaml
want_code 3
want_in err 'alone.tests.yaml'
want_in err 'which tests? gatecast test POLICY FILE...'
run test policy.yaml policy.tests.yaml policy.tests.yaml
want_code 2
want_in err '`policy.tests.yaml` is named twice'
: >nothing.yaml
run test policy.yaml nothing.yaml
want_code 1
want_in err 'help: the tests of a policy stand in a list under `tests:`'
run test "$portal/broken.yaml" wrong.yaml
want_code 1
want_in err 'broken.yaml:'
run test policy.yaml --min-coverage 100.1
want_code 2
run test policy.yaml --min-coverage ninety
want_code 2
run test policy.yaml --generate --coverage
want_code 2
run test policy.yaml --output x.yaml
want_code 2
run test policy.yaml --junit policy.tests.yaml
want_code 2
want_in err 'would be read and written'
run test policy.yaml --covrage
want_code 2
want_in err 'did you mean `--coverage`'
run test -
want_code 2
run test
want_code 2
code=0; command="gatecast test - TESTS"
"$gatecast" test - policy.tests.yaml <policy.yaml >out 2>err || code=$?
want_code 0
want_in out '44 of 44'
code=0; command="gatecast test on a full disk"
"$gatecast" test policy.yaml >/dev/full 2>err || code=$?
want_code 3
run test policy.yaml --junit /nowhere/results.xml
want_code 3
garbage >garbage.yaml
run test policy.yaml garbage.yaml
want_code 1
finish
