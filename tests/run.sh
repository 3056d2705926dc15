#!/usr/bin/env bash
# Installs what is missing, builds, and runs the tests. The last line says how many passed.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'EOF'
Usage: tests/run.sh [--preset release|dev|asan|tsan] [--label LABEL] [CTEST-ARGUMENT…]

LABEL is unit or integration, or what tests need of the machine, e.g. needs-root. Everything after
the options goes to ctest, e.g. -R '^config\.' for the tests of one module, or -LE needs- for those
that need nothing. What is skipped is listed with the reason. The last line is "N passed, N failed",
with ", N skipped" where some were. Exit code 0 only when tests ran and none failed. CXX and
CMAKE_CXX_COMPILER_LAUNCHER are CMake's own variables.
EOF
}

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

build "$preset"
deploy/fetch-servers.sh

export ASAN_OPTIONS=${ASAN_OPTIONS-detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1}
export UBSAN_OPTIONS=${UBSAN_OPTIONS-print_stacktrace=1}
export TSAN_OPTIONS=${TSAN_OPTIONS-halt_on_error=1:second_deadlock_stack=1}
# Older ThreadSanitizers stop at the address-space layouts of newer kernels.
launcher=()
if [[ $preset == tsan ]] && setarch -R true 2>/dev/null; then launcher=(setarch -R); fi

junit=$root/build/$preset/results.xml
rm -f "$junit"
status=0
# Twice as many tests as cores: most of them wait for something most of the time.
"${launcher[@]}" ctest --test-dir "build/$preset" --parallel "$((2 * $(nproc)))" \
  --output-on-failure --output-junit "$junit" "${arguments[@]}" || status=$?
results_of_junit "$junit" >"$junit.results" || status=$?
sum_up "$junit.results" "$status"
