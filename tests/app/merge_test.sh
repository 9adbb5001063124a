#!/bin/sh
# Any cut of the work: parts that are simulated apart and merged, runs that are killed and go on,
# and runs that stop when they know enough. The same bytes each time, and a clear word otherwise.
set -u
. "$(dirname "$0")/cli.sh"
policy=$portal/policy.yaml
sed 40q "$portal/accounts.csv" >people.csv
plan="$policy --population people.csv --start 2027-01-04 --days 20 --seed 7"

# outputs FOLDER: of the last run, whose files are there, its text and exit code too.
outputs() {
  cp out "$1/text"
  echo "$code" >"$1/code"
}
same_outputs() { # same_outputs A B
  diff -r "$1" "$2" >difference && return
  fail "$command: \`$2\` is not \`$1\`:"
  cut -c 1-200 difference | head -n 5
}

# 1 x 200.
mkdir one ten seven
run simulate $plan --replicates 200 --json one/f.json --csv one/csv --html one/f.html
want_in out "200 replicates"
[ "$code" -le 1 ] || want_code "0 or 1"
outputs one

# 10 x 20, each with another number of threads.
for first in 0 20 40 60 80 100 120 140 160 180; do
  run simulate $plan --replicates 200 --replicates-range $first:$((first + 20)) \
    --part ten-$first.part --threads $((first / 20 + 1))
  want_code 0
  want_empty out
done
run merge ten-*.part --json ten/f.json --csv ten/csv --html ten/f.html
outputs ten
same_outputs one ten

# Seven uneven ones, in any order; one by way of standard output and input.
for range in 0:1 1:30 30:33 33:100 100:101 101:150 150:200; do
  run simulate $plan --replicates 200 --replicates-range $range --part - --quiet
  want_code 0
  want_empty err
  cp out "seven-$range.part"
done
order="seven-33:100.part seven-0:1.part seven-150:200.part seven-1:30.part seven-101:150.part"
command="gatecast merge $order - seven-30:33.part"; code=0
"$gatecast" merge $order - seven-30:33.part --json seven/f.json --csv seven/csv \
  --html seven/f.html --threads 1 <seven-100:101.part >out 2>err || code=$?
want_empty err
outputs seven
same_outputs one seven
run merge $order seven-30:33.part seven-100:101.part --json - --quiet
cmp out one/f.json || fail "$command: --json - differs from the file"
run merge ten-*.part --quiet
want_code "$(cat one/code)"
want_empty out

# A gate that is met, missed or undecided gives the same exit code.
sed '/^  gates:/,/^[^ ]/{/^  gates:/d;/^   /d;}' "$policy" >no_gates.yaml
other="no_gates.yaml --population people.csv --start 2027-01-04 --days 20 --seed 7"
run simulate $other --replicates 200 --replicates-range 0:200 --part whole.part
run merge whole.part
want_code 0
[ "$(cat one/code)" = 1 ] || fail "the portal's gates are met in 20 days"

# What does not fit.
run merge ten-0.part ten-20.part ten-60.part
want_code 3
want_empty out
want_in err "of 200 replicates the range 40:60, 80:200 is missing"
run merge ten-*.part seven-0:1.part
want_code 3
want_in err "\`seven-0:1.part\` and \`ten-0.part\` both hold the replicates 0:1"
run merge ten-*.part ten-40.part
want_code 3
want_in err "\`ten-40.part\` and \`ten-40.part\` both hold the replicates 40:60"
run simulate $policy --population people.csv --start 2027-01-04 --days 20 --seed 8 \
  --replicates 200 --replicates-range 20:40 --part seed.part --quiet
run merge ten-0.part seed.part
want_code 3
want_in err "\`seed.part\` is a part of another plan than \`ten-0.part\`: its \`seed\` is 8, not 7"
run merge ten-0.part whole.part
want_code 3
want_in err "its \`policy_digest\` is \""
sed 41q "$portal/accounts.csv" >more.csv
run simulate $policy --population more.csv --start 2027-01-04 --days 20 --seed 7 \
  --replicates 200 --replicates-range 20:40 --part people.part --quiet
run merge ten-0.part people.part
want_code 3
want_in err "its \`population_digest\` is \""
run simulate $plan --behavior "$portal/behavior.yaml" --replicates 200 --replicates-range 20:40 \
  --part behavior.part --quiet
want_code 0
run merge ten-0.part behavior.part
want_code 3
want_in err "its \`behavior_digest\` is \""

# What is not whole.
: >empty.part
head -c 300 ten-0.part >short.part
head -c -1 ten-0.part >last.part
{ cat ten-0.part; echo; } >long.part
for file in empty short last; do
  run merge $file.part ten-20.part
  want_code 3
  want_empty out
  want_in err "\`$file.part\` is cut short"
done
run merge long.part
want_code 3
want_in err "\`long.part\` is damaged: it goes on after its end"
# One bit among the counts.
cp ten-0.part bit.part
place=$(($(wc -c <bit.part) - 500))
byte=$(tail -c +$((place + 1)) bit.part | head -c 1 | od -An -tu1 | tr -d ' ')
printf "\\$(printf %03o $((byte ^ 4)))" | dd of=bit.part bs=1 seek=$place conv=notrunc 2>dd.txt
run merge bit.part ten-20.part
want_code 3
want_in err "\`bit.part\` is damaged: its checksum is not that of its bytes"
run merge people.csv
want_code 3
want_in err "\`people.csv\` is no part of a forecast"
sed '1s/1/2/' ten-0.part >newer.part
run merge newer.part
want_code 3
want_in err "\`newer.part\` is a part in a form that this version does not read"
garbage >garbage
truncate -s 6G large # more than may be read of a part
for file in garbage large /dev/zero; do
  code=0; command="gatecast merge $file"
  (ulimit -v 1000000; exec timeout 60 "$gatecast" merge $file >out 2>err) || code=$?
  want_code 3
  want_in err "$file\`"
done
for file in missing.part "$portal"; do
  run merge "$file"
  want_code 3
  want_in err "$file"
done

# Slips of a finger.
run merge
want_code 2
want_in err "which parts?"
run merge ten-*.part --jsn x
want_code 2
want_in err "did you mean \`--json\`?"
run merge ten-0.part --json ten-0.part
want_code 2
want_in err "\`ten-0.part\` is named twice"
wrong() { # wrong WORDS OPTION...
  words=$1; shift
  run simulate $plan "$@"
  want_code 2
  want_empty out
  want_in err "$words"
}
wrong "needs --part FILE" --replicates-range 0:20
wrong "--part needs --replicates-range" --part x.part
wrong "goes beyond --replicates 100" --replicates-range 90:101 --part x.part
for range in 5 5: :5 5:5 6:5 a:b 0:1:2 -1:3; do
  wrong "must be as 0:20" --replicates-range=$range --part x.part
done
wrong "--json does not go with --part" --replicates-range 0:2 --part x.part --json x.json
wrong "--parts does not go with --part" --replicates-range 0:2 --part x.part --parts x
wrong "--until-width does not go with --part" --replicates-range 0:2 --part x.part --until-width 1%
wrong "\`people.csv\` is named twice" --replicates-range 0:2 --part people.csv
wrong "did you mean \`--replicates-range\`?" --replicates-rang 0:2
wrong "not \`p95 of tickets\`" --until-width "p95 of tickets"
wrong "did you mean \`tickets\`?" --until-width "p95 of tikets=3"
[ ! -e x.part ] || fail "a refused command wrote x.part"

# A full disk: no part, and none of the files that were asked for.
run simulate $plan --replicates-range 0:5 --part /dev/full
want_code 3
want_in err "cannot write \`/dev/full\`: No space left on device"
code=0; command="gatecast simulate --part - >/dev/full"
"$gatecast" simulate $plan --replicates-range 0:5 --part - >/dev/full 2>err || code=$?
want_code 3
want_in err "cannot write to standard output"
run merge ten-*.part --json /dev/full --csv full
want_code 3
[ -z "$(ls full)" ] || fail "$command: left $(ls full)"
# A disk with room for 4 KB of each file: the folder of parts stays empty.
code=0; command="gatecast simulate --parts full.parts, 4 KB a file"
(trap '' XFSZ; ulimit -f 8; exec "$gatecast" simulate $plan --replicates 200 --parts full.parts \
  --quiet >/dev/null 2>/dev/null) || code=$?
want_code 3
[ -z "$(ls -A full.parts)" ] || fail "$command: left $(ls -A full.parts)"
run simulate $plan --replicates 2 --parts people.csv
want_code 3
want_in err "people.csv"

# A folder of parts: written as the run goes on, and found again.
mkdir folder again
run simulate $plan --replicates 200 --parts work --json folder/f.json --csv folder/csv \
  --html folder/f.html
outputs folder
same_outputs one folder
want_not_in err "finished before"
parts=$(ls work | wc -l)
[ "$parts" -gt 20 ] || fail "$command: only $parts parts"
run merge work/*.part --json - --quiet
cmp out one/f.json || fail "$command: the folder merged differs"
run simulate $plan --replicates 200 --parts work --json again/f.json --csv again/csv \
  --html again/f.html
outputs again
same_outputs one again
want_in err "200 replicates were finished before, in $parts parts in \`work\`"
# A part lost, a part damaged, and what a killed run was writing.
victims=$(ls work | sed -n '3p;9p')
# shellcheck disable=SC2086  # two names
set -- $victims
rm "work/$1"
head -c 200 "work/$2" >cut && cp cut "work/$2"
echo half >"work/$1.123.tmp"
run simulate $plan --replicates 200 --parts work --json again/f.json
cmp again/f.json one/f.json || fail "$command: differs after a loss"
want_in err "\`work/$2\` is cut short; it is now \`work/$2.damaged\`, and is simulated again"
[ -e "work/$2.damaged" ] || fail "$command: the damaged part is gone"
[ ! -e "work/$1.123.tmp" ] || fail "$command: left what a killed run was writing"
[ "$(ls work/*.part | wc -l)" = "$parts" ] || fail "$command: not all parts are there again"
# More replicates of the same.
run simulate $plan --replicates 230 --json more.json --quiet
run simulate $plan --replicates 230 --parts work --json more_parts.json
want_in err "200 replicates were finished before"
cmp more.json more_parts.json || fail "$command: differs from 230 at once"
run merge work/*.part --json - --quiet
cmp out more.json || fail "$command: differs from 230 at once"
# Another plan.
run simulate $policy --population people.csv --start 2027-01-04 --days 20 --seed 8 --parts work
want_code 3
want_in err "is a part of another plan: its \`seed\` is 7, not 8; take another folder"
echo "no part" >work/notes.part
run simulate $plan --replicates 200 --parts work
want_code 3
want_in err "\`work/notes.part\` is no part of a forecast"

# killed_run: starts a long run on `killed`, kills it without warning once two parts are there.
long="$policy --population $portal/accounts.csv --start 2027-01-04 --days 20 --seed 7"
killed_run() {
  "$gatecast" simulate $long --replicates 60 --parts killed --quiet >out 2>err &
  child=$!
  waited=0
  while [ "$(ls killed 2>/dev/null | grep -c 'part$')" -lt 2 ] && [ $waited -lt 600 ]; do
    sleep 0.1
    waited=$((waited + 1))
  done
}
command="gatecast simulate --parts killed, then kill -9"
killed_run
run simulate $long --replicates 60 --parts killed
want_code 3
want_in err "another run is working in \`killed\`"
kill -9 $child
wait $child 2>/dev/null
[ -s out ] && fail "$command: it was over before it was killed"
there=$(ls killed/*.part | wc -l)
[ "$there" -lt 30 ] || fail "$command: all parts are there"
run merge killed/*.part
want_code 3
want_in err "of 60 replicates the range"
run simulate $long --replicates 60 --parts killed --json killed.json
want_in err "replicates were finished before, in $there parts in \`killed\`"
run simulate $long --replicates 60 --json whole.json --quiet
cmp whole.json killed.json || fail "a killed run goes on to other bytes"
run merge killed/*.part --json - --quiet
cmp out whole.json || fail "$command: differs"
# Asked to stop, it says what is kept.
rm -r killed
killed_run
kill -INT $child
code=0; command="gatecast simulate --parts killed, then SIGINT"
wait $child || code=$?
want_code 3
want_in err "interrupted; what is finished stays in \`killed\`, and the same command goes on"

# As many replicates as it takes: the forecast of just so many.
run simulate $plan --until-width "p50 of tickets=1000" --json enough.json
want_in err "stopped after 100 of at most 6400 replicates"
want_in err "p50 of tickets:"
run simulate $plan --replicates 100 --json hundred.json
cmp enough.json hundred.json || fail "a run that stops after 100 differs from one of 100"
run simulate $plan --until-width "p50 of peak minutes_spent=0" --replicates 200 --threads 2 --json -
want_in err "not known within 200 of at most 200 replicates"
cmp out one/f.json || fail "a run that stops after 200 differs from one of 200"
wrong "\`enrolled_share\` of \`type:internal\` lies outside the simulated days" --until-width 1%
sed '/by: 2027-02-15/d' "$policy" >one_gate.yaml
gated="one_gate.yaml --population people.csv --start 2027-01-04 --days 20 --seed 7"
run simulate $gated --until-width 100% --until-width "p05 of enrolled=1000" --threads 1 \
  --parts until --json enough.json
want_in err "stopped after 100 of"
want_in err "p95 of locked_out_share of all, a gate:"
run simulate $gated --replicates 100 --json hundred.json --quiet
cmp enough.json hundred.json || fail "$command: differs from 100"
run merge until/*.part --json - --quiet
cmp out hundred.json || fail "$command: differs from 100"
grep -q '"replicates": 100' enough.json || fail "the number of replicates is not in the JSON"

# Memory is said before, and refused.
run simulate $plan --replicates 200
want_in err "in memory for 200 replicates of"
run simulate $plan --replicates 200 --quiet
want_empty err
run simulate $policy --population people.csv --days 3660 --replicates 100000
want_code 3
want_empty out
want_in err "that may be kept here: ask for at most"
finish
