#!/usr/bin/env bash
# How much one Pushgateway carries: many simulated sites from one process, a real Prometheus.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

usage() {
  cat <<'EOF'
Usage: tests/scale/run.sh [SITES [PRINTERS [SECONDS [OPTION-OF-THE-PUSHGATEWAY…]]]]

100 sites of 50 printers for 45 seconds unless given, each with a push every 15 s. Prints what the
Pushgateway takes; beside other work on the machine the figures mean little, and pushes may time
out. The last line is "N passed, N failed".
EOF
}

[[ ${1-} != -h && ${1-} != --help ]] || { usage && exit; }
build release scale
deploy/fetch-servers.sh
count_results build/release/tests/scale/scale "$@"
