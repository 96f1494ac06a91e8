#!/bin/bash
# Prints the files that were written in the containers of the cluster's services on a machine: `service <TAB> path`.
# Volumes and secrets are no part of a container's own layer.
: "${processes:?}"

# Asks Docker about a container. The status is 2 if it has ended since, and 1 if Docker did not answer.
asked() { # CONTAINER QUESTION…
  local said
  { said=$(docker "${@:2}" "$1" 2>&1 >&3); } 3>&1 && return
  case "$(docker inspect "$1" 2>&1 >/dev/null)" in *"No such object"* | *"No such container"*) return 2 ;; esac
  printf '%s\n' "$said" >&2
  return 1
}

written_in() { # CONTAINER SERVICE
  local pid mounts changes path mount covered
  pid=$(asked "$1" inspect --format '{{.State.Pid}}') || return
  mounts=$(asked "$1" inspect --format '{{range .Mounts}}{{println .Destination}}{{end}}') || return
  changes=$(asked "$1" diff) || return
  sed -n 's/^[AC] //p' <<<"$changes" | while IFS= read -r path; do
    [ -f "$processes/$pid/root$path" ] || continue
    covered=
    for mount in $mounts; do case $path in "$mount"/* | "$mount") covered=1 ;; esac; done
    [ -n "$covered" ] || printf '%s\t%s\n' "$2" "$path"
  done
}

running=$(docker ps --format '{{.ID}} {{.Label "com.docker.swarm.service.name"}}') || exit
while read -r id service; do
  [ -n "$service" ] || continue
  written_in "$id" "$service" && continue
  # One that has ended since has written nothing that is left.
  [ "$?" = 2 ] || exit 1
done <<<"$running"
