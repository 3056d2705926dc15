#!/usr/bin/env bash
# Counts the instructions of a tick, which do not depend on the machine's load.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

usage() {
  cat <<'EOF'
Usage: tests/bench/instructions.sh [--accept]

Compares the counts with the committed ones; with --accept they become the committed ones. The last
line is "N passed, N failed".
EOF
}

[[ ${1-} != -h && ${1-} != --help ]] || { usage && exit; }
deploy/install-deps.sh --bench
# All of tests/bench, so that no benchmark rots.
build release -DODIN_AGENT_BENCHMARKS=ON bench
count_results python3 -B tests/bench/instructions.py "$@"
