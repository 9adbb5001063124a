#!/bin/sh
# Every C++ file is as clang-format with .clang-format leaves it. 77: clang-format is not here.
set -eu
cd "${1:-.}"
. tests/tidy/tracked.sh

command -v clang-format >/dev/null 2>&1 || { echo "skipped: no clang-format here"; exit 77; }
tracked '*.cpp' '*.h' | xargs clang-format --dry-run -Werror
