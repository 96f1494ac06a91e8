#!/bin/bash
# Prints the files that were written in the containers of the cluster's services on a machine: `service <TAB> path`.
# Volumes and secrets are no part of a container's own layer.
: "${processes:?}"

running=$(docker ps --format '{{.ID}} {{.Label "com.docker.swarm.service.name"}}') || exit
while read -r id service; do
  [ -n "$service" ] || continue
  # One that has ended since has written nothing that is left.
  pid=$(docker inspect --format '{{.State.Pid}}' "$id") || continue
  mounts=$(docker inspect --format '{{range .Mounts}}{{println .Destination}}{{end}}' "$id") || continue
  if ! changes=$(docker diff "$id"); then
    if docker inspect "$id" >/dev/null 2>&1; then exit 1; else continue; fi
  fi
  sed -n 's/^[AC] //p' <<<"$changes" | while IFS= read -r path; do
    [ -f "$processes/$pid/root$path" ] || continue
    covered=
    for mount in $mounts; do case $path in "$mount"/* | "$mount") covered=1 ;; esac; done
    [ -n "$covered" ] || printf '%s\t%s\n' "$service" "$path"
  done
done <<<"$running"
