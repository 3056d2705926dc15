#!/usr/bin/env bash
# Runs promtool's tests of the centre's rules: promtool.sh FILE, which lies in tests/central/rules.
# Without a promtool it ends with 77, which CTest takes as skipped.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

promtool=$root/build/servers/usr/bin/promtool
[[ -x $promtool ]] || {
  printf 'promtool.sh: Skipped\nneeds promtool: run deploy/fetch-servers.sh\n'
  exit 77
}
cd tests/central/rules
exec "$promtool" test rules "$1"
