#!/usr/bin/env bash
# Installs what building odin-agent needs, from Debian's own packages. Does nothing, and asks for no
# password, when all of it is there.
set -euo pipefail

usage() {
  cat <<'EOF'
Usage: deploy/install-deps.sh [--tests] [--clang] [--bench]

Installs the Debian packages that odin-agent is built from, as far as they are missing.
  --tests  also what the tests need
  --clang  also clang, its sanitizers and clang-format
  --bench  also what the benchmarks need
EOF
}

die() {
  echo "install-deps: $*" >&2
  exit 1
}

packages=(
  cmake curl g++ ninja-build pkg-config
  libcli11-dev libcrypt-dev libcurl4-openssl-dev libgnutls28-dev libmicrohttpd-dev libspdlog-dev
  libsqlite3-dev libsqlitecpp-dev libssl-dev libyaml-cpp-dev prometheus-cpp-dev zlib1g-dev
)
while (($#)); do
  case $1 in
    --tests) packages+=(acl libgmock-dev libgtest-dev locales openssl) ;;
    --clang) packages+=(clang clang-format libclang-rt-14-dev) ;;
    --bench) packages+=(binutils libbenchmark-dev openssl python3 sqlite3 valgrind wrk) ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done

command -v apt-get >/dev/null ||
  die "this is not Debian or one of its kin (no apt-get). Install by hand what corresponds to: ${packages[*]}"

installed() {
  dpkg-query --show --showformat='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

missing=()
for package in "${packages[@]}"; do
  installed "$package" || missing+=("$package")
done
((${#missing[@]})) || exit 0

as_root=()
if ((EUID != 0)); then
  command -v sudo >/dev/null || die "needs root or sudo to install: ${missing[*]}"
  as_root=(sudo)
fi
echo "Installing ${missing[*]}" >&2
"${as_root[@]}" apt-get update -qq ||
  die "apt-get could not update its lists: is this machine online?"
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -qq --yes --no-install-recommends "${missing[@]}" ||
  die "apt-get could not install: ${missing[*]}"
