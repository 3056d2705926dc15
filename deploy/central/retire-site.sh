#!/usr/bin/env bash
# Ends a farm: it may push no more, is gone from the centre, and nobody is told that it is missing.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'EOT'
Usage: retire-site.sh SITE

Removes the user SITE from web-config.yml, silences the site's alerts for eight days (by then
OdinSiteVanished has forgotten it) and deletes its group at the Pushgateway. What Prometheus has
recorded stays. add-site.sh takes it back.
EOT
}

case ${1-} in
  -h | --help) usage && exit ;;
esac
(($# == 1)) || { usage >&2 && exit 2; }
site=$1
check_site "$site"
lock

set_user "$site"

silence() {
  alertmanager_api silences --header 'Content-Type: application/json' --data @- <<EOT
{"matchers": [{"name": "site", "value": "$site", "isRegex": false}],
 "startsAt": "$(date --utc +%FT%TZ)", "endsAt": "$(date --utc --date '8 days' +%FT%TZ)",
 "createdBy": "retire-site.sh", "comment": "$site was retired"}
EOT
}
reply=$(silence) || die "$site may push no more, but Alertmanager did not take a silence: run this again"
mkdir -p "$centre/retired"
sed -n 's/.*"silenceID":"\([^"]*\)".*/\1/p' <<<"$reply" >"$centre/retired/$site"

gateway=$(setting PUSHGATEWAY_URL)
curl --silent --show-error --fail --max-time 10 --noproxy '*' --cacert "$centre/tls/ca.pem" \
  --config - --request DELETE "${gateway:-https://localhost:9091}/metrics/job/odin/site/$site" \
  <<<"user = \"prometheus:$(<"$centre/secrets/prometheus.password")\"" ||
  die "$site is silenced and may push no more, but its group could not be deleted: run this again"
rm -rf "$centre/farms/$site"
echo "$site is retired." >&2
