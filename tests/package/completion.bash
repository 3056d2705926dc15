# shellcheck shell=bash
# Tries the bash completion as an interactive shell would load it. Ends with 1 and a line for each
# fault.
# shellcheck source=/dev/null
. /usr/share/bash-completion/bash_completion
_completion_loader odin-agent
complete -p odin-agent || exit 1

status=0

# completes LINE WORDS: what is offered for the last word of LINE, in that order.
completes() {
  local expected=$2
  read -ra COMP_WORDS <<<"$1"
  [[ $1 != *' ' ]] || COMP_WORDS+=("")
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  COMP_LINE=$1 COMP_POINT=${#1} COMPREPLY=()
  _odin_agent
  [[ ${COMPREPLY[*]} == "$expected" ]] || {
    echo "$1: offers '${COMPREPLY[*]}', not '$expected'"
    status=1
  }
}

help=$(odin-agent --help)
commands=$(awk '/^Commands:/ { on = 1; next } /^$/ { on = 0 } on { print $1 }' <<<"$help" | xargs)
[[ " $commands " == *' run '*' check '* ]] || exit 1
completes "odin-agent " "$commands"
completes "odin-agent ch" "check"
completes "odin-agent --v" "--version"
for command in $commands; do completes "odin-agent $command --hel" "--help"; done
completes "odin-agent check --off" "--offline"
completes "odin-agent check --config /etc/odin-agent/con" "/etc/odin-agent/config.yaml"
completes "odin-agent check -c /etc/odin-agent/con" "/etc/odin-agent/config.yaml"
completes "odin-agent check --as odin-a" "odin-agent"
completes "odin-agent demo --pri" "--printers"
completes "odin-agent demo --printers " ""
completes "odin-agent no-such-command --" ""
exit "$status"
