#!/usr/bin/env bash
# Runs the centre with real servers and five farms, three of them in trouble.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

usage() {
  cat <<'EOF'
Usage: tests/central/fleet.sh [SPEED]

Every time in Prometheus' and Alertmanager's files and the farms' intervals is divided by SPEED: 4
unless given, which takes two minutes; 1, the shipped files as they are, takes six minutes. Mostly
waits. Prints when each alert fired and ended at Alertmanager. The last line is "N passed, N failed".
EOF
}

[[ ${1-} != -h && ${1-} != --help ]] || { usage && exit; }
build release fleet
deploy/fetch-servers.sh
junit=build/release/fleet.xml
rm -f "$junit"
status=0
build/release/tests/central/fleet/fleet --gtest_output="xml:$junit" "${1:-4}" || status=$?
results_of_junit "$junit" >"$junit.results" || status=$?
sum_up "$junit.results" "$status"
