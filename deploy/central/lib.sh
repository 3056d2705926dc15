# shellcheck shell=bash
# What set-up.sh, add-site.sh and retire-site.sh share; to be sourced. All of them work on the folder
# that they lie in.
set -euo pipefail
umask 077

centre=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
web_config=$centre/web-config.yml

die() {
  echo "${0##*/}: $*" >&2
  exit 1
}

# setting NAME: its value in .env, where the environment does not have it; nothing when unset.
setting() {
  local value=${!1-}
  [[ -n $value || ! -f $centre/.env ]] || value=$(sed -n "s/^$1=//p" "$centre/.env")
  echo "$value"
}

# One of these scripts at a time: two would overwrite each other's users.
lock() {
  exec 9<"$centre"
  flock 9
}

# replace FILE MODE <CONTENT: readers see the old file or the new, never a part.
replace() {
  local new
  new=$(mktemp "$1.XXXXXX")
  cat >"$new"
  chgrp "$(setting CENTRE_GID)" "$new"
  chmod "$2" "$new"
  mv "$new" "$1"
}

new_password() {
  openssl rand -hex 24
}

# The bcrypt hash of the password on standard input.
hash_password() {
  local agent=${ODIN_AGENT:-odin-agent}
  if command -v "$agent" >/dev/null; then
    "$agent" hash-password
  elif command -v htpasswd >/dev/null; then
    htpasswd -niB -C 10 '' | sed -n 's/^://p'
  elif command -v docker >/dev/null; then
    docker run --rm --interactive "$(setting ODIN_AGENT_IMAGE)" hash-password
  else
    die "needs odin-agent, htpasswd (apache2-utils) or docker to hash a password"
  fi
}

has_user() {
  grep -qF "  \"$1\": " "$web_config"
}

# set_user NAME [HASH]: adds the user or changes the password; without a hash, removes the user.
set_user() {
  {
    grep -vF "  \"$1\": " "$web_config"
    [[ -z ${2-} ]] || printf '  "%s": "%s"\n' "$1" "$2"
  } | replace "$web_config" 640
}

# A site's name is also a user's, a file's and a part of a URL.
check_site() {
  [[ $1 =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] ||
    die "$1: a site's name here is of letters, digits, '.', '_' and '-'"
  [[ $1 != prometheus ]] || die "prometheus is the user who reads the Pushgateway"
  [[ -e $centre/tls/server.pem ]] || die "there is no certificate yet: ./set-up.sh first"
}

alertmanager_api() {
  local url
  url=$(setting ALERTMANAGER_URL)
  curl --silent --show-error --fail --max-time 10 --noproxy '*' \
    "${@:2}" "${url:-http://localhost:9093}/api/v2/$1"
}
