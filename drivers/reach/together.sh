#!/bin/bash
# Runs all programs at once and prints what they print, one after the other, each with its status behind a mark.
: "${mark:?}" "${programs[@]-}"

outputs=()
for program in "${programs[@]}"; do
  exec {output}< <(
    timeout 20 bash -c "$program" 2>/dev/null
    printf '\n%s %s\n' "$mark" $?
  )
  outputs+=("$output")
done
for output in "${outputs[@]}"; do cat <&"$output"; done
