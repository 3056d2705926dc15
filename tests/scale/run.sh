#!/usr/bin/env bash
# How much one Pushgateway carries: many simulated sites from one process, a real Prometheus.
set -euo pipefail

usage() {
  cat <<'EOF'
Usage: tests/scale/run.sh [SITES [PRINTERS [SECONDS [OPTION-OF-THE-PUSHGATEWAY…]]]]

100 sites of 50 printers for 45 seconds unless given, each with a push every 15 s. Prints what the
Pushgateway takes; beside other work on the machine the figures mean little, and pushes may time
out. The last line is "N passed, N failed".
EOF
}

case ${1-} in
  -h | --help) usage && exit ;;
esac
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
deploy/install-deps.sh --tests
deploy/fetch-servers.sh
cmake --preset release -DODIN_AGENT_TESTS=ON
cmake --build --preset release --parallel "$(nproc)" --target scale
exec build/release/tests/scale/scale "$@"
