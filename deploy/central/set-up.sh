#!/usr/bin/env bash
# Makes what the centre must have before it starts: a CA, the Pushgateway's certificate, the user
# that Prometheus reads it as, and .env.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'EOT'
Usage: set-up.sh [--debian] NAME...

NAMEs are the DNS names and IP addresses by which the farms reach this machine; the first goes into
the URL that they push to. localhost and the container's name are always among them.
  --debian  for Debian's own servers instead of containers: their user may read the secrets, and
            targets/ has addresses of localhost

Run it again for other names or a new certificate (it is good for ten years): the CA, the users and
.env stay, so the farms notice nothing.
EOT
}

debian=false
while (($#)); do
  case $1 in
    --debian) debian=true && shift ;;
    -h | --help) usage && exit ;;
    -*) usage >&2 && exit 2 ;;
    *) break ;;
  esac
done
(($#)) || { usage >&2 && exit 2; }
for name; do
  [[ $name =~ ^[A-Za-z0-9.:*-]+$ ]] || die "$name is no DNS name or IP address"
done
group=$(id -g)
if $debian; then
  group=$(getent group prometheus | cut -d: -f3)
  [[ -n $group ]] || die "there is no group prometheus: install Debian's prometheus first"
fi
command -v openssl >/dev/null || die "needs openssl"

lock

make_env() {
  local host=$1
  [[ $host != *:* ]] || host="[$host]"
  sed "s|^PUSH_URL=.*|PUSH_URL=https://$host:9091|
       s|^CENTRE_GID=.*|CENTRE_GID=$group|
       s|^GRAFANA_ADMIN_PASSWORD=.*|GRAFANA_ADMIN_PASSWORD=$(new_password)|" \
    "$centre/.env.example" >"$centre/.env"
}

is_ip() {
  [[ $1 == *:* || $1 =~ ^[0-9.]+$ ]]
}

subject_alt_names() {
  local name kind names=()
  for name in "$@" localhost pushgateway 127.0.0.1 ::1; do
    kind=DNS
    ! is_ip "$name" || kind=IP
    names+=("$kind:$name")
  done
  (IFS=, && echo "${names[*]}")
}

make_ca() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 7300 \
    -subj "/CN=odin centre CA $(openssl rand -hex 4)" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign \
    -keyout "$centre/ca/ca.key" -out "$centre/ca/ca.pem" 2>/dev/null
}

# make_certificate NAME...: the key and certificate, put in place when both are made.
make_certificate() {
  local new=$centre/ca/new
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -subj "/CN=$1" \
    -keyout "$new.key" -out "$new.csr" 2>/dev/null
  printf '%s\n' "subjectAltName=$(subject_alt_names "$@")" basicConstraints=CA:FALSE \
    keyUsage=digitalSignature extendedKeyUsage=serverAuth >"$new.ext"
  openssl x509 -req -in "$new.csr" -days 3650 -CA "$centre/ca/ca.pem" -CAkey "$centre/ca/ca.key" \
    -CAcreateserial -extfile "$new.ext" -out "$new.pem" 2>/dev/null
  replace "$centre/tls/server.key" 640 <"$new.key"
  replace "$centre/tls/server.pem" 644 <"$new.pem"
  rm -f "$new".*
}

[[ -e $centre/.env ]] || make_env "$1"
! $debian || sed -i "s/'[a-z]*:/'localhost:/" "$centre"/targets/*.yml
mkdir -p "$centre/ca" "$centre/tls" "$centre/secrets"
chgrp "$(setting CENTRE_GID)" "$centre/tls" "$centre/secrets"
chmod 750 "$centre/tls" "$centre/secrets"

# The user comes before the certificate, without which the Pushgateway does not start: it must never
# run with an empty list of users, for that lets everybody in.
if ! has_user prometheus; then
  password=$(new_password)
  hash=$(hash_password <<<"$password")
  replace "$centre/secrets/prometheus.password" 640 <<<"$password"
  set_user prometheus "$hash"
fi
[[ -e $centre/ca/ca.pem ]] || make_ca || die "openssl could not make a CA"
replace "$centre/tls/ca.pem" 644 <"$centre/ca/ca.pem"
make_certificate "$@" || die "openssl could not make a certificate"

echo "Farms push to $(setting PUSH_URL). Next: start the centre, then ./add-site.sh SITE." >&2
