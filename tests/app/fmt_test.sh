#!/bin/sh
# `gatecast fmt`: the canonical form on its way in and out, and the digest that is taken of it.
set -u
. "$(dirname "$0")/cli.sh"

cat >messy.yaml <<'END'
revision: 1
policy: "acme"   # ours
time_zone: UTC
extends: everyone-now
integrations: {email: {}}
END
cp messy.yaml before.yaml
run fmt messy.yaml
want_code 0
want_in out "policy: acme  # ours"
[ "$(head -n 1 out)" = "policy: acme  # ours" ] || fail "$command: begins with $(head -n 1 out)"
cmp -s messy.yaml before.yaml || fail "$command: changed its file"
mv out formatted.yaml

run fmt messy.yaml --check
want_code 1
want_empty out
want_in err "messy.yaml: not in the canonical form"
run fmt formatted.yaml --check
want_code 0
want_empty err

ln -s messy.yaml link.yaml
run fmt --write link.yaml
want_code 0
want_empty out
cmp -s messy.yaml formatted.yaml || fail "$command: did not write what it prints"
[ -L link.yaml ] || fail "$command: replaced the link"
[ "$(ls -- *.tmp 2>/dev/null)" = "" ] || fail "$command: left $(ls -- *.tmp)"
command="gatecast fmt - <formatted.yaml"; code=0
"$gatecast" fmt - <formatted.yaml >out 2>err || code=$?
want_code 0
cmp -s out formatted.yaml || fail "$command: is not as it was"

# The digest of a report is that of the merged form, whatever the layout; a changed meaning shows.
"$gatecast" fmt --merged formatted.yaml >whole.yaml
run check --quiet whole.yaml
want_code 0
grep -q extends whole.yaml && fail "the merged form still extends"
cat >people.csv <<'END'
id,type,email
u-1,internal,a@example.com
END
digest() {
  run simulate "$1" --population people.csv --start 2027-01-11 --days 1 --replicates 1 --json -
  want_code 0
  sed -n 's/.*"policy_digest": "\([0-9a-f]*\)".*/\1/p' out
}
wanted=$(sha256sum <whole.yaml | cut -d' ' -f1)
for policy in before.yaml formatted.yaml whole.yaml; do
  [ "$(digest "$policy")" = "$wanted" ] || fail "digest of $policy: $(digest "$policy"), not $wanted"
done
sed 's/everyone-now/internal-every-login/' before.yaml >other.yaml
[ "$(digest other.yaml)" != "$wanted" ] || fail "another meaning has the same digest"

# Nothing is written of what is wrong.
printf 'policy: acme\nrevision: 1\ntime_zone: UTC\nrolls: {}\n' >wrong.yaml
cp wrong.yaml kept.yaml
run fmt --write wrong.yaml
want_code 1
want_in err "unknown-key"
cmp -s wrong.yaml kept.yaml || fail "$command: changed a wrong policy"
printf 'policy: acme\nrevision: 1\ntime_zone: UTC\nsupport:\n  contact:\n    internal: | # desk\n      help\n' >block.yaml
run fmt block.yaml
want_code 1
want_empty out
want_in err "block.yaml:6:17: error: a comment beside"

run fmt missing.yaml
want_code 3
run fmt --write -
want_code 2
run fmt --write --check messy.yaml
want_code 2
run fmt --wirte messy.yaml
want_code 2
want_in err "unknown option"
run fmt
want_code 2
finish
