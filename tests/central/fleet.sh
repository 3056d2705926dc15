#!/usr/bin/env bash
# Runs the centre with real servers and five farms, three of them in trouble.
set -euo pipefail

usage() {
  cat <<'EOT'
Usage: tests/central/fleet.sh [SPEED]

Every time in Prometheus' and Alertmanager's files and the farms' intervals is divided by SPEED: 4
unless given, which takes two minutes; 1, the shipped files as they are, takes six minutes. Mostly
waits. Prints when each alert fired and ended at Alertmanager. The last line is "N passed, N failed".
EOT
}

case ${1-} in
  -h | --help) usage && exit ;;
esac
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
deploy/install-deps.sh --tests
deploy/fetch-servers.sh
cmake --preset release -DODIN_AGENT_TESTS=ON
cmake --build --preset release --parallel "$(nproc)" --target fleet

results=$root/build/release/fleet.xml
rm -f "$results"
status=0
build/release/tests/central/fleet/fleet --gtest_output="xml:$results" "${1:-4}" || status=$?
awk -v status="$status" '
  /<testsuites / {
    for (i = 1; i <= NF; ++i) {
      if (split($i, part, "\"") < 2) continue
      if ($i ~ /^tests=/) tests = part[2]
      if ($i ~ /^failures=/) failed = part[2]
    }
  }
  END {
    if (status && !failed) tests = failed = 1  # not even begun
    printf "%d passed, %d failed\n", tests - failed, failed
    exit status || failed || !tests
  }' "$results"
