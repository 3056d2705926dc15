# shellcheck shell=bash
# Sourced by the tests of the packages. Each result is a line that begins with "ok: " or "FAILED: ".

# check SENTENCE COMMAND...: holds when the command succeeds. What it printed is shown when not.
check() {
  local sentence=$1 output
  shift
  if output=$("$@" 2>&1); then
    echo "ok: $sentence"
  else
    echo "FAILED: $sentence"
    printf '    %s\n' "$*" "${output:-(it printed nothing)}"
  fi
}

# wait_for SECONDS COMMAND...: until the command succeeds; fails when time is over.
wait_for() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || {
      echo "not within the time: $*"
      return 1
    }
    sleep 0.1
  done
}

is() {
  [[ $1 == "$2" ]] || {
    echo "is:     $1"
    echo "should: $2"
    return 1
  }
}

fails() {
  ! "$@"
}

is_empty() {
  is "$1" ""
}
