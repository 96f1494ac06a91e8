#!/bin/sh
# Runs a command again and again. Its last run tells whether the container is healthy.
: "${every:?}" "${mark:?}"
trap 'kill "$!" 2>/dev/null; exit 0' TERM
while :; do
  "$@" &
  if wait "$!"; then : > "$mark"; else rm -f "$mark"; fi
  sleep "$every" &
  wait "$!"
done
