#!/bin/sh
# Installs the Debian packages that gatecast needs and that are missing; says which.
#   sh tests/install_packages.sh build    what building and running needs
#   sh tests/install_packages.sh test     that, and what the tests need
set -eu

packages="g++ cmake ninja-build ccache tzdata ca-certificates
  libboost1.81-dev libboost-json1.81-dev libboost-program-options1.81-dev
  libyaml-cpp-dev libfmt-dev libhowardhinnant-date-dev librandom123-dev libssl-dev
  libgraphviz-dev libcadical-dev pkg-config fonts-dejavu-core"
if [ "${1:-build}" = test ]; then
  packages="$packages libgtest-dev libgmock-dev librapidcheck-dev libbenchmark-dev
    libvalijson-dev clang-tidy clang-format chromium-headless-shell"
fi
# Node.js also comes from other sources than Debian's; what counts is that it is there.
command -v node >/dev/null 2>&1 || packages="$packages nodejs"
command -v npm >/dev/null 2>&1 || packages="$packages npm"

missing=""
for package in $packages; do
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing="$missing $package"
done
if [ -z "$missing" ]; then
  echo "packages: all there"
  exit 0
fi

echo "packages: installing$missing"
as_root=""
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null 2>&1 || {
    echo "error: these packages are missing, and installing them needs root or sudo:$missing" >&2
    exit 3
  }
  as_root=sudo
fi
$as_root apt-get update -qq
# shellcheck disable=SC2086  # a list of words on purpose
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
echo "packages: installed"
