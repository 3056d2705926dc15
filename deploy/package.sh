#!/usr/bin/env bash
# Builds the Debian packages.
set -euo pipefail

usage() {
  cat <<'EOF'
Usage: deploy/package.sh [ARCH…]

Builds build/packages/odin-agent_VERSION_ARCH.deb for each architecture named: amd64, arm64 or armhf;
without a name, all three. Installs what it needs for it. The version is that of CMakeLists.txt.
Everything it makes is under build/.
EOF
}

die() {
  echo "package: $*" >&2
  exit 1
}

architectures=()
while (($#)); do
  case $1 in
    amd64 | arm64 | armhf) architectures+=("$1") ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done
((${#architectures[@]})) || architectures=(amd64 arm64 armhf)

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$project"
deploy/install-deps.sh --package

version=$(sed -n 's/^project(odin-agent VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt)
[[ -n $version ]] || die "CMakeLists.txt does not say project(odin-agent VERSION …)"
ODIN_AGENT_REVISION=$(git describe --always --dirty --abbrev=12 --exclude='*') ||
  die "the revision is git's: this is no clone"
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
DEB_BUILD_OPTIONS="parallel=$(nproc) nocheck noddebs"
export ODIN_AGENT_REVISION SOURCE_DATE_EPOCH DEB_BUILD_OPTIONS

# What git tracks, with its times, so that a build after a change is short; and debian/ where
# dpkg-buildpackage wants it.
copy_sources() {
  rm -rf "$1"
  mkdir -p "$1"
  git ls-files -z --cached |
    while IFS= read -r -d '' file; do [[ ! -e $file ]] || printf '%s\0' "$file"; done |
    tar --create --null --files-from=- | tar --extract --directory "$1"
  cp -a "$1/deploy/debian" "$1/debian"
  cp -a "$1"/deploy/odin-agent.{service,sysusers} "$1/debian/"
  sed "s/@VERSION@/$version/; s/@DATE@/$(LC_ALL=C date --utc --rfc-email --date="@$SOURCE_DATE_EPOCH")/" \
    deploy/debian/changelog >"$1/debian/changelog"
}

build() {
  local arch=$1 folder=$project/build/package/$1 log=$project/build/package/$1/build.log
  export ODIN_AGENT_BUILD=$folder/build ODIN_AGENT_SYSROOT=
  mkdir -p "$folder"
  if [[ $arch != "$(dpkg --print-architecture)" ]]; then
    deploy/sysroot.sh "$arch"
    ODIN_AGENT_SYSROOT=$project/build/sysroot/$arch
  fi
  copy_sources "$folder/odin-agent"
  # The build dependencies are those of install-deps.sh or the sysroot, which dpkg cannot know.
  (cd "$folder/odin-agent" && dpkg-buildpackage --build=binary --host-arch "$arch" \
    --no-check-builddeps --no-pre-clean --unsigned-changes) >"$log" 2>&1 || {
    tail -n 40 "$log" >&2
    die "the build for $arch failed; all of it: $log"
  }
  mv "$folder/odin-agent_${version}_$arch.deb" build/packages/
}

mkdir -p build/packages
for arch in "${architectures[@]}"; do
  echo "Building odin-agent $version ($ODIN_AGENT_REVISION) for $arch" >&2
  build "$arch"
  echo "build/packages/odin-agent_${version}_$arch.deb"
done
