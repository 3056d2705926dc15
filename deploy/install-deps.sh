#!/usr/bin/env bash
# Installs what building odin-agent needs, from Debian's own packages. Does nothing, and asks for no
# password, when all of it is there.
set -euo pipefail

usage() {
  cat <<'EOF'
Usage: deploy/install-deps.sh [--tests] [--clang] [--lint] [--bench] [--package]
                              [--package-tests] [--print]

Installs the Debian packages that odin-agent is built from, as far as they are missing.
  --tests          also what the tests need
  --clang          also clang, its sanitizers, clang-format and clang-tidy
  --lint           also what .ci/run looks at scripts with
  --bench          also what the benchmarks need
  --package        also what deploy/package.sh needs, for every architecture
  --package-tests  also what tests/package/run.sh needs
  --print          only print their names
EOF
}

die() {
  echo "install-deps: $*" >&2
  exit 1
}

packages=(
  cmake curl g++ ninja-build pkg-config
  libcli11-dev libcrypt-dev libcurl4-openssl-dev libgnutls28-dev libmicrohttpd-dev libre2-dev
  libspdlog-dev libsqlite3-dev libsqlitecpp-dev libssl-dev libyaml-cpp-dev nlohmann-json3-dev
  prometheus-cpp-dev zlib1g-dev
)

# The compilers for the other architectures that there are packages for.
cross_compilers() {
  local arch gnu_type
  for arch in amd64 arm64 armhf; do
    [[ $arch != "$(dpkg --print-architecture)" ]] || continue
    case $arch in
      amd64) gnu_type=x86-64-linux-gnu ;;
      arm64) gnu_type=aarch64-linux-gnu ;;
      armhf) gnu_type=arm-linux-gnueabihf ;;
    esac
    echo "g++-$gnu_type"
  done
}

only_print=false
while (($#)); do
  case $1 in
    --tests) packages+=(acl libgmock-dev libgtest-dev locales openssl python3) ;;
    --clang) packages+=(clang clang-format clang-tidy libclang-rt-14-dev) ;;
    --lint) packages+=(flake8 shellcheck) ;;
    --bench) packages+=(binutils libbenchmark-dev libgmock-dev libgtest-dev openssl python3 sqlite3 valgrind wrk) ;;
    --package)
      # shellcheck disable=SC2207  # names without spaces
      packages+=(debhelper dpkg-dev git lintian mmdebstrap $(cross_compilers))
      ;;
    --package-tests) packages+=(man-db qemu-user-static systemd-container) ;;
    --print) only_print=true ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done

command -v apt-get >/dev/null ||
  die "this is not Debian or one of its kin (no apt-get). Install by hand what corresponds to: ${packages[*]}"

if $only_print; then
  printf '%s\n' "${packages[@]}"
  exit 0
fi

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
