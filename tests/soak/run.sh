#!/usr/bin/env bash
# Runs the release build of odin-agent for many ticks and watches what it costs.
set -euo pipefail

usage() {
  cat <<'EOF'
Usage: tests/soak/run.sh [TICKS]

TICKS of 20 ms each; 100000 (about 35 minutes) unless given. It is against a database of 200
printers that changes all the time, a Pushgateway that flaps, and a client that scrapes. Shows the
agent's memory and descriptors on the way. The last line is "N passed, N failed".
EOF
}

case ${1-} in
  -h | --help) usage && exit ;;
esac
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
deploy/install-deps.sh --tests
cmake --preset release -DODIN_AGENT_TESTS=ON
cmake --build --preset release --parallel "$(nproc)" --target soak
exec build/release/tests/soak/soak "${1:-100000}"
