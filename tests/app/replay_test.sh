#!/bin/sh
# `gatecast decide --with-facts` writes a log, `gatecast diff --log` replays it: the numbers are those of
# deciding each line under both policies; lines and facts that cannot be replayed; odd logs.
#   GATECAST_UPDATE_GOLDEN=1 rewrites the golden file.
set -u
. "$(dirname "$0")/cli.sh"
expected=$2/tests/app/expected

cp "$portal/policy.yaml" old.yaml
# Partners begin two weeks later, and a challenge has four attempts.
sed 's/who: {type: partner},  start: 2027-02-01/who: {type: partner},  start: 2027-02-15/
     s/attempts: 5/attempts: 4/' old.yaml >new.yaml
# facts ID TYPE ROLE AUTHENTICATOR COOKIE DAY
facts() {
  printf '{"now": "2027-%sT14:00:00Z", "user": {"id": "%s", "type": "%s", "roles": ["%s"], "groups": [], "active": true, "created": "2025-05-01T00:00:00Z", "authenticator": "%s", "passkey": false, "email": true, "phone": false, "backup_codes": 4, "grace_started": null, "skips": 0, "reset_at": null, "account_locked": null, "locks": {}, "attributes": {}}, "sign_in": {"channel": "password", "application": "portal", "device_cookie": %s, "known_ip": false, "ip": "203.0.113.7", "country": "US", "risk": "low", "attributes": {}}}\n' \
    "$6" "$1" "$2" "$3" "$4" "$5"
}
for day in 01-20 02-01 02-03 02-14 02-16 02-28 03-02; do
  facts p-1 partner "Partner Manager" not_started false $day
  facts p-2 partner "Partner User" not_started true $day
  facts p-3 partner "Partner User" enrolled false $day
  facts i-1 internal Employee enrolled true $day
  facts i-2 internal Administrator enrolled false $day
  facts c-1 customer Customer not_started false $day
done >facts.jsonl

# The facts as they were given, the answer as without them.
run decide old.yaml --facts facts.jsonl
cp out answers
run decide old.yaml --facts facts.jsonl --with-facts
want_code 0
want_empty err
cp out log.jsonl
paste -d '\n' facts.jsonl answers | sed 'N;s/\(.*\)\n\(.*\)/{"facts": \1, "answer": \2}/' >expected_log
cmp -s log.jsonl expected_log || fail "decide --with-facts writes something else"
# Over several lines they come on one.
run decide old.yaml --facts "$portal/facts.json" --with-facts
want_lines out 1
node -e '
  const fs = require("fs");
  const line = JSON.parse(fs.readFileSync("out", "utf8"));
  const facts = JSON.parse(fs.readFileSync(process.argv[1], "utf8"));
  if (JSON.stringify(line.facts) !== JSON.stringify(facts)) process.exit(1);
' "$portal/facts.json" || fail "the facts are not those that were given"
# Completed facts are what was decided on, so that they give the same answer again.
echo '{"now": "2027-02-16T14:00:00Z", "user": {"id": "p-1", "type": "partner"}}' >few
run decide old.yaml --facts few --fill --with-facts
want_code 0
want_in out '"authenticator": "enrolled"'
want_in out '"filled": ["user.roles"'
cp out filled.jsonl
run diff old.yaml old.yaml --log filled.jsonl
want_code 0
want_in out 'filled.jsonl: 1 line: 1 get the same answer, 0 another one'
want_not_in out 'another answer in the log'
echo '[]' | cat - facts.jsonl | head -n 2 >mixed
run decide old.yaml --facts mixed --with-facts
want_code 3
want_in out '{"error": "facts must be a JSON object"}'
run decide old.yaml --facts facts.jsonl --with-facts --explain
want_code 2
want_in err 'say --format json'
run decide old.yaml --facts facts.jsonl --with-facts --explain --format json
want_code 0
want_in out '"explanation": '
node -e 'for (const line of require("fs").readFileSync("out", "utf8").trim().split("\n")) JSON.parse(line).answer.explanation.rows' ||
  fail "with an explanation this is no JSON"
run decide old.yaml --facts facts.jsonl --with-fact
want_code 2
want_in err 'did you mean `--with-facts`?'

# Each line under both policies, one by one, against the replay.
run decide new.yaml --facts facts.jsonl
cp out new_answers
run diff old.yaml new.yaml --log log.jsonl --log-csv past.csv --format json
want_code 0
want_empty err
cat >count.js <<'END_OF_SCRIPT'
const fs = require('fs');
const lines = file => fs.readFileSync(file, 'utf8').trim().split('\n').map(line => JSON.parse(line));
const seen = ({revision, rule, limits, unknown, ...answer}) => JSON.stringify(answer);
const before = lines('answers'), after = lines('new_answers'), facts = lines('facts.jsonl');
const log = JSON.parse(fs.readFileSync('out', 'utf8')).log;
const changed = [];
before.forEach((answer, i) => { if (seen(answer) !== seen(after[i])) changed.push(i + 1); });
const listed = fs.readFileSync('past.csv', 'utf8').trim().split('\r\n').slice(1).map(row => Number(row.split(',')[0]));
const types = {};
for (const line of changed) {
  const type = facts[line - 1].user.type;
  types[type] = (types[type] ?? 0) + 1;
}
const found = {};
for (const {types} of log.changes) for (const type in types) found[type] = (found[type] ?? 0) + types[type];
const same = (a, b, what) => {
  if (JSON.stringify(a) !== JSON.stringify(b)) console.log(`${what}: ${JSON.stringify(a)}, not ${JSON.stringify(b)}`);
};
same(log.lines, before.length, 'lines');
same(log.changed, changed.length, 'changed');
same(log.same, before.length - changed.length, 'same');
same(log.changes.reduce((sum, change) => sum + change.sign_ins, 0), changed.length, 'by kind');
same(listed, changed, 'the list');
same(found, types, 'by type');
same(log.limits.map(each => each.sign_ins), [before.length], 'limits');
same(log.not_as_logged.sign_ins, 0, 'not as logged');
END_OF_SCRIPT
node count.js >differences
want_empty differences
# The kinds are in the words of the classes.
node -e '
  const {classes, log} = JSON.parse(require("fs").readFileSync("out", "utf8"));
  for (const {change} of log.changes) if (!classes.some(each => each.change === change)) console.log(change);
' >differences
want_empty differences
# From standard input, and without any example.
command="gatecast diff --log -"; code=0
"$gatecast" diff old.yaml new.yaml --log - --examples 0 <log.jsonl >out 2>err || code=$?
want_code 0
want_in out '<stdin>: 42 lines: '
want_not_in out '<stdin>:8: '
run diff old.yaml new.yaml --log log.jsonl --format markdown
want_code 0
want_in out '## Past sign-ins'
want_in out '| 3 | from 2027-02-01 to 2027-02-14 | 3 partner |'
want_in out '- attempts 5 -\> 4: 42 sign-ins, from 2027-01-20 to 2027-03-02'

# What cannot be read or replayed is said, and the rest is replayed. The new policy asks for a fact that the old
# one did not declare, and has a role fewer.
sed 's/attributes: {clearance/attributes: {vetted: {on: user, type: boolean}, clearance/
     s/^  Customer: .*//
     s/^rules:.*/&\n  - {name: vetted, when: {vetted: true, type: partner}, set: {enforcement: every_login}}/' old.yaml >asks.yaml
{
  cat log.jsonl
  echo '{"facts": '
  echo '{"error": "fact `now` is missing"}'
  head -n 1 facts.jsonl
  echo
  sed -n '4s/"reason": "recognized_device"/"reason": "grace"/p' log.jsonl
  sed -n '5s/"revision": 3/"revision": 2/p' log.jsonl
  sed -n '3s/"channel": "password"/"channel": "fax"/p' log.jsonl
} >odd.jsonl
run diff old.yaml asks.yaml --log odd.jsonl --log-csv odd.csv --examples 2
want_code 3
want_lines err 3
want_in err 'odd.jsonl:43: error: not JSON: incomplete JSON'
want_in err 'odd.jsonl:44: error: refused when it was decided: fact `now` is missing'
want_in err 'odd.jsonl:45: error: `facts` is missing; a line is {"facts": ..., "answer": ...}'
sed -n '/^Past sign-ins/,$p' out >replayed.txt
[ "${GATECAST_UPDATE_GOLDEN:-}" = 1 ] && cp replayed.txt "$expected/replay_portal.txt"
cmp -s replayed.txt "$expected/replay_portal.txt" ||
  fail "diff --log says something else: $(diff "$expected/replay_portal.txt" replayed.txt | head -8)"
want_in odd.csv '43,,,refused,,,,not JSON: incomplete JSON'
[ "$(grep -c ',not_as_logged,' odd.csv)" = 1 ] || fail "the line with another answer is not listed"
run diff old.yaml asks.yaml --log odd.jsonl --format json
want_code 3
node -e '
  const {log} = JSON.parse(require("fs").readFileSync("out", "utf8"));
  const sum = log.same + log.changed + log.uncertain + log.refused;
  if (sum !== log.lines || log.lines !== 48) console.log("the parts of", log.lines, "lines are", sum);
  if (log.refused !== 3 || log.refusals[0].line !== 43) console.log("refused", log.refusals);
  if (!log.not_replayed.some(each => each.fact === "user.attributes.vetted" && each.old_asks === 0)) console.log("vetted");
' >differences
want_empty differences

: >empty
run diff old.yaml old.yaml --log empty
want_code 0
want_in out 'empty: no sign-ins'
head -c 3000000 /dev/zero | tr '\0' x >endless
run diff old.yaml old.yaml --log endless
want_code 3
want_in err 'endless:1: error: a line of more than 2000000 bytes; nothing more is read'
want_in out 'endless: 1 line: 0 get the same answer'
garbage >garbage
run diff old.yaml old.yaml --log garbage
want_code 3
[ "$(wc -l <err)" -le 11 ] || fail "diff names $(wc -l <err) lines of garbage"
run diff old.yaml old.yaml --log missing.jsonl
want_code 3
want_in err 'cannot open `missing.jsonl`'
run diff old.yaml old.yaml --log .
want_code 3
run diff - new.yaml --log - </dev/null
want_code 2
want_in err 'only one input can be standard input'
run diff old.yaml new.yaml --log-csv past.csv
want_code 2
want_in err '--log-csv goes with --log'
run diff old.yaml new.yaml --examples 3
want_code 2
run diff old.yaml new.yaml --log log.jsonl --examples many
want_code 2
want_in err '--examples must be a whole number from 0 to 1000, not `many`'
run diff old.yaml new.yaml --lag log.jsonl
want_code 2
want_in err 'did you mean `--log`?'
run diff old.yaml new.yaml --log log.jsonl --log-csv log.jsonl
want_code 2
want_in err '`log.jsonl` is named twice'
run diff old.yaml old.yaml --log log.jsonl --log-csv nowhere/past.csv
want_code 3
want_in err 'cannot write `nowhere/past.csv`'
if [ -w /dev/full ]; then
  run diff old.yaml old.yaml --log log.jsonl --log-csv /dev/full
  want_code 3
fi
[ -z "$(find . -name '*.part')" ] || fail "half a file is left: $(find . -name '*.part')"
finish
