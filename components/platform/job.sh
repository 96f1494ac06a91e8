#!/bin/sh
# Runs a command again and again, sooner after it failed. Its last run tells whether the container is healthy.
: "${every:?}" "${again:?}" "${mark:?}"
trap 'kill "$!" 2>/dev/null; exit 0' TERM
while :; do
  "$@" &
  if wait "$!"; then
    : > "$mark"
    pause=$every
  else
    rm -f "$mark"
    pause=$again
  fi
  sleep "$pause" &
  wait "$!"
done
