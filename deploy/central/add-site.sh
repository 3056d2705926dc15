#!/usr/bin/env bash
# Lets a farm push: makes its credentials and what to copy to it.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'EOT'
Usage: add-site.sh SITE

Adds the user SITE to web-config.yml, which the Pushgateway notices by itself, and makes farms/SITE:
  config.yaml    the agent's configuration; printed too
  push.password  the password; here only its hash is kept
  centre-ca.pem  the CA to trust
Copy them into /etc/odin-agent at the farm, then remove the folder. For a site that there is already,
the password is replaced, and the old one refused from then on.
EOT
}

case ${1-} in
  -h | --help) usage && exit ;;
esac
(($# == 1)) || { usage >&2 && exit 2; }
site=$1
check_site "$site"
lock

push_url=$(setting PUSH_URL)
[[ -n $push_url ]] || die ".env has no PUSH_URL"

# A retired site that comes back must not stay silenced.
retired=$centre/retired/$site
if [[ -e $retired ]]; then
  alertmanager_api "silence/$(<"$retired")" --request DELETE >/dev/null ||
    die "$site was retired; its silence $(<"$retired") must be expired first, and Alertmanager does not answer"
  rm "$retired"
fi

farm=$centre/farms/$site
mkdir -p "$farm"
password=$(new_password)
hash=$(hash_password <<<"$password")
echo "$password" >"$farm/push.password"
cp "$centre/tls/ca.pem" "$farm/centre-ca.pem"
cat >"$farm/config.yaml" <<EOT
# /etc/odin-agent/config.yaml; push.password and centre-ca.pem lie beside it.
site: "$site"
source:
  database: {path: /srv/odin/odin-data/odin.db}
pushgateways:
  - url: $push_url
    basic_auth: {username: "$site", password_file: push.password}
    tls_config: {ca_file: centre-ca.pem}
EOT
set_user "$site" "$hash"

cat "$farm/config.yaml"
cat >&2 <<EOT

Copy $farm into /etc/odin-agent at the farm, adapt the database's path, then there:
  odin-agent check
EOT
