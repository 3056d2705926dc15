#!/usr/bin/env bash
# Measures what odin-agent costs, beside what a farm would run instead.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

usage() {
  cat <<'EOF'
Usage: tests/bench/run.sh [--quick]

Installs and builds what is missing, then prints one table; build/bench/results.json has it with
every single figure. It takes about 10 minutes, with --quick two (fewer rounds, and memory
after 1,000 ticks only). No service is started; the peers run on free ports of loopback.
EOF
}

[[ ${1-} != -h && ${1-} != --help ]] || { usage && exit; }
deploy/install-deps.sh --bench
build lto -DODIN_AGENT_BENCHMARKS=ON odin-agent tick push
deploy/fetch-servers.sh pushgateway prometheus victoria-metrics nginx
exec python3 tests/bench/bench.py "$@" build/bench/results.json
