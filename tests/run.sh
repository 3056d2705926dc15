#!/usr/bin/env bash
# Installs what is missing, builds, and runs the tests. The last line says how many passed.
set -euo pipefail

usage() {
  cat <<'EOF'
Usage: tests/run.sh [--preset release|dev|asan|tsan] [--label unit|integration] [CTEST-ARGUMENT…]

Everything after the options goes to ctest, e.g. -R '^config\.' for the tests of one module.
The last line is "N passed, N failed", with ", N skipped" where some were. Exit code 0 only when
tests ran and none failed. CXX and CMAKE_CXX_COMPILER_LAUNCHER are CMake's own variables.
EOF
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
preset=release
arguments=()
while (($#)); do
  case $1 in
    --preset) preset=${2:?--preset needs a name} && shift 2 ;;
    --label) arguments+=(-L "^${2:?--label needs a name}\$") && shift 2 ;;
    -h | --help) usage && exit ;;
    *) arguments+=("$@") && break ;;
  esac
done

cd "$root"
jobs=$(nproc)
deploy/install-deps.sh --tests
deploy/fetch-servers.sh
cmake --preset "$preset" -DODIN_AGENT_TESTS=ON
cmake --build --preset "$preset" --parallel "$jobs"

export ASAN_OPTIONS=${ASAN_OPTIONS-detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1}
export UBSAN_OPTIONS=${UBSAN_OPTIONS-print_stacktrace=1}
export TSAN_OPTIONS=${TSAN_OPTIONS-halt_on_error=1:second_deadlock_stack=1}
# Older ThreadSanitizers stop at the address-space layouts of newer kernels.
launcher=()
if [[ $preset == tsan ]] && setarch -R true 2>/dev/null; then launcher=(setarch -R); fi

results=$root/build/$preset/results.xml
rm -f "$results"
status=0
# Twice as many tests as cores: most of them wait for something most of the time.
"${launcher[@]}" ctest --test-dir "build/$preset" --parallel "$((2 * jobs))" --output-on-failure \
  --output-junit "$results" "${arguments[@]}" || status=$?
[[ -s $results ]] || {
  echo "run.sh: ctest left no results" >&2
  exit 1
}

# Counts the cases by CTest's own verdict. One that did not run passed nothing: it is skipped where
# it said so itself, and failed where its program is missing.
LC_ALL=C awk -v status="$status" '
  /^\t<testcase .* status="run">/ { ++passed }
  /^\t<testcase .* status="fail">/ { ++failed }
  /^\t<testcase .* status="disabled">/ { ++skipped }
  /^\t\t<skipped message="SKIP_/ { ++skipped; next }
  /^\t\t<skipped / { ++failed }
  END {
    if (status && !failed) print "run.sh: ctest ended with status " status
    printf "%d passed, %d failed", passed, failed
    if (skipped) printf ", %d skipped", skipped
    print ""
    exit status || failed || !passed
  }' "$results"
