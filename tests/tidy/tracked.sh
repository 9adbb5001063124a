# tracked PATTERN...: the files of the project that match, a line each. Sourced by the checks here.
# Without git (a source archive, or a checkout of another user's) it is what the folders hold.
tracked() {
  git ls-files -- "$@" 2>/dev/null && return 0
  for pattern in "$@"; do
    find . -path ./build -prune -o -name node_modules -prune -o -type f -name "$pattern" -print
  done | sed 's|^\./||'
}
