#!/bin/bash
# Mounts again what somebody unmounted, which the unit does not notice. Containers that had it keep a mount that is
# dead: they are stopped, and start again as they were told to.
: "${unit:?}" "${mount:?}"

# Does something with each container of standard input. One that has ended since is left out.
with_each() { # QUESTION…
  local said
  { said=$(xargs -r docker "$@" 2>&1 >&3); } 3>&1 && return
  said=$(grep -vE 'No such (object|container)' <<<"$said") || return 0
  printf '%s\n' "$said" >&2
  return 1
}

if ! mountpoint -q "$mount"; then
  systemctl restart "$unit"
  docker ps -q | with_each inspect --format '{{.Id}}{{range .Mounts}} {{.Source}}{{end}}' |
    awk -v below=" $mount/" 'index($0, below) { print $1 }' | with_each stop -t 30 >/dev/null
fi
