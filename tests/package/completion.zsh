# Tries the zsh completion in an interactive shell at a pseudo terminal, with the Tab key. Ends with
# 1 and a line for each fault.
zmodload zsh/zpty
setup=$(mktemp -d)
answer=$setup/answer
fault=0

# A shell whose Ctrl-G writes down the line that is being edited.
cat >$setup/.zshrc <<EOF
fpath=(${ODIN_AGENT_COMPLETIONS-} \$fpath)
autoload -Uz compinit && compinit -u -D
write-down() { print -r -- "\$BUFFER" >$answer.new && mv $answer.new $answer; BUFFER= }
zle -N write-down
bindkey '^G' write-down
unsetopt beep
print -r -- ready >$answer.new && mv $answer.new $answer
EOF

await_answer() {
  local output
  repeat 300; do
    [[ ! -e $answer ]] || return 0
    zpty -r -t shell output
    sleep 0.1
  done
  print "the shell does not answer"
  exit 1
}

# completes TYPED LINE: what the Tab key makes of it.
completes() {
  rm -f $answer
  zpty -w -n shell "$1"$'\t\a'
  await_answer
  local line=$(<$answer)
  [[ ${line%% #} == $2 ]] || {
    print -r -- "$1: becomes '$line', not '$2'"
    fault=1
  }
}

setopt extended_glob
export ZDOTDIR=$setup TERM=vt100
zpty shell zsh -i
await_answer

offered=($(odin-agent --help | awk '/^Commands:/ { on = 1; next } /^$/ { on = 0 } on { print $1 }'))
(( $offered[(Ie)check] )) || { print "--help names no commands"; exit 1 }
for command in $offered; do
  completes "odin-agent ${command%?}" "odin-agent $command"
  completes "odin-agent $command --hel" "odin-agent $command --help"
done
completes "odin-agent --v" "odin-agent --version"
completes "odin-agent check --off" "odin-agent check --offline"
completes "odin-agent check --config /etc/odin-agent/con" "odin-agent check --config /etc/odin-agent/config.yaml"
completes "odin-agent check -c /etc/odin-agent/con" "odin-agent check -c /etc/odin-agent/config.yaml"
completes "odin-agent check --as odin-a" "odin-agent check --as odin-agent"
completes "odin-agent demo --pri" "odin-agent demo --printers"
rm -rf $setup
zpty -d shell
exit $fault
