#!/bin/bash
# Mounts again what somebody unmounted, which the unit does not notice. Containers that had it keep a mount that is
# dead: they are stopped, and start again as they were told to.
: "${unit:?}" "${mount:?}"

if ! mountpoint -q "$mount"; then
  systemctl restart "$unit"
  docker ps -q | xargs -r docker inspect --format '{{.Id}}{{range .Mounts}} {{.Source}}{{end}}' |
    awk -v below=" $mount/" 'index($0, below) { print $1 }' | xargs -r docker stop -t 30 >/dev/null
fi
