#!/bin/bash
# Runs all probes of a machine at once and prints a line for each one that fails. What fails is asked a second time: a
# file that is being replaced at this moment is no drift.
: "${judge:?}" "${probes[@]-}"

probe() { # INDEX SCRIPT
  local status said
  for try in 1 2; do
    said=$(timeout 20 bash -c "$judge"$'\n'"$2") && return
    status=$?
    [ "$try" = 2 ] || sleep 0.2
  done
  printf '%s %s %s\n' "$1" "$status" "$said"
}

for index in "${!probes[@]}"; do probe "$index" "${probes[index]}" & done
wait
exit 0
