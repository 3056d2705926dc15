#!/bin/bash
# The life of the package, told by the system that it is installed on: run as root in a container
# that a real systemd has booted, with tests/package at /tests, the packages at /packages and the
# Pushgateway at /servers. Usage: lifecycle.sh first-boot|second-boot
set -uo pipefail
export DEBIAN_FRONTEND=noninteractive SYSTEMD_COLORS=0 SYSTEMD_PAGER=
# shellcheck source=tests/package/report.sh
. /tests/report.sh

config=/etc/odin-agent/config.yaml
farm=/srv/odin/odin-data
deb=$(echo /packages/odin-agent_*.deb)
upgrade=$(echo /packages/upgrade/odin-agent_*.deb)
late_gateway=192.0.2.1

# shell COMMAND...: a command of the operator, as the transcript shows it.
shell() {
  echo "# $*"
  "$@"
}

property() {
  systemctl show odin-agent --property "$1" --value
}

start_pushgateway() {
  systemd-run --quiet --unit=pushgateway /servers/usr/bin/prometheus-pushgateway \
    --web.listen-address=:9091 --persistence.file= \
    --web.local-assets=/servers/usr/share/prometheus/pushgateway
  wait_for 30 curl --silent --fail http://127.0.0.1:9091/-/ready
}

# gateway NAME: the value of the Pushgateway's series NAME of our site.
gateway() {
  curl --silent http://127.0.0.1:9091/metrics |
    awk -v name="$1" 'index($0, name "{") == 1 && /site="berlin-1"/ { printf "%.6f\n", $NF }'
}

has_pushed() {
  [[ -n $(gateway push_time_seconds) ]]
}

has_farm() {
  [[ $(gateway odin_printers_total) == 20.* ]]
}

# pushed_after SECONDS: whether the last push was after that time.
pushed_after() {
  has_pushed && awk "BEGIN { exit !($(gateway push_time_seconds) > $1) }"
}

# local_metrics NAME [CURL-OPTION...]: the values of the series NAME that the agent serves.
local_metrics() {
  local name=$1
  shift
  curl --silent "$@" http://127.0.0.1:9465/api/metrics |
    awk -v name="$name" '$1 == name || index($0, name "{") == 1 { print $NF }'
}

source_is_up() {
  [[ $(local_metrics odin_agent_source_up) == 1 ]]
}

# has_region REGION: whether the farm's metrics carry that external label.
has_region() {
  curl --silent http://127.0.0.1:9465/api/metrics | grep -q "^odin_printers_total{.*region=\"$1\""
}

# last_reload_was 1|0: a good one or a bad one.
last_reload_was() {
  [[ $(local_metrics odin_agent_config_last_reload_successful) == "$1" ]]
}

# answers STATUS [CURL-OPTION...]: whether the local endpoint answers with that HTTP status.
answers() {
  local status=$1
  shift
  is "$(curl --silent --output /dev/null --write-out '%{http_code}' "$@" \
    http://127.0.0.1:9465/api/metrics)" "$status"
}

# another_runs_than PID: whether the service is active with another process.
another_runs_than() {
  [[ $(systemctl is-active odin-agent) == active && $(property MainPID) != "$1" ]]
}

# in_journal TEXT: whether the unit's journal has it.
in_journal() {
  journalctl --unit odin-agent --no-pager | grep -qF -- "$1"
}

# configure SED-SCRIPT: what the operator does in an editor.
configure() {
  sed -i "$1" "$config"
}

# dead_links: the links of the installed pages that lead to no file.
dead_links() {
  local page link
  cd /usr/share/doc/odin-agent || return
  find . -name '*.md' | while read -r page; do
    grep -o '](\([^)#:]*\)[)#]' "$page" | sed 's/^](//; s/[)#]$//' | while read -r link; do
      [[ -z $link || -e ${page%/*}/$link ]] || echo "$page: $link"
    done
  done
}

installs() {
  check "installs with apt" shell apt-get install --yes -qq "$deb"
  check "has the version and revision that it was built from" \
    is "$(odin-agent --version)" "$(</packages/version)"
  check "keeps the configuration from others" \
    is "$(stat -c '%a %U:%G' "$config")" "640 root:odin-agent"
  check "keeps the secrets from others" \
    is "$(stat -c '%a %U:%G' /etc/odin-agent/secrets)" "750 root:odin-agent"
  check "has a user without a shell, in no other group" \
    is "$(getent passwd odin-agent | cut -d: -f7) $(id -Gn odin-agent)" "/usr/sbin/nologin odin-agent"
  check "has the page for operators" test -s /usr/share/doc/odin-agent/deploy/README.md
  check "has no dead link in its pages" is "$(dead_links)" ""
  check "does not start before it is configured" is "$(systemctl is-active odin-agent)" inactive
  check "is not enabled before it is configured" is "$(systemctl is-enabled odin-agent)" disabled
  check "takes less than 2 MB" test "$(dpkg-query --show --showformat='${Installed-Size}' odin-agent)" -lt 2000
}

# O.D.I.N. in a container of user 1000, whose folder nobody else may read.
makes_a_farm() {
  mkdir -p "$farm"
  cp /fixtures/odin-sample.db "$farm/odin.db"
  # Printers that were online when the sample was taken are online now.
  sqlite3 "$farm/odin.db" "UPDATE printers SET last_seen = datetime('now') WHERE
    last_seen > (SELECT datetime(max(last_seen), '-90 seconds') FROM printers)"
  chown -R 1000:1000 "$farm"
  chmod 750 "$farm"
  chmod 640 "$farm/odin.db"
}

# verdict: the exit status of the check that was shown last.
operator_checks() {
  shell odin-agent check --as odin-agent
  verdict=$?
}

says_what_is_wrong() {
  local verdict fix
  echo "127.0.0.1 push.example.com" >>/etc/hosts
  configure 's/^site: .*/site: berlin-1/; s|url: .*|url: http://push.example.com:9091|'
  configure "s|path: .*|path: /srv/odin/odin.db|"
  operator_checks
  check "check fails when the path is wrong" is "$verdict" 1
  configure "s|path: .*|path: $farm/odin.db|"
  operator_checks
  check "check fails when the service may not read the database" is "$verdict" 1
  fix=$(odin-agent check --as odin-agent | sed -n 's/.* Run: //p')
  check "check says the command that mends it" test -n "$fix"
  check "that command succeeds" bash -c "${fix#sudo }"  # the script is root already
  operator_checks
  check "check is content then" is "$verdict" 0
}

starts() {
  local started pushed
  check "is enabled and started" shell systemctl enable --now odin-agent
  check "is active once it says that it is ready" is "$(systemctl is-active odin-agent)" active
  check "pushes to the Pushgateway" wait_for 60 has_pushed
  started=$(date --date="$(property ExecMainStartTimestamp)" +%s)
  started=$(awk -v monotonic="$(property ExecMainStartTimestampMonotonic)" \
    -v now="$(awk '{ print $1 }' /proc/uptime)" -v wall="$(date +%s.%N)" \
    'BEGIN { printf "%.6f", wall - now + monotonic / 1e6 }')
  pushed=$(gateway push_time_seconds)
  echo "From start to first push: $(awk "BEGIN { print $pushed - $started }") s"
  check "pushes within 10 s of its start" awk "BEGIN { exit !($pushed - $started < 10) }"
  check "the Pushgateway has the farm" has_farm
  check "says in its status what it last did" test -n "$(property StatusText)"
  shell systemctl status odin-agent --no-pager --lines 5
}

is_hardened() {
  local exposure
  check "the unit is without fault" is_empty "$(systemd-analyze verify --man=no odin-agent.service 2>&1)"
  exposure=$(systemd-analyze security --offline=yes --no-pager \
    /lib/systemd/system/odin-agent.service | awk '/Overall exposure level/ { print $(NF - 1) }')
  echo "systemd-analyze security: $(systemd-analyze security --offline=yes --no-pager \
    /lib/systemd/system/odin-agent.service | tail -n 1)"
  check "its exposure is at most 1.5" awk "BEGIN { exit !(\"$exposure\" != \"\" && $exposure <= 1.5) }"
}

reads_under_home_and_writes_nowhere() {
  local home=/home/farmer/odin-data pid
  mkdir -p "$home"
  cp /fixtures/odin-sample.db "$home/odin.db"
  chmod 755 /home/farmer
  chmod 777 "$home"
  chmod 666 "$home/odin.db"
  configure "s|path: .*|path: $home/odin.db|; s/interval: .*/interval: 1s/; s/timeout: .*/timeout: 1s/"
  configure '/^external_labels:/a\  region: home'
  check "is reloaded" shell systemctl reload odin-agent
  check "reads a database under /home after it" \
    wait_for 60 has_region home
  pid=$(property MainPID)
  as_agent() { setpriv --reuid odin-agent --regid odin-agent --clear-groups "$@"; }
  check "the database's folder is open to everybody" as_agent touch "$home/made"
  rm -f "$home/made"
  in_service() { nsenter --target "$pid" --mount setpriv --reuid odin-agent --regid odin-agent --clear-groups "$@"; }
  check "but read-only to the service" is "$(in_service touch "$home/made" 2>&1)" \
    "touch: cannot touch '$home/made': Read-only file system"
  check "and so is the database" is \
    "$(in_service bash -c "exec 3>>'$home/odin.db'" 2>&1)" "bash: line 1: $home/odin.db: Read-only file system"
  check "made no file beside it" is "$(ls "$home")" odin.db
}

takes_secrets_from_files() {
  install -m 640 -g odin-agent /dev/stdin /etc/odin-agent/secrets/local.token <<<"open sesame"
  configure 's|^  #authorization:|  authorization:|; s|^  #  credentials_file: \(.*local.token\)|    credentials_file: \1|'
  systemctl reload odin-agent
  check "asks for the token once it is configured" wait_for 60 answers 401
  check "reads the token from a file for root and its group" \
    answers 200 --header "Authorization: Bearer open sesame"
  configure 's|^  authorization:|  #authorization:|; s|^    credentials_file: .*local.token|  #  credentials_file:|'
  systemctl reload odin-agent
  check "asks no longer once it is not" wait_for 60 answers 200
}

survives_a_bad_reload() {
  local pid
  pid=$(property MainPID)
  cp -p "$config" /root/good.yaml
  configure 's/^site:/sight:/'
  systemctl reload odin-agent
  check "says that a configuration is bad" wait_for 60 in_journal "sight: unknown key"
  check "and shows it in its metrics" \
    wait_for 60 last_reload_was 0
  check "goes on with the old one" \
    is "$(systemctl is-active odin-agent) $(property MainPID)" "active $pid"
  cp -p /root/good.yaml "$config"
  systemctl reload odin-agent
  check "takes the good one again" \
    wait_for 60 last_reload_was 1
}

is_watched() {
  local pid
  mkdir -p /run/systemd/system/odin-agent.service.d
  printf '[Service]\nWatchdogSec=4\nRestartSec=1\n' >/run/systemd/system/odin-agent.service.d/test.conf
  systemctl daemon-reload
  systemctl restart odin-agent
  check "works under a short watchdog" wait_for 60 source_is_up
  pid=$(property MainPID)
  # Longer than the watchdog's patience: it must have been fed meanwhile.
  sleep 6
  check "a working agent is left alone" is "$(property MainPID)" "$pid"
  kill -STOP "$pid"
  check "the watchdog notices an agent that stalls" wait_for 60 in_journal "Watchdog timeout"
  check "a new one takes its place" wait_for 60 another_runs_than "$pid"
  check "and pushes" wait_for 60 pushed_after "$(date +%s)"
  journalctl --unit odin-agent --no-pager --output cat | grep -A 4 "Watchdog timeout"
  rm -r /run/systemd/system/odin-agent.service.d
  systemctl daemon-reload
  systemctl restart odin-agent
}

is_upgraded() {
  local pid edited
  pid=$(property MainPID)
  edited=$(cat "$config")
  # The new package has another default configuration: dpkg asks, the operator says N.
  check "is upgraded" shell apt-get install --yes -qq -o Dpkg::Options::=--force-confold "$upgrade"
  check "has the higher version" \
    is "$(dpkg-query --show --showformat='${Version}' odin-agent)" "$(dpkg-deb --field "$upgrade" Version)"
  check "the edited configuration is kept" is "$(cat "$config")" "$edited"
  check "and its mode" is "$(stat -c '%a %U:%G' "$config")" "640 root:odin-agent"
  check "and the secrets" test -s /etc/odin-agent/secrets/local.token
  check "the running agent has been restarted" another_runs_than "$pid"
  check "is still enabled" is "$(systemctl is-enabled odin-agent)" enabled
  check "pushes after the upgrade" wait_for 60 pushed_after "$(date +%s)"
  systemctl stop odin-agent
  dpkg --install --force-confold "$upgrade" >/dev/null 2>&1
  check "a stopped agent stays stopped when it is installed again" \
    is "$(systemctl is-active odin-agent)" inactive
}

# For the second boot: no database, and a Pushgateway in a network that is not there.
takes_database_and_network_away() {
  rm -rf /home/farmer
  mv "$farm/odin.db" "$farm/away.db"
  configure "s|path: .*|path: $farm/odin.db|; s|url: .*|url: http://$late_gateway:9091|; /^  region:/d"
  check "the machine is shut down with the agent enabled" is "$(systemctl is-enabled odin-agent)" enabled
}

boots_without_database_and_network() {
  local pid
  check "the machine boots without a failed unit" is "$(systemctl is-system-running --wait)" running
  check "the agent is active without database and network" is "$(systemctl is-active odin-agent)" active
  check "it has noticed that the database is missing" wait_for 60 in_journal reason=not_found
  check "it has noticed that the network is missing" wait_for 60 in_journal reason=connect
  pid=$(property MainPID)
  start_pushgateway
  mv "$farm/away.db" "$farm/odin.db"
  ip address add "$late_gateway/32" dev lo
  check "pushes the farm once they are there" wait_for 120 has_farm
  check "with the process that was there before" \
    is "$(property MainPID) $(property NRestarts)" "$pid 0"
  check "no unit has failed" is_empty "$(systemctl --failed --quiet --no-legend)"
  shell journalctl --unit odin-agent --boot --no-pager --output cat
}

is_removed() {
  check "is removed" shell apt-get remove --yes -qq odin-agent
  check "runs no longer" fails pgrep --exact odin-agent
  check "leaves the configuration when it is removed" test -s "$config"
  check "leaves the secrets when it is removed" test -s /etc/odin-agent/secrets/local.token
  check "is purged" shell apt-get purge --yes -qq odin-agent
  check "leaves no file behind" is_empty "$(find / -xdev \( -path /packages -o -path /tests -o -path /proc -o -path /sys \) -prune \
    -o -name '*odin-agent*' -print)"
  check "leaves no failed unit behind" is_empty "$(systemctl --failed --quiet --no-legend)"
  check "its user is left, as Debian's are, and cannot log in" \
    is "$(getent passwd odin-agent | cut -d: -f7)" /usr/sbin/nologin
}

case $1 in
  first-boot)
    check "a fresh machine boots" is "$(systemctl is-system-running --wait)" running
    start_pushgateway
    installs
    check "completes in bash" bash /tests/completion.bash
    check "completes in zsh" zsh -f /tests/completion.zsh
    makes_a_farm
    says_what_is_wrong
    starts
    is_hardened
    reads_under_home_and_writes_nowhere
    takes_secrets_from_files
    survives_a_bad_reload
    is_watched
    is_upgraded
    takes_database_and_network_away
    ;;
  second-boot)
    boots_without_database_and_network
    is_removed
    ;;
esac
echo "end of $1"
systemctl poweroff
