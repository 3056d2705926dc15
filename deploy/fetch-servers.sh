#!/usr/bin/env bash
# Unpacks Debian's Pushgateway, Prometheus, Alertmanager, squid and nginx under build/servers. They
# are not installed: no service starts, nothing outside build/ changes.
set -euo pipefail

usage() {
  cat <<'EOF'
Usage: deploy/fetch-servers.sh [pushgateway] [prometheus] [alertmanager] [squid]
                               [victoria-metrics] [nginx]

Unpacks the servers named (without a name: all but victoria-metrics) from their Debian packages, so
that build/servers/usr/bin holds prometheus-pushgateway, prometheus, promtool,
prometheus-alertmanager and amtool, and usr/sbin squid and nginx. The Alertmanager is to be run from
build/servers. victoria-metrics, with vmagent, is for tests/bench alone.
EOF
}

die() {
  echo "fetch-servers: $*" >&2
  exit 1
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
servers=$root/build/servers

# The package of each server, and what the Pushgateway's web page is made of.
pushgateway_packages=(
  prometheus-pushgateway fonts-glyphicons-halflings libjs-bootstrap4 libjs-jquery
)
prometheus_packages=(prometheus)
alertmanager_packages=(prometheus-alertmanager)
# With the libraries that hardly any other program uses.
squid_packages=(
  squid squid-common squid-langpack libecap3 libltdl7 libmnl0 libnetfilter-conntrack3
  libnfnetlink0
)

wanted=()
(($#)) || set -- pushgateway prometheus alertmanager squid nginx
while (($#)); do
  case $1 in
    pushgateway) wanted+=("${pushgateway_packages[@]}") ;;
    prometheus) wanted+=("${prometheus_packages[@]}") ;;
    alertmanager) wanted+=("${alertmanager_packages[@]}") ;;
    squid) wanted+=("${squid_packages[@]}") ;;
    victoria-metrics | nginx) wanted+=("$1") ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done

missing=()
for package in "${wanted[@]}"; do
  [[ -e $servers/.unpacked/$package ]] || missing+=("$package")
done
((${#missing[@]})) || exit 0

command -v apt-get >/dev/null || die "this is not Debian or one of its kin (no apt-get)"

mkdir -p "$servers/.unpacked"
folder=$(mktemp -d "$servers/.download-XXXXXX")
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# As root, apt would hand the download to a user who cannot write here, and warn of it.
sandbox=()
((EUID != 0)) || sandbox=(-o APT::Sandbox::User=root)
download() {
  apt-get "${sandbox[@]}" download -qq "${missing[@]}"
}
# A fresh machine has no package lists, an idle one has lists of versions that are gone.
if ! download 2>/dev/null; then
  as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "needs root or sudo to run apt-get update"
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -qq ||
    die "apt-get could not update its lists: is this machine online?"
  download || die "could not download: ${missing[*]}"
fi
# Debian's Alertmanager has the folder of its templates built in, and does not start without them. In
# our copy that path, of the same length, becomes a relative one: it is to be run from $servers.
relocate_alertmanager() {
  LC_ALL=C sed -i 's|/usr/share/prometheus/alertmanager|usr/share/prometheus/alertmanager/|g' \
    "$servers/usr/bin/prometheus-alertmanager"
}
for package in "${missing[@]}"; do
  dpkg-deb --extract "$package"_*.deb "$servers"
  [[ $package != prometheus-alertmanager ]] || relocate_alertmanager
  touch "$servers/.unpacked/$package"
done
