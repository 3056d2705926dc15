#!/usr/bin/env bash
# Builds the fuzzers with libFuzzer and runs each for a while.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

usage() {
  cat <<'EOF'
Usage: tests/fuzz/run.sh [SECONDS_PER_TARGET] [TARGET…]

30 seconds and all targets unless given; a target is a folder of tests/fuzz/corpus. As many run at a
time as there are cores. New inputs go to build/fuzz/corpus/, what a target said and what makes it
fail to build/fuzz/findings/. The last line is "N passed, N failed".
EOF
}

seconds=30
case ${1-} in
  -h | --help) usage && exit ;;
  [0-9]*) seconds=$1 && shift ;;
esac
targets=("$@")
if ((!$#)); then
  for folder in tests/fuzz/corpus/*/; do targets+=("$(basename "$folder")"); done
fi

deploy/install-deps.sh --clang
build fuzz fuzzers

findings=build/fuzz/findings
mkdir -p "$findings"

# fuzz TARGET: leaves TARGET.log, and TARGET.passed where nothing was found.
fuzz() {
  local target=$1 corpus=build/fuzz/corpus/$1
  mkdir -p "$corpus"
  rm -f "$findings/$target.passed"
  "build/fuzz/tests/fuzz/${target}_fuzz" -max_total_time="$seconds" -timeout=5 \
    -rss_limit_mb=1024 -max_len=4096 -verbosity=0 -print_final_stats=1 \
    -artifact_prefix="$findings/$target-" "$corpus" "tests/fuzz/corpus/$target" \
    </dev/null >"$findings/$target.log" 2>&1 && touch "$findings/$target.passed"
}

for target in "${targets[@]}"; do
  while (($(jobs -rp | wc -l) >= $(nproc))); do wait -n || true; done
  fuzz "$target" &
done
wait

print_results() {
  local target
  for target in "${targets[@]}"; do
    if [[ -e $findings/$target.passed ]]; then
      printf 'ok: %s, %s s: %s inputs\n' "$target" "$seconds" \
        "$(sed -n 's/^stat::number_of_executed_units: *//p' "$findings/$target.log")"
    else
      echo "FAILED: $target"
      cat "$findings/$target.log"
    fi
  done
}

count_results print_results
