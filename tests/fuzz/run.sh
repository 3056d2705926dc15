#!/usr/bin/env bash
# Builds the fuzzers with libFuzzer and runs each for a while.
set -euo pipefail

usage() {
  cat <<'EOF'
Usage: tests/fuzz/run.sh [SECONDS_PER_TARGET] [TARGET…]

30 seconds and all targets unless given; a target is a folder of tests/fuzz/corpus. New inputs go to
build/fuzz/corpus/, what makes a target fail to build/fuzz/findings/. The last line is
"N passed, N failed".
EOF
}

seconds=30
case ${1-} in
  -h | --help) usage && exit ;;
  [0-9]*) seconds=$1 && shift ;;
esac
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
targets=("$@")
if ((!$#)); then
  for folder in tests/fuzz/corpus/*/; do targets+=("$(basename "$folder")"); done
fi

deploy/install-deps.sh --tests --clang
cmake --preset fuzz -DODIN_AGENT_TESTS=ON
cmake --build --preset fuzz --parallel "$(nproc)" --target fuzzers

passed=0 failed=0
mkdir -p build/fuzz/findings
for target in "${targets[@]}"; do
  printf '\n%s, %s s\n' "$target" "$seconds"
  corpus=build/fuzz/corpus/$target
  mkdir -p "$corpus"
  if "build/fuzz/tests/fuzz/${target}_fuzz" -max_total_time="$seconds" -timeout=5 \
    -rss_limit_mb=1024 -max_len=4096 -verbosity=0 -print_final_stats=1 \
    -artifact_prefix="build/fuzz/findings/$target-" \
    "$corpus" "tests/fuzz/corpus/$target" </dev/null; then
    ((++passed))
  else
    ((++failed))
  fi
done
echo "$passed passed, $failed failed"
((failed == 0))
