#!/bin/sh
# What holds for every verb: help, version, slips of a finger.
set -u
. "$(dirname "$0")/cli.sh"

run
want_code 2
want_empty out
want_in err "Verbs:"
want_in err "gatecast check policy.yaml"

for word in --help -h help; do
  run $word
  want_code 0
  want_empty err
  want_in out "Verbs:"
  want_in out "Examples:"
done
run --version
want_code 0
want_in out "gatecast 0."

for verb in check decide explain simulate; do
  for words in "$verb --help" "$verb -h" "help $verb"; do
    run $words
    want_code 0
    want_empty err
    want_in out "Usage: gatecast $verb"
    want_in out "Examples:"
    want_in out "Exit code:"
  done
  run $verb --version
  want_code 0
  want_in out "gatecast 0."
  run $verb
  want_code 2
  want_in err "gatecast $verb --help"
  run $verb --bogus-option policy.yaml
  want_code 2
  want_empty out
  want_in err "\`--bogus-option\`"
done

run simulat
want_code 2
want_empty out
want_in err "did you mean \`simulate\`?"
run --vresion
want_code 2
want_in err "unknown option \`--vresion\`"

# The words of help are data too.
code=0; command="gatecast --help on a full disk"
"$gatecast" --help >/dev/full 2>err || code=$?
want_code 3
want_in err "cannot write"
# A schema is JSON, and whole.
run schema
want_code 0
want_empty err
want_in out '"title": "gatecast policy"'
[ "$(tail -n 1 out)" = "}" ] || fail "$command: ends with $(tail -n 1 out)"
cp out policy.schema.json
run schema policy
cmp -s out policy.schema.json || fail "$command: another schema than without a word"
for of in behavior population; do
  run schema $of
  want_code 0
  want_empty err
  want_in out "\"title\": \"gatecast $of\""
  [ "$(tail -n 1 out)" = "}" ] || fail "$command: ends with $(tail -n 1 out)"
done
run schema behaviour
want_code 2
want_empty out
want_in err "did you mean \`behavior\`?"
run schema policy behavior
want_code 2
want_empty out
finish
