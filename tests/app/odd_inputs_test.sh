#!/bin/sh
# What is no policy, no facts or no file at all, and outputs that cannot be written, for each verb:
# a clear message, the right exit code, and an end.
set -u
. "$(dirname "$0")/cli.sh"
gatecast_itself=$gatecast
# An input without end must not be read without end.
limited() { timeout 60 "$gatecast_itself" "$@"; }
gatecast=limited
policy=$portal/policy.yaml
tr -d '\n' <"$portal/facts.json" >facts

: >empty
printf 'policy: a\000b\n' >nul
printf 'policy: a\377b\n' >latin
printf 'policy: a\nrevision: \300\257\n' >overlong
garbage >garbage
truncate -s 200M large

# Into a pipe of its own, so that none gets what was meant for the one before.
feed() {
  rm -f pipe
  mkfifo pipe
  (exec yes 'a: 1' >pipe 2>/dev/null) &
  feeder=$!
}
stop_feeding() {
  kill "$feeder" 2>/dev/null
  wait "$feeder" 2>/dev/null
}

# each_policy FILE CODE WORDS...: every verb that reads a policy.
each_policy() {
  file=$1; wanted=$2; words=$3
  for verb in check fmt verify graph; do
    if [ "$file" = pipe ]; then feed; fi
    run $verb "$file"
    if [ "$file" = pipe ]; then stop_feeding; fi
    want_code "$wanted"
    want_in err "$words"
    want_empty out
  done
  if [ "$file" = pipe ]; then feed; fi
  run decide "$file" --facts facts
  if [ "$file" = pipe ]; then stop_feeding; fi
  want_code "$wanted"
  want_in err "$words"
  want_empty out
}
each_policy empty 1 "empty:1:1: error: the file is empty [empty-file]"
each_policy nul 1 "nul:1:10: error: the control character 0x00 is not allowed [bad-text]"
each_policy latin 1 "latin:1:10: error: the text is not UTF-8 here [bad-text]"
each_policy overlong 1 "overlong:2:11: error: the text is not UTF-8 here [bad-text]"
each_policy garbage 1 "[bad-text]"
each_policy "$portal" 3 "cannot read \`$portal\`: Is a directory"
each_policy missing 3 "cannot open \`missing\`: No such file"
each_policy large 3 "\`large\` has 209715200 bytes, more than the 33554432 that are read"
each_policy /dev/zero 3 "\`/dev/zero\` has more than the 33554432 bytes that are read"
each_policy pipe 3 "\`pipe\` has more than the 33554432 bytes that are read"
if [ "$(id -u)" != 0 ]; then
  cp "$policy" secret.yaml
  chmod 0 secret.yaml
  each_policy secret.yaml 3 "cannot open \`secret.yaml\`: Permission denied"
fi

# A pipe that ends is a file as any other.
cat "$policy" >pipe &
run check pipe
want_code 0
cat facts >pipe &
run decide "$policy" --facts pipe
want_code 0
want_lines out 1
code=0; command="gatecast check - without standard input"
limited check - <&- >out 2>err || code=$?
want_code 3
want_in err "cannot read \`<stdin>\`"

# Facts.
run decide "$policy" --facts nul
want_code 3
want_in err "nul:1: error: not JSON"
sed 's/p-1042/p-\xff/' facts >latin
run decide "$policy" --facts latin
want_code 3
want_in err "latin:1: error: not JSON"
for endless in /dev/zero large; do
  run decide "$policy" --facts $endless
  want_code 3
  want_in err "$endless:1: error: a sign-in of more than 1000000 bytes; nothing more is read"
  want_lines out 1
done
# An object over several lines, and lines, have the same end.
{ echo '{'; yes '  "a": 1,' | head -n 200000; } >long
run decide "$policy" --facts long
want_code 3
want_in err "error: a sign-in of more than 1000000 bytes"
want_lines out 1
{ cat facts; echo; head -c 1000001 /dev/zero | tr '\0' ' '; echo; cat facts; } >long
run decide "$policy" --facts long
want_code 3
want_in err "long:2: error: a sign-in of more than 1000000 bytes"
want_lines out 2
# The longest line that is read.
{ cat facts; head -c $((1000000 - $(wc -c <facts))) /dev/zero | tr '\0' ' '; echo; cat facts; } >long
run decide "$policy" --facts long
want_code 0
want_lines out 2
# The first of several lines may be no whole object.
{ echo '{"now": '; cat facts; echo; cat facts; } >long
run decide "$policy" --facts long
want_code 3
want_lines out 3
want_in err "long:1: error: not JSON"
run graph "$policy" --facts large
want_code 3
want_in err "\`large\` has 209715200 bytes"

# Accounts are read as they come: a file of any size, but a row of a size.
for verb in simulate audit; do
  for endless in /dev/zero large; do
    run $verb "$policy" --population $endless
    want_code 1
    want_in err "$endless:1:1: error: a row of more than 32 MB [bad-csv]"
  done
  run $verb "$policy" --population nul
  want_code 1
  want_in err "nul:1:1: error: the header has no column \`id\` [missing-column]"
  run $verb "$policy" --population "$portal"
  want_code 3
  want_in err "cannot read \`$portal\`: Is a directory"
  sed '3s/,/,"/' "$portal/accounts.csv" >open.csv
  run $verb "$policy" --population open.csv
  want_code 1
  want_in err "open.csv:3:8: error: this quote is never closed [bad-csv]"
done

# Outputs.
cat >assertions.yaml <<'END'
policy: acme
revision: 1
time_zone: UTC
two_factor: {enabled: true, methods: [authenticator]}
assertions:
  - {name: a way in, always: way_in}
END
full() { # full ARGUMENT...
  command="gatecast $* >/dev/full"; code=0
  limited "$@" >/dev/full 2>err || code=$?
  want_code 3
  want_in err "cannot write"
}
full check "$policy" --format json
full check "$policy" --format sarif
full fmt "$policy"
full fmt --merged "$policy"
full schema
full schema behavior
full behavior explain
full behavior explain --format json
full verify assertions.yaml
full verify "$policy" --holes --format json
full decide "$policy" --facts facts
full decide "$policy" --facts facts --explain
full graph "$policy"
full explain --list
run graph "$policy" -o /dev/full
want_code 3
want_in err "cannot write"
# Where messages cannot be written, the exit code says it.
for wanted in "1 check $portal/broken.yaml" "3 check missing" "2 chekc" "3 decide $policy --facts nul"; do
  code=0; command="gatecast ${wanted#* } 2>/dev/full"
  # shellcheck disable=SC2086  # words on purpose
  limited ${wanted#* } >out 2>/dev/full || code=$?
  want_code "${wanted%% *}"
done
finish
