# shellcheck shell=bash
# Sourced by the scripts that run tests; goes to the root of the project.
#
# A result is a line that begins with "ok: ", "FAILED: " or "skipped: " and goes on with a sentence;
# that of a skipped test ends with the reason. Every script's last line is "N passed, N failed", with
# ", N skipped" where some were.

set -o pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1

# build PRESET [-DNAME=VALUE…] [TARGET…]: installs what is missing, configures and builds the targets;
# all of them where none is named.
build() {
  local preset=$1 options=() targets=()
  shift
  while [[ ${1-} == -* ]]; do options+=("$1") && shift; done
  (($# == 0)) || targets=(--target "$@")
  deploy/install-deps.sh --tests &&
    cmake --preset "$preset" -DODIN_AGENT_TESTS=ON "${options[@]}" &&
    cmake --build --preset "$preset" --parallel "$(nproc)" "${targets[@]}"
}

# sum_up FILE [STATUS]: the last lines for the results in FILE: what was skipped or failed, and the
# counts. STATUS is that of the command that left them: one that ends badly without a failed test
# counts as one. Succeeds when tests ran and none failed.
sum_up() {
  local file=$1 status=${2-0} passed failed skipped
  passed=$(grep -c '^ok: ' "$file" || true)
  failed=$(grep -c '^FAILED: ' "$file" || true)
  skipped=$(grep -c '^skipped: ' "$file" || true)
  if ((status != 0 && failed == 0)); then
    failed=1
    echo "FAILED: the tests end with status $status"
  fi
  grep '^skipped: ' "$file" || true
  grep '^FAILED: ' "$file" || true
  printf '%d passed, %d failed' "$passed" "$failed"
  ((skipped == 0)) || printf ', %d skipped' "$skipped"
  echo
  ((failed == 0 && (passed > 0 || skipped > 0)))
}

# count_results COMMAND…: runs it, shows what it prints and sums up its results.
count_results() {
  local file status=0
  file=$(mktemp)
  "$@" | tee "$file" || status=$?
  sum_up "$file" "$status" || status=1
  rm -f "$file"
  return "$status"
}

# results_of_junit FILE [PREFIX]: the results in an XML file of CTest or GoogleTest; PREFIX goes
# before each name.
results_of_junit() {
  python3 -B tests/junit.py "$@"
}
