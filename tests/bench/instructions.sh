#!/usr/bin/env bash
# Counts the instructions of a tick, which do not depend on the machine's load, and compares them
# with the committed ones. With --accept they become the committed ones. The last line is
# "N passed, N failed".
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
deploy/install-deps.sh --tests --bench
cmake --preset release -DODIN_AGENT_TESTS=ON -DODIN_AGENT_BENCHMARKS=ON
# All of tests/bench, so that no benchmark rots.
cmake --build --preset release --parallel "$(nproc)" --target bench
exec python3 tests/bench/instructions.py "$@"
