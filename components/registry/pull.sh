#!/bin/bash
# Brings an image to a machine. Docker looks at /etc/hosts again after five seconds only (Go's `net` package,
# `cacheMaxAge` in hosts.go), so on a machine that was just made it may not know the registry's name yet; whatever else
# goes wrong is told at once.
: "${reference:?}"

for _ in {1..50}; do
  said=$(docker pull -q "$reference" 2>&1) && exit
  case $said in *"no such host"*) sleep 0.2 ;; *) break ;; esac
done
printf '%s\n' "$said" >&2
exit 1
