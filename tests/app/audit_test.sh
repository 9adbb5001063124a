#!/bin/sh
# `gatecast audit`: the portal's numbers, the same in every format; the sign-in as asked for; unknown
# cells; signatures that another program verifies; exit codes.
#   GATECAST_UPDATE_GOLDEN=1 rewrites the golden files.
set -u
expected=$(cd "$2" && pwd)/tests/app/expected/audit
. "$(dirname "$0")/cli.sh"
cp "$portal/policy.yaml" policy.yaml
# Every 60th account, and the emergency account.
awk 'NR <= 2 || NR % 60 == 14' "$portal/accounts.csv" >people.csv

# Golden files: text, JSON and CSV. The page is looked at by tests/browser.
run audit policy.yaml --population people.csv --at 2027-02-10 --json audit.json --csv tables --html audit.html
want_code 0
want_empty err
cp out audit.txt
if [ "${GATECAST_UPDATE_GOLDEN:-}" = 1 ]; then
  mkdir -p "$expected"
  cp audit.txt audit.json tables/*.csv "$expected"
fi
for file in audit.txt audit.json tables/*.csv; do
  cmp -s "$file" "$expected/$(basename "$file")" ||
    fail "audit says something else in $file: $(diff "$expected/$(basename "$file")" "$file" | head -5)"
done
[ "$(awk 'length > 100' audit.txt | wc -l)" = 0 ] || fail "lines of more than 100 columns"

# Each number is the length of its list, in JSON and in CSV.
tail -n +2 tables/accounts.csv | wc -l | grep -qx " *$(($(wc -l <people.csv) - 1))" ||
  fail "accounts.csv has not all accounts"
tr -d '\r' <tables/summary.csv | tail -n +2 | while IFS=, read -r category group count; do
  listed=$(cut -d, -f4 tables/accounts.csv | grep -cx "$category")
  [ "$listed" = "$count" ] || echo "$category: $count in the summary, $listed in the list"
  grep -q "\"category\": \"$category\", \"group\": \"$group\", \"count\": $count," audit.json ||
    echo "$category: the JSON has another number"
done >differences
want_empty differences

# The same bytes again, for any number of threads, from standard input, to standard output.
run audit policy.yaml --population people.csv --at 2027-02-10 --json - --threads 2
want_code 0
cmp -s out audit.json || fail "another run gives other bytes"
run audit policy.yaml --population people.csv --at 2027-02-10T17:00:00Z --quiet --html again.html --threads 1
want_code 0
want_empty out
cmp -s audit.html again.html || fail "noon in New York is not 17:00Z"
command="gatecast audit --population -"; code=0
"$gatecast" audit policy.yaml --population - --at 2027-02-10 --json - <people.csv >out 2>err || code=$?
want_code 0
cmp -s out audit.json || fail "standard input gives other bytes"
# Twelve thousand accounts are several pieces of work; with empty cells, some are unknown.
awk -F, -v OFS=, 'NR > 1 && NR % 7 == 0 {$9 = ""} NR > 1 && NR % 50 == 0 {$3 = ""} NR > 1 && NR % 90 == 0 {$12 = ""} 1' \
  "$portal/accounts.csv" >gaps.csv
for threads in 1 2; do
  run audit policy.yaml --population gaps.csv --at 2027-02-10 --quiet --json gaps$threads.json --threads $threads
  want_code 0
done
cmp -s gaps1.json gaps2.json || fail "the audit depends on --threads"
grep -q '"unknown": \["user.roles"\]' gaps1.json || fail "no roles are unknown"
# Without --at it is today.
run audit policy.yaml --population people.csv
want_code 0
want_in out " 12:00 (America/New_York)"

# The sign-in may be another one.
run audit policy.yaml --population people.csv --at 2027-02-10 --sign-in channel=kiosk --sign-in risk=high
want_code 0
want_in out "everybody signs in through the channel kiosk"
want_in out "but: sign_in.channel=kiosk, sign_in.risk=high"
active=$(($(grep -c ",true,20" people.csv) - 1)) # but for the emergency account
grep -q "refused  *$active  " out || fail "not everybody active is refused at high risk"
run audit policy.yaml --population people.csv --sign-in rsk=high
want_code 2
want_in err 'did you mean `risk`?'
run audit policy.yaml --population people.csv --sign-in risk=hgh
want_code 2
want_in err 'is no value of `sign_in.risk`'

# An empty cell is unknown where it matters, and nowhere else.
cat >cells.csv <<'END'
id,type,roles,groups,active,created,authenticator,passkey,email,phone,backup_codes,grace_started,skips,reset_at,sso
a,internal,Employee,-,true,-,enrolled,,,,,,,-,false
b,internal,Employee,-,true,-,,,,,,-,0,-,false
c,customer,Customer,-,true,-,not_started,,,,,,,-,false
d,internal,,-,true,-,not_started,false,true,true,0,-,0,-,false
e,internal,Employee,-,,-,enrolled,false,true,true,0,-,0,-,false
END
run audit policy.yaml --population cells.csv --at 2027-02-10 --csv cells
want_code 0
want_lines cells/accounts.csv 6
for line in 'a,.*,second_factor,' 'b,.*,unknown,.*,user.authenticator,' 'c,.*,stage_not_started,' \
  'd,.*,unknown,.*,user.roles,' 'e,.*,unknown,.*,user.active,'; do
  grep -q "^$line" cells/accounts.csv || fail "no line $line: $(cat cells/accounts.csv)"
done
want_in out "Facts that would settle the unknown"

# A synthesis.
run audit "$2/examples/university-2017/policy.yaml" --population "$2/examples/university-2017/population.yaml" --at 2017-10-01
want_code 0
want_in out "25,000 accounts"

# --fail-on
run audit policy.yaml --population people.csv --at 2027-02-10 --fail-on no_stage,unknown --quiet
want_code 0
run audit policy.yaml --population people.csv --at 2027-02-10 --fail-on no_stage,excluded --quiet
want_code 1
run audit policy.yaml --population people.csv --fail-on nostage
want_code 2
want_in err 'did you mean `no_stage`?'

# Signatures: the bytes of each file, by openssl.
openssl genpkey -algorithm ed25519 -out key.pem 2>/dev/null
openssl pkey -in key.pem -pubout -out public.pem
run audit policy.yaml --population people.csv --at 2027-02-10 --quiet --sign-key key.pem \
  --json signed.json --csv signed --html signed.html
want_code 0
want_empty err
cmp -s signed.json audit.json || fail "signing changes the file"
signed=0
for file in signed.json signed.html signed/*.csv; do
  openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in "$file" -sigfile "$file.sig" >verdict 2>&1 ||
    fail "openssl does not verify $file: $(cat verdict)"
  signed=$((signed + 1))
done
[ "$signed" = 8 ] || fail "$signed files are signed"
[ "$(ls signed | wc -l)" = 12 ] || fail "the folder holds $(ls signed)"
echo >>signed.json
openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in signed.json -sigfile signed.json.sig >/dev/null 2>&1 &&
  fail "a changed file is verified"
openssl genpkey -algorithm ed25519 -aes-128-cbc -pass pass:x -out locked.pem 2>/dev/null
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.pem 2>/dev/null
refuse() { # refuse KEY WORDS
  run audit policy.yaml --population people.csv --json refused.json --sign-key "$1" </dev/null
  want_code 3
  want_in err "$2"
  [ -e refused.json ] && fail "$command: writes without a signature"
  # No line of the key may come out.
  [ -f "$1" ] && grep -qF -e "$(sed -n 2p "$1")" out err && fail "$command: prints the key"
}
refuse locked.pem "locked.pem: the key is locked by a passphrase"
refuse rsa.pem "rsa.pem: the key is not of Ed25519"
refuse public.pem "public.pem: it is a public key"
refuse people.csv "people.csv: it is no private key in PEM"
refuse missing.pem "missing.pem"
refuse signed "signed"
run audit policy.yaml --population people.csv --json - --sign-key key.pem
want_code 2
want_in err "--sign-key signs files"

# What changed since another policy: partners begin two weeks later now.
sed 's/^revision: .*/revision: 2/; s/who: {type: partner},  start: 2027-02-01/who: {type: partner},  start: 2027-02-15/' \
  policy.yaml >later.yaml
run audit later.yaml --population people.csv --at 2027-02-10 --since policy.yaml --json since.json --csv since \
  --html since.html --sign-key key.pem
want_code 0
want_empty err
if [ "${GATECAST_UPDATE_GOLDEN:-}" = 1 ]; then sed -n '/^Since/,$p' out >"$expected/since.txt"; fi
sed -n '/^Since/,$p' out >since.txt
cmp -s since.txt "$expected/since.txt" ||
  fail "audit --since says something else: $(diff "$expected/since.txt" since.txt | head -5)"
want_in since.html '<section id="since">'
for file in since.json since.html since/since.csv since/since_dates.csv since/since_sign_ins.csv; do
  openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in "$file" -sigfile "$file.sig" >verdict 2>&1 ||
    fail "openssl does not verify $file: $(cat verdict)"
done
# Against two audits, and against diff.
run audit policy.yaml --population people.csv --at 2027-02-10 --quiet --csv then
run audit later.yaml --population people.csv --at 2027-02-10 --quiet --csv now
want_code 0
for day in then now; do cut -d, -f1,4 $day/accounts.csv | sort >$day.txt; done
join -t, then.txt now.txt | awk -F, '$2 != $3' | sort >expected_moves
tail -n +2 since/since.csv | cut -d, -f1-3 | sort >moves
cmp -s expected_moves moves || fail "who moved is not what two audits say: $(diff expected_moves moves | head -5)"
[ -s moves ] || fail "nobody moved"
run diff policy.yaml later.yaml --format json
cat >since.js <<'END_OF_SCRIPT'
const fs = require('fs');
const read = name => JSON.parse(fs.readFileSync(name, 'utf8'));
const {since, summary} = read('since.json');
const diff = read('out');
const say = (what, ok) => { if (!ok) console.log(what); };
say('classes', since.difference.classes.length > 0 && JSON.stringify(since.difference.classes.map(c => [c.change, c.where])) ===
  JSON.stringify(diff.classes.map(c => [c.change, c.where])));
say('moved', since.moved === since.moves.reduce((sum, move) => sum + move.accounts.length, 0));
for (const category in summary) {
  const gained = since.moves.filter(m => m.to === category).reduce((sum, m) => sum + m.count, 0);
  const lost = since.moves.filter(m => m.from === category).reduce((sum, m) => sum + m.count, 0);
  say(category, summary[category] - since.summary[category] === gained - lost);
}
say('revision', since.revision === 3 && since.policy === 'acme-portal' && /^[0-9a-f]{64}$/.test(since.policy_digest));
say('from', since.people.changes[0].from === '2027-02-10T17:00:00Z' && since.people.changes[0].until === '2027-02-15T05:00:00Z');
END_OF_SCRIPT
node since.js >differences
want_empty differences
# Nothing changed; and without --since there is no word of it.
run audit policy.yaml --population people.csv --at 2027-02-10 --since policy.yaml
want_code 0
want_in out 'In another category: 0 accounts'
want_in out 'no sign-in gets another answer'
grep -q since audit.json && fail "an audit by itself speaks of another policy"
# The sign-in is that of both policies; each knows its channels.
run audit later.yaml --population people.csv --at 2027-02-10 --since policy.yaml --sign-in risk=high
want_code 0
want_in out 'In another category: 0 accounts' # everybody is refused by both
sed 's/^channels: .*//' policy.yaml >channels.yaml
run audit policy.yaml --population people.csv --since channels.yaml --sign-in channel=kiosk
want_code 2
want_in err 'no channel `kiosk`'
want_in err '(channels.yaml)'
run audit policy.yaml --population people.csv --since missing.yaml
want_code 3
run audit policy.yaml --population people.csv --since "$portal/broken.yaml"
want_code 1
want_in err 'broken.yaml:'
run audit - --population people.csv --since - <policy.yaml
want_code 2
run audit policy.yaml --population people.csv --sinc later.yaml
want_code 2
want_in err 'did you mean `--since`?'
# A role that the other policy did not have leaves open what its accounts were.
sed 's/^  Partner User: {type: partner}/&\n  Auditor: {type: partner}/' policy.yaml >auditor.yaml
sed '/^p-/s/Partner User/Auditor/' people.csv >auditors.csv
run audit auditor.yaml --population auditors.csv --at 2027-02-10 --since policy.yaml --quiet --csv auditors
want_code 0
[ "$(cut -d, -f2 auditors/since.csv | grep -c unknown)" -gt 5 ] || fail "accounts of a new role are not unknown before"

# Wrong words and inputs.
run audit policy.yaml
want_code 2
want_in err "for whom?"
run audit policy.yaml --populaton people.csv
want_code 2
want_in err 'did you mean `--population`?'
run audit policy.yaml --population people.csv --at tomorrow
want_code 2
want_in err '`tomorrow`'
run audit policy.yaml --population people.csv --threads many
want_code 2
run audit policy.yaml --population people.csv --html people.csv
want_code 2
want_in err "named twice"
run audit "$portal/broken.yaml" --population people.csv
want_code 1
want_in err "broken.yaml:"
sed '2s/Administrator/Administrater/' people.csv >role.csv
run audit policy.yaml --population role.csv
want_code 1
want_in err "role.csv:2:"
want_in err 'did you mean `Administrator`?'
run audit policy.yaml --population missing.csv
want_code 3
run audit policy.yaml --population people.csv --json nowhere/audit.json
want_code 3
want_in err 'cannot write `nowhere/audit.json`'
code=0; command="gatecast audit on a full disk"
"$gatecast" audit policy.yaml --population people.csv >/dev/full 2>err || code=$?
want_code 3
finish
