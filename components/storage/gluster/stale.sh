#!/bin/bash
# Stops the containers that had a mount which is dead: they start again as they were told to, with the new one. At boot
# there are none, and Docker waits for this unit.
mount=${1:?}
systemctl is-active -q docker.service || exit 0

# Does something with each container of standard input. One that has ended since is left out.
with_each() { # QUESTION…
  local said
  { said=$(xargs -r docker "$@" 2>&1 >&3); } 3>&1 && return
  said=$(grep -vE 'No such (object|container)' <<<"$said") || return 0
  printf '%s\n' "$said" >&2
  return 1
}

set -o pipefail
docker ps -q | with_each inspect --format '{{.Id}}{{range .Mounts}} {{.Source}}{{end}}' |
  awk -v mount="$mount" '{ for (at = 2; at <= NF; at++) if (index($at "/", mount "/") == 1) { print $1; next } }' | with_each stop -t 30 >/dev/null
