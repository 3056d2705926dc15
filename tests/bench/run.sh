#!/usr/bin/env bash
# Measures what odin-agent costs, beside what a farm would run instead.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: tests/bench/run.sh [--quick]

Installs and builds what is missing, then prints one table; build/bench/results.json has it with
every single figure. It takes about 10 minutes, with --quick two (fewer rounds, and memory
after 1,000 ticks only). No service is started; the peers run on free ports of loopback.
TEXT
}

case ${1-} in
  -h | --help) usage && exit ;;
esac
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
deploy/install-deps.sh --tests --bench
deploy/fetch-servers.sh pushgateway prometheus victoria-metrics nginx
cmake --preset release -DODIN_AGENT_TESTS=ON -DODIN_AGENT_BENCHMARKS=ON
cmake --build --preset release --parallel "$(nproc)" --target odin-agent tick push
exec python3 tests/bench/bench.py "$@" build/bench/results.json
