#!/usr/bin/env bash
# Unpacks what cross-building odin-agent needs under build/sysroot/ARCH. Nothing is installed: -dev
# packages of another architecture would push out the native ones.
set -euo pipefail

usage() {
  cat <<'EOF'
Usage: deploy/sysroot.sh ARCH

Makes, from Debian's packages, as this machine's apt finds them,
  build/sysroot/ARCH/root             the libraries and headers of architecture ARCH (arm64, armhf…)
  build/sysroot/ARCH/dpkg             what dpkg-shlibdeps must know of them
  build/sysroot/ARCH/toolchain.cmake  for CMAKE_TOOLCHAIN_FILE
Does nothing when they are there.
EOF
}

die() {
  echo "sysroot: $*" >&2
  exit 1
}

case ${1-} in
  -h | --help) usage && exit ;;
  '' | -*) usage >&2 && exit 2 ;;
esac
arch=$1
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$project/build/sysroot/$arch
# It warns that the compiler is for another architecture.
host() {
  dpkg-architecture --host-arch "$arch" --query "$1" 2>/dev/null
}
gnu_type=$(host DEB_HOST_GNU_TYPE) || die "dpkg knows no architecture $arch"
gnu_cpu=$(host DEB_HOST_GNU_CPU)
[[ $gnu_cpu != arm ]] || gnu_cpu=armv7l

# The C library and the C++ library of the cross compiler come first; the rest is what the native
# build needs, for tests too.
gcc_version=$("$gnu_type-g++" -dumpversion) || die "no compiler: deploy/install-deps.sh --package"
mapfile -t packages < <(
  echo libc6-dev
  echo "libstdc++-${gcc_version%%.*}-dev"
  "$project/deploy/install-deps.sh" --tests --print | grep -e '-dev$'
)
contents="$folder ${packages[*]}"
[[ ! -e $folder/contents || $(<"$folder/contents") != "$contents" ]] || exit 0

source=$("$project/deploy/mirror.sh")
rm -rf "$folder"
mkdir -p "$folder/debs"
log=$folder/mmdebstrap.log
echo "Unpacking ${#packages[@]} packages and what they need for $arch: $source" >&2
# Keeps the archives: what dpkg would know of them is made from them below.
# shellcheck disable=SC2016  # $1 is the hook's
mmdebstrap --variant=extract --architectures="$arch" \
  --include="$(IFS=, && echo "${packages[*]}")" \
  --extract-hook='cp "$1"/var/cache/apt/archives/*.deb "$1/../debs/"' \
  "$(awk '{ print $3 }' <<<"$source")" "$folder/root" "$source" >"$log" 2>&1 || {
  tail -n 20 "$log" >&2
  die "mmdebstrap failed"
}

# A link to /lib/… would lead out of the sysroot.
cd "$folder/root"
find . -path ./dev -prune -o -type l -lname '/*' -print0 | while IFS= read -r -d '' link; do
  ln -snfr ".$(readlink "$link")" "$link"
done

# dpkg-shlibdeps asks which package a library belongs to and which version each symbol needs.
mkdir -p "$folder/dpkg/info" "$folder/dpkg/updates"
: >"$folder/dpkg/status"
for deb in "$folder"/debs/*.deb; do
  control=$(mktemp -d "$folder/control-XXXXXX")
  dpkg-deb --control "$deb" "$control"
  name=$(dpkg-deb --field "$deb" Package)
  if [[ -e $control/shlibs || -e $control/symbols ]]; then
    [[ $(dpkg-deb --field "$deb" Multi-Arch) != same ]] || name+=:$arch
    for file in shlibs symbols; do
      [[ ! -e $control/$file ]] || cp "$control/$file" "$folder/dpkg/info/$name.$file"
    done
    dpkg-deb --fsys-tarfile "$deb" | tar --list |
      sed -n "s|^\./\(.*[^/]\)\$|$folder/root/\1|p" >"$folder/dpkg/info/$name.list"
    {
      cat "$control/control"
      printf 'Status: install ok installed\n\n'
    } >>"$folder/dpkg/status"
  fi
  rm -rf "$control"
done
rm -rf "$folder/debs"
echo 1 >"$folder/dpkg/info/format"

cat >"$folder/toolchain.cmake" <<EOF
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR $gnu_cpu)
set(CMAKE_LIBRARY_ARCHITECTURE $gnu_type)
set(CMAKE_C_COMPILER $gnu_type-gcc)
set(CMAKE_CXX_COMPILER $gnu_type-g++)
# GCC tells of each argument that GCC 6 passed in another way on 32-bit ARM.
set(CMAKE_CXX_FLAGS_INIT -Wno-psabi)
set(CMAKE_SYSROOT $folder/root)
set(CMAKE_FIND_ROOT_PATH $folder/root)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_SYSROOT_DIR} $folder/root)
set(ENV{PKG_CONFIG_LIBDIR} $folder/root/usr/lib/$gnu_type/pkgconfig:$folder/root/usr/share/pkgconfig)
EOF
echo "$contents" >"$folder/contents"
