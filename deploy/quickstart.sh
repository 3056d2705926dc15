#!/usr/bin/env bash
# Builds odin-agent and shows it at work: a real Pushgateway and the agent, both on loopback, both
# gone when this script ends, however it ends.
set -euo pipefail

usage() {
  cat <<'EOF'
Usage: deploy/quickstart.sh [--once] [--database FILE]

Installs what is missing, builds odin-agent, and runs it with a Pushgateway on loopback until Ctrl-C.
  --database FILE  read this O.D.I.N. database (odin.db) instead of simulating a farm
  --once           wait for the first push, print the series that arrived, stop
Everything it makes is under build/.
EOF
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$root/build/quickstart
agent=$root/build/release/odin-agent
servers=$root/build/servers
config=$folder/config.yaml

# fail MESSAGE [LOG...]: ends with the reason and the last lines of each log.
fail() {
  echo "quickstart: $1" >&2
  shift
  local log
  for log; do
    [[ -s $log ]] || continue
    echo "--- the end of $log" >&2
    tail -n 20 "$log" >&2
  done
  exit 1
}

once=false database=
while (($#)); do
  case $1 in
    --once) once=true ;;
    --database)
      (($# > 1)) || fail "--database needs a file"
      [[ -e $2 ]] || fail "no such file: $2"
      database=$(realpath -- "$2")
      shift
      ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done

mkdir -p "$folder"
cd "$root"

pids=()
stop() {
  local status=$?
  trap - EXIT
  if ((${#pids[@]})); then
    kill "${pids[@]}" 2>/dev/null || true
    wait "${pids[@]}" 2>/dev/null || true
  fi
  exit "$status"
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

build() {
  local log=$folder/build.log
  # Each compiler may take 700 MB; a small Pi has fewer of these than cores.
  local jobs=$(($(awk '/^MemAvailable/ {print $2}' /proc/meminfo) / 700000))
  ((jobs <= $(nproc))) || jobs=$(nproc)
  ((jobs >= 1)) || jobs=1
  echo "Building odin-agent (minutes on the first run; log: $log)"
  {
    cmake --preset release -DODIN_AGENT_TESTS=OFF &&
      cmake --build --preset release --target odin-agent --parallel "$jobs"
  } >"$log" 2>&1 || fail "the build failed" "$log"
}

# free_port PORT...: the first of these where nothing listens on loopback.
free_port() {
  local port
  for port; do
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
  fail "no free port among $*"
}

# start LOG COMMAND...: runs it in the background, its process ID in $!. The kernel ends it should
# this script be killed outright.
start() {
  local log=$1
  shift
  setpriv --pdeathsig TERM -- "$@" >"$log" 2>&1 &
  pids+=($!)
}

# wait_for SECONDS COMMAND...: until it succeeds; fails when time is over or a process has ended.
wait_for() {
  local deadline=$((SECONDS + $1)) pid
  shift
  until "$@"; do
    for pid in "${pids[@]}"; do kill -0 "$pid" 2>/dev/null || return 1; done
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

fetch() {
  curl --silent --fail --noproxy '*' --max-time 5 "$1"
}

start_pushgateway() {
  local log=$folder/pushgateway.log port
  port=$(free_port 9091 {19091..19190})
  pushgateway=http://127.0.0.1:$port
  start "$log" "$servers/usr/bin/prometheus-pushgateway" \
    --web.listen-address="127.0.0.1:$port" --persistence.file= \
    --web.local-assets="$servers/usr/share/prometheus/pushgateway"
  ready() { fetch "$pushgateway/-/ready" >/dev/null; }
  wait_for 30 ready || fail "the Pushgateway did not start" "$log"
}

# A YAML single-quoted string, in which the agent replaces no ${VAR}.
quote() {
  printf "'%s'" "$(sed "s/'/''/g; s/\\$/\$\$/g" <<<"$1")"
}

write_config() {
  local source='demo: {printers: 12}' port
  [[ -z $database ]] || source="database: {path: $(quote "$database")}"
  port=$(free_port 9465 {19465..19564})
  endpoint=http://127.0.0.1:$port/api/metrics
  cat >"$config" <<EOF
# Written by deploy/quickstart.sh at each run.
site: $site
source:
  $source
collect: {interval: 5s, timeout: 5s}
pushgateways:
  - url: $pushgateway
local:
  listen: 127.0.0.1:$port
EOF
}

start_agent() {
  local log=$folder/check.log
  "$agent" check --offline --config "$config" >"$log" 2>&1 ||
    fail "the agent cannot run like this" "$log"
  start "$folder/agent.log" "$agent" run --config "$config"
}

# The farm's series in the Pushgateway's group of our site; nothing until it has been pushed.
farm_series() {
  fetch "$pushgateway/metrics" | grep '^odin_' | grep -v '^odin_agent_' | grep -F "site=\"$site\""
}
pushed() {
  series=$(farm_series)
}

"$root/deploy/install-deps.sh"
"$root/deploy/fetch-servers.sh" pushgateway
build
site=demo
[[ -z $database ]] || site=quickstart
start_pushgateway
write_config
start_agent
wait_for 60 pushed ||
  fail "the farm did not arrive at the Pushgateway" "$folder/agent.log" "$folder/pushgateway.log"

if $once; then
  echo "$series"
  echo "The Pushgateway serves $(wc -l <<<"$series") O.D.I.N. series of site $site."
  exit 0
fi

cat <<EOF
The farm arrives. Open
  $pushgateway   the Pushgateway: group job="odin", site="$site"
  $endpoint   what the agent serves at the farm
The configuration is $config, the agent's log $folder/agent.log
Ctrl-C ends it.
EOF
trap 'echo; echo "Stopped."; exit 0' INT
wait -n "${pids[@]}" || true
fail "one of the two ended by itself" "$folder/agent.log" "$folder/pushgateway.log"
