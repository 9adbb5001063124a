# For the scripts of this folder, which source it after `set -u`: runs the binary $1 in a scratch
# folder of its own, and says what came out other than expected. Ends with `finish`.
gatecast=$1
portal=$2/examples/portal
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
failures=0
code=0

fail() {
  failures=$((failures + 1))
  printf 'FAILED: %s\n' "$*"
}

# run ARGUMENT...: leaves `code`, and the files `out` and `err`.
run() {
  command="gatecast $*"
  code=0
  "$gatecast" "$@" >out 2>err || code=$?
}

# Of the last run:
want_code() {
  [ "$code" = "$1" ] && return
  fail "$command: exit code $code, not $1"
  cut -c 1-200 err | head -n 5
}
want_in() { # want_in FILE WORDS
  grep -qF -e "$2" "$1" && return
  fail "$command: \`$2\` is not in its $1:"
  cut -c 1-200 "$1" | head -n 8
}
want_not_in() {
  grep -qF -e "$2" "$1" || return 0
  fail "$command: \`$2\` is in its $1"
}
want_empty() {
  [ -s "$1" ] || return 0
  fail "$command: its $1 is not empty:"
  cut -c 1-200 "$1" | head -n 8
}
want_lines() { # want_lines FILE NUMBER
  [ "$(wc -l <"$1")" -eq "$2" ] || fail "$command: $(wc -l <"$1") lines in its $1, not $2"
}

# 20 MB that are no text, the same each time.
garbage() { head -c 20000000 /dev/zero | openssl enc -aes-128-ctr -K 00 -iv 00 2>/dev/null; }

finish() {
  [ "$failures" -eq 0 ] || echo "$failures failed"
  [ "$failures" -eq 0 ]
  exit
}
