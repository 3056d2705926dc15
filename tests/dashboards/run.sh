#!/usr/bin/env bash
# Asks a real Prometheus every query of every panel of deploy/central/grafana.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

usage() {
  cat <<'EOF'
Usage: tests/dashboards/run.sh

Holds the dashboards against their source, then runs three farms, a Pushgateway and a Prometheus with
the rules of deploy/central: every query of every panel must return data, and none may show a farm
that has died as alive. The last line is "N passed, N failed".
EOF
}

[[ ${1-} != -h && ${1-} != --help ]] || { usage && exit; }
build release odin-agent
deploy/fetch-servers.sh pushgateway prometheus
count_results python3 -B tests/dashboards/dashboards_test.py
