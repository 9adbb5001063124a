#!/bin/sh
# clang-tidy over the given rooms, with the checks of .clang-tidy; every finding is an error. A file
# that passed is not read again before something changes that its findings could come from.
#   sh tests/tidy/clang_tidy.sh BUILD_DIR rules engine
set -eu
cd "$(dirname "$0")/../.."
build=$1
shift
passed="$build/clang_tidy_passed"
commands="$build/compile_commands.json"
mkdir -p "$passed"
[ -f "$commands" ] || { echo "error: no $commands; configure the build first" >&2; exit 3; }
version=$(clang-tidy --version)

# What counts for every file. All headers, not those a file includes: headers change seldom, and
# finding out who includes what would cost more than it saves.
shared=$({ echo "$version"; cat tests/tidy/clang_tidy.sh .clang-tidy
           find rules engine "$@" -name '*.h' | sort -u | xargs sha256sum; } | sha256sum)

# An empty file of this name says that SOURCE passed as it is now, with its compiler's options.
stamp() {
  { echo "$shared"; grep -F -- "-c $PWD/$1\"" "$commands" || true; cat "$1"; } |
    sha256sum | cut -c 1-64
}

total=0
changed=""
for source in $(find "$@" -name '*.cpp' | sort); do
  total=$((total + 1))
  mark="$passed/$(stamp "$source")"
  [ -f "$mark" ] || changed="$changed $mark $source"
done
if [ -z "$changed" ]; then
  echo "clang-tidy: no findings in $* ($total files, unchanged since they last passed)"
  exit 0
fi

# clang-tidy counts on standard error what it left out; its findings go to standard output.
echo "$changed" | xargs -P "$(nproc)" -n 2 sh -c \
  'clang-tidy --quiet -p "$0" "$2" 2>/dev/null && : >"$1"' "$build" ||
  { echo "clang-tidy: findings above" >&2; exit 1; }
echo "clang-tidy: no findings in $* ($total files, $(echo "$changed" | wc -w | awk '{print $1 / 2}') read)"
