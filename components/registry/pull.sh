#!/bin/bash
# Brings an image to a machine. Docker looks at /etc/hosts again after five seconds only (Go's `net` package,
# `cacheMaxAge` in hosts.go), so on a machine that was just made it may not know the registry's name yet; whatever else
# goes wrong is told at once. Of the other images of its name the newest stays: a way back, and no more.
: "${reference:?}"

pull() {
  for _ in {1..50}; do
    said=$(docker pull -q "$reference" 2>&1) && return
    case $said in *"no such host"*) sleep 0.2 ;; *) break ;; esac
  done
  printf '%s\n' "$said" >&2
  return 1
}

# Docker lists the newest first. An image that still has a container is refused by Docker, and stays.
forget() {
  local name=${reference%%@*} here
  here=$(docker image inspect --format '{{.Id}}' "$reference") || return
  docker image ls --no-trunc --format '{{.ID}}' "${name%:*}" |
    awk -v here="$here" '$0 != here && !seen[$0]++ && ++others > 1' |
    while read -r id; do docker image rm "$id" || true; done
}

pull || exit
forget >/dev/null 2>&1 || true # what is left is tried again with the next image
