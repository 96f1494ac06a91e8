#!/bin/sh
# Runs a command again and again, sooner after it failed. Its last run tells whether the container is healthy.
: "${every:?}" "${again:?}" "${within:?}" "${mark:?}"
stopped='' running=''
trap 'stopped=yes; [ -z "$running" ] || kill "$running" 2>/dev/null' TERM
while :; do
  timeout -k 10 "$within" "$@" &
  running=$!
  [ -z "$stopped" ] || kill "$running" 2>/dev/null
  wait "$running"
  status=$?
  # A signal ends the wait, and the run has its time to end.
  while [ -n "$stopped" ] && kill -0 "$running" 2>/dev/null; do
    wait "$running"
  done
  running=''
  [ -z "$stopped" ] || exit 0
  if [ "$status" = 0 ]; then
    touch "$mark" || echo "$mark cannot be written, so this container does not count as healthy" >&2
    pause=$every
  else
    echo "the run failed with status $status (124: it took longer than $within seconds)" >&2
    rm -f "$mark"
    pause=$again
  fi
  sleep "$pause" &
  running=$!
  [ -z "$stopped" ] || exit 0
  wait "$running"
  [ -z "$stopped" ] || exit 0
  running=''
done
