#!/usr/bin/env bash
# Runs the release build of odin-agent for many ticks and watches what it costs.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

usage() {
  cat <<'EOF'
Usage: tests/soak/run.sh [TICKS]

TICKS of 20 ms each; 100000 (about 35 minutes) unless given. It is against a database of 200
printers that changes all the time, a Pushgateway that flaps, and a client that scrapes. Shows the
agent's memory and descriptors on the way. The last line is "N passed, N failed".
EOF
}

[[ ${1-} != -h && ${1-} != --help ]] || { usage && exit; }
build release soak
count_results build/release/tests/soak/soak "${1:-100000}"
