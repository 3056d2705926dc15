#!/usr/bin/env bash
# Asks a real Prometheus every query of every panel of deploy/central/grafana.
set -euo pipefail

usage() {
  cat <<'EOF'
Usage: tests/dashboards/run.sh

Holds the dashboards against their source, then runs three farms, a Pushgateway and a Prometheus with
the rules of deploy/central: every query of every panel must return data, and none may show a farm
that has died as alive. The last line is "N passed, N failed".
EOF
}

case ${1-} in
  -h | --help) usage && exit ;;
esac
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
deploy/install-deps.sh --tests
deploy/fetch-servers.sh pushgateway prometheus
cmake --preset release -DODIN_AGENT_TESTS=ON
cmake --build --preset release --parallel "$(nproc)" --target odin-agent
exec python3 -B tests/dashboards/dashboards_test.py
