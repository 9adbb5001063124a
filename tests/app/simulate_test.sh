#!/bin/sh
# `gatecast simulate`: exit codes, files that appear whole or not at all, the same bytes each time.
set -u
. "$(dirname "$0")/cli.sh"
policy=$portal/policy.yaml
sed 40q "$portal/accounts.csv" >people.csv
short="--start 2027-01-04 --days 20 --replicates 20 --seed 7"

# The number of threads changes no byte.
run simulate "$policy" --population people.csv $short --threads 1 --json one.json
want_in out "Forecast of \`acme-portal\`"
want_in out "Gates"
wants=$code
run simulate "$policy" --population people.csv $short --threads 2 --json two.json
want_code "$wants"
cmp one.json two.json || fail "the forecast depends on --threads"
command="gatecast simulate --population - --json -"; code=0
"$gatecast" simulate "$policy" --population - $short --json - <people.csv >out 2>err || code=$?
want_code "$wants"
cmp one.json out || fail "$command: differs from files"

# Exit code 0 where every gate is met, or there is none; 1 where one is missed.
grep -q '"verdict": *"missed"' one.json && [ "$wants" != 1 ] && fail "a missed gate gives $wants"
sed '/^  gates:/,/^[^ ]/{/^  gates:/d;/^   /d;}' "$policy" >no_gates.yaml
run simulate no_gates.yaml --population people.csv $short
want_code 0
sed 's/^  gates:.*/&\n    - {metric: enrolled_share, min: 100%, by: 2027-01-05}/' "$policy" >strict.yaml
run simulate strict.yaml --population people.csv $short
want_code 1
want_in out "missed"

run simulate no_gates.yaml --population people.csv $short --quiet
want_code 0
want_empty out
want_not_in err "simulated"
run simulate no_gates.yaml --population people.csv $short
want_not_in err "simulated" # progress is for terminals
if command -v script >/dev/null; then
  words="$gatecast simulate no_gates.yaml --population people.csv $short"
  script -qec "$words" /dev/null >terminal </dev/null
  grep -qF "simulated 20 of 20" terminal || fail "no progress on a terminal"
  script -qec "$words --quiet" /dev/null >terminal </dev/null
  grep -qF "simulated" terminal && fail "progress on a terminal in spite of --quiet"
fi

# Slips of a finger in the population, with the line.
sed '1s/authenticator/authentictor/' people.csv >header.csv
run simulate "$policy" --population header.csv $short
want_code 1
want_in err "header.csv:1:"
want_in err "did you mean \`authenticator\`?"
sed '5s/Employee/Emploee/' people.csv >role.csv
run simulate "$policy" --population role.csv $short
want_code 1
want_in err "role.csv:5:"
want_in err "did you mean \`Employee\`?"

# The same accounts in other spellings: line ends, a mark of the byte order, quotes, no last line end.
run simulate no_gates.yaml --population people.csv $short
mv out usual
sed 's/$/\r/' people.csv >crlf.csv
{ printf '\357\273\277'; cat people.csv; } >mark.csv
sed 's/[^,]*/"&"/' people.csv >quoted.csv
printf '%s' "$(cat people.csv)" >open.csv
{ cat people.csv; echo; echo; } >blank.csv
for name in crlf mark quoted open blank; do
  run simulate no_gates.yaml --population $name.csv $short
  want_code 0
  cmp usual out || fail "$name.csv: another forecast than people.csv"
done
# What the report calls the population is the digest of the file, of any size.
run simulate no_gates.yaml --population crlf.csv $short --json -
want_in out "\"$(sha256sum <crlf.csv | cut -d' ' -f1)\""
# A cell over two lines: the next row is on the line where an editor has it.
sed '25s/,-,/,"a\nb",/; 30s/Employee/Emploee/' people.csv >lines.csv
run simulate "$policy" --population lines.csv $short
want_code 1
want_in err "lines.csv:31:"

# Inputs that are none.
: >empty
run simulate empty --population people.csv
want_code 1
want_in err "empty:1:1: error:"
run simulate "$policy" --population empty
want_code 1
for input in missing "$portal"; do
  run simulate "$input" --population people.csv
  want_code 3
  want_in err "$input"
  run simulate "$policy" --population "$input"
  want_code 3
  want_in err "$input"
done
garbage >garbage
run simulate "$policy" --population garbage
want_code 1
[ "$(wc -c <err)" -lt 20000 ] || fail "simulate answers garbage with $(wc -c <err) bytes"
run simulate "$policy" --populaton people.csv
want_code 2
want_in err "did you mean \`--population\`?"
run simulate "$policy" --population people.csv --days many
want_code 2
want_in err "\`many\`"

# A full disk; the other files do not appear either.
mkdir outputs
run simulate no_gates.yaml --population people.csv $short --html /dev/full --json outputs/page.json
want_code 3
want_in err "cannot write \`/dev/full\`: No space left on device"
[ -z "$(ls outputs)" ] || fail "$command: left $(ls outputs)"
[ -c /dev/full ] || fail "$command: /dev/full is no device any more"
run simulate no_gates.yaml --population people.csv $short --json nowhere/forecast.json
want_code 3
want_in err "cannot write \`nowhere/forecast.json\`: No such file"
code=0; command="gatecast simulate to a full standard output"
"$gatecast" simulate no_gates.yaml --population people.csv $short >/dev/full 2>err || code=$?
want_code 3
want_in err "cannot write to standard output"

# A symbolic link stays one.
echo old >outputs/real.json
ln -s real.json outputs/link.json
run simulate no_gates.yaml --population people.csv $short --json outputs/link.json
want_code 0
[ -L outputs/link.json ] || fail "$command: the link is gone"
grep -q schema_version outputs/real.json || fail "$command: the linked file is not written"
rm outputs/*

# Ctrl-C: what stood there stays, and nothing else appears. There are far more rollouts than fit
# into the second before it comes.
for signal in INT TERM; do
  echo "from before" >outputs/forecast.json
  code=0; command="gatecast simulate, then SIG$signal"
  timeout --preserve-status -s $signal 1 "$gatecast" simulate "$policy" \
    --population "$portal/accounts.csv" --replicates 5000 --days 400 \
    --json outputs/forecast.json --html outputs/page.html --csv outputs/tables >out 2>err || code=$?
  want_code 3
  want_empty out
  want_in err "interrupted; nothing was written"
  [ "$(ls -A outputs)" = forecast.json ] || fail "$command: left $(ls -A outputs)"
  [ "$(cat outputs/forecast.json)" = "from before" ] || fail "$command: the old file is gone"
done
finish
