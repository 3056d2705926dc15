#!/usr/bin/env bash
# Builds the Debian packages and tests them. The last line says how many tests passed.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. tests/package/report.sh

usage() {
  cat <<'EOF'
Usage: tests/package/run.sh [PART…]

The parts; without a name, all of them.
  packages   lintian, dependencies and size of the packages
  manual     the man pages are clean
  lifecycle  install, configure, run, upgrade, remove and purge, in a Debian that systemd has
             booted; skipped unless run as root
  foreign    the unit tests for arm64 and armhf, under qemu-user
Everything it makes is under build/. The last line is "N passed, N failed".
EOF
}

folder=$root/build/package-tests
native=$(dpkg --print-architecture)

parts=()
for part; do
  case $part in
    packages | manual | lifecycle | foreign) parts+=("$part") ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
done
((${#parts[@]})) || parts=(packages manual lifecycle foreign)

mkdir -p "$folder"
deploy/install-deps.sh --tests --package --package-tests || exit 1
deploy/fetch-servers.sh || exit 1
if [[ " ${parts[*]} " == *' packages '* || " ${parts[*]} " == *' foreign '* ]]; then
  deploy/package.sh || exit 1
else
  deploy/package.sh "$native" || exit 1
fi
version=$(sed -n 's/^project(odin-agent VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt)

package() {
  echo "build/packages/odin-agent_${version}_$1.deb"
}

test_packages() {
  local arch size
  for arch in amd64 arm64 armhf; do
    size=$(dpkg-deb --field "$(package $arch)" Installed-Size)
    echo "$(package $arch): $(stat -c %s "$(package $arch)") bytes, $size KiB installed"
    check "lintian finds no error and no warning in $arch" \
      lintian --allow-root --fail-on error,warning "$(package $arch)"
    check "takes less than 2 MB on $arch" test "$size" -lt 2000
    check "holds a program for $arch" holds_program_for $arch
    check "holds a program of less than 2 MB on $arch" \
      test "$(stat -c %s "$folder/program")" -lt 2000000
    # Which libraries it needs does not depend on the architecture; that of GCC has other versions.
    check "depends on the same packages on $arch" is \
      "$(dependencies $arch)" "$(dependencies "$native")"
  done
}

dependencies() {
  dpkg-deb --field "$(package "$1")" Depends | sed 's/libgcc-s1 ([^)]*)/libgcc-s1/'
}

# Leaves the program in $folder/program.
holds_program_for() {
  local machine
  case $1 in
    amd64) machine='Advanced Micro Devices X86-64' ;;
    arm64) machine=AArch64 ;;
    armhf) machine=ARM ;;
  esac
  dpkg-deb --fsys-tarfile "$(package "$1")" | tar --extract --to-stdout ./usr/bin/odin-agent \
    >"$folder/program" && readelf --file-header "$folder/program" | grep "Machine: *$machine\$"
}

test_manual() {
  local page
  for page in deploy/man/*; do
    check "man has no warning of $page" is_empty \
      "$(LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings --encoding=UTF-8 --local-file -Tutf8 --ditroff "$page" 2>&1 >/dev/null)"
    check "$page has its name and says what it is" has_name "$page"
  done
}

has_name() {
  lexgrog "$1"
}

# A Debian with what the package needs and what the tests ask it with, but without the package.
make_base() {
  local packages contents
  packages=$(dpkg-deb --field "$(package "$native")" Depends | sed 's/, /,/g; s/ [^,]*//g')
  packages+=,acl,bash-completion,curl,dbus,iproute2,procps,sqlite3,systemd-sysv,zsh
  contents="$(deploy/mirror.sh) $packages" || return 1
  [[ ! -e $folder/base.contents || $(<"$folder/base.contents") != "$contents" ]] || return 0
  rm -rf "$folder/base" "$folder/base.contents"
  echo "Making a Debian to install on"
  mmdebstrap --variant=minbase --include="$packages" \
    "$(deploy/mirror.sh | awk '{ print $3 }')" "$folder/base" "$(deploy/mirror.sh)" \
    >"$folder/mmdebstrap.log" 2>&1 || {
    tail -n 20 "$folder/mmdebstrap.log"
    return 1
  }
  echo "$contents" >"$folder/base.contents"
}

# The same program under a higher version, with another default configuration.
make_upgrade() {
  local tree=$folder/upgrade
  rm -rf "$tree"
  mkdir -p "$folder/packages/upgrade"
  dpkg-deb --raw-extract "$(package "$native")" "$tree"
  sed -i "s/^Version: .*/Version: $version.1/" "$tree/DEBIAN/control"
  echo "# A line of the next version." >>"$tree/etc/odin-agent/config.yaml"
  dpkg-deb --root-owner-group --build "$tree" "$folder/packages/upgrade" >/dev/null
}

# boot NAME: boots the machine, which runs the part NAME of its test and shuts itself down.
boot() {
  local machine=$folder/machine log=$folder/$1.log
  cat >"$machine/etc/systemd/system/lifecycle.service" <<EOF
[Unit]
After=basic.target dbus.service
[Service]
ExecStart=/bin/bash /tests/lifecycle.sh $1
StandardOutput=append:/results.log
StandardError=append:/results.log
EOF
  mkdir -p "$machine/etc/systemd/system/multi-user.target.wants"
  ln -sf ../lifecycle.service "$machine/etc/systemd/system/multi-user.target.wants/"
  : >"$machine/results.log"
  # Without cgroup v2, its own hierarchy for systemd, as Debian 10 had it.
  [[ $(stat --file-system --format %T /sys/fs/cgroup) == cgroup2fs ]] ||
    export UNIFIED_CGROUP_HIERARCHY=0
  timeout --kill-after=10 600 systemd-nspawn --quiet --directory="$machine" --boot --register=no \
    --keep-unit --private-network --link-journal=no --console=pipe \
    --bind-ro="$root/tests/package:/tests" --bind-ro="$root/tests/fixtures:/fixtures" \
    --bind-ro="$folder/packages:/packages" --bind-ro="$root/build/servers:/servers" \
    </dev/null >"$log" 2>&1
  cat "$machine/results.log"
  check "the test came to its end: $1" grep --quiet "^end of $1\$" "$machine/results.log"
  [[ -s $machine/results.log ]] || tail -n 40 "$log"
}

test_lifecycle() {
  ((EUID == 0)) || {
    echo "skipped: the life of the package: needs root, to boot a container"
    return
  }
  rm -rf "$folder/machine" "$folder/packages"
  check "there is a Debian to install on" make_base
  mkdir -p "$folder/packages"
  cp "$(package "$native")" "$folder/packages/"
  "build/package/$native/build/odin-agent" --version >"$folder/packages/version"
  make_upgrade
  cp -a "$folder/base" "$folder/machine"
  echo farm >"$folder/machine/etc/hostname"
  boot first-boot
  boot second-boot
  rm -rf "$folder/machine"
}

# The objects of the package, under tests that are compiled and linked as fast as can be.
build_foreign_tests() {
  local build=build/package/$1/build
  cmake -S "build/package/$1/odin-agent" -B "$build" -DODIN_AGENT_TESTS=ON \
    -DODIN_AGENT_TEST_FLAGS="-O0;-g0;-U_FORTIFY_SOURCE;-fno-lto" &&
    cmake --build "$build" --target unit_tests --parallel "$(nproc)"
}

# not_under_qemu ARCH: the tests that qemu-user cannot run, as patterns for --gtest_filter. qemu-arm
# 7.2 names the page behind the one that raised SIGBUS.
not_under_qemu() {
  [[ $1 != armhf ]] || echo CutIndex.EndsTheReadingAndNotTheProgram:IndexGuard.*
}

emulator() {
  case $1 in
    amd64) echo qemu-x86_64-static ;;
    arm64) echo qemu-aarch64-static ;;
    armhf) echo qemu-arm-static ;;
  esac
}

# run_foreign_test ARCH MODULE: leaves a file with a line for each test of the module.
run_foreign_test() {
  local log=$folder/foreign/$1-$2 status=0
  rm -f "$log.xml"
  timeout 600 "$(emulator "$1")" -L "build/sysroot/$1/root" "build/package/$1/build/tests/$2_test" \
    --gtest_filter="-$(not_under_qemu "$1")" --gtest_output="xml:$log.xml" >"$log.log" 2>&1 || status=$?
  results_of_junit "$log.xml" "$1: $2." >"$log.results" || status=$?
  ((status != 0)) || return 0
  grep -q '^FAILED: ' "$log.results" ||
    echo "FAILED: $1: $2_test ends with status $status" >>"$log.results"
  grep -v '^\[' "$log.log" | tail -n 60 >>"$log.results"
}
export folder
export -f emulator not_under_qemu results_of_junit run_foreign_test

test_foreign() {
  local arch
  rm -rf "$folder/foreign"
  mkdir -p "$folder/foreign"
  for arch in arm64 armhf; do
    [[ $arch != "$native" ]] || continue
    check "the unit tests build for $arch" build_foreign_tests $arch
    # They look for the servers, which run as they are, in the folder that they were built from.
    mkdir -p "build/package/$arch/odin-agent/build"
    ln -sfn "$root/build/servers" "build/package/$arch/odin-agent/build/servers"
    check "the package's program runs on $arch" "$(emulator $arch)" -L "build/sysroot/$arch/root" \
      "build/package/$arch/build/odin-agent" --version
    find "build/package/$arch/build/tests" -maxdepth 1 -name '*_test' -printf "$arch %f\n"
  done >"$folder/foreign/all"
  grep -v '^arm.*_test$' "$folder/foreign/all"
  # The module that takes longest first.
  # shellcheck disable=SC2016  # $0 and $1 are the command's
  sed -n 's/^\(arm[^ ]* [^ ]*\)_test$/\1/p' "$folder/foreign/all" | grep -v ' integration$' | sort -k 2.1,2.1 -k 1 |
    awk '/ collect$/ { print; next } { rest = rest $0 "\n" } END { printf "%s", rest }' |
    xargs --max-lines=1 --max-procs="$(nproc)" bash -c 'run_foreign_test "$0" "$1"'
  cat "$folder"/foreign/*.results
}

run_parts() {
  local part started
  for part in "${parts[@]}"; do
    echo "--- $part"
    started=$SECONDS
    "test_$part" 2>&1
    echo "--- $part: $((SECONDS - started)) s"
  done
}

count_results run_parts
