#!/usr/bin/env bash
# Prints where this machine's apt gets the Debian release from that it runs, as a line for
# sources.list. The release itself, not its updates: what is built against it runs on both.
set -euo pipefail

# shellcheck disable=SC1091
codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
# shellcheck disable=SC2016  # the variables are apt-get's
mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT) $(ORIGIN)' \
  'Created-By: Packages' | awk -v codename="$codename" \
  '$2 == codename && $3 == "main" && $4 == "Debian" { print $1; exit }')
[[ -n $mirror ]] || {
  echo "mirror: apt has no list of Debian $codename: apt-get update" >&2
  exit 1
}
echo "deb $mirror $codename main"
