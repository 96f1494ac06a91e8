#!/bin/bash
# Prints how a machine is: `load AVERAGE PROCESSORS`, `memory SIZE FREE`, and `disk PATH SIZE FREE` for its root and for
# each of the folders that is mounted. Sizes are bytes.
: "${mounts[@]-}"

read -r average _ </proc/loadavg
echo "load $average $(nproc)"
awk '/^MemTotal:/ { size = $2 } /^MemAvailable:/ { free = $2 } END { printf "memory %.0f %.0f\n", size * 1024, free * 1024 }' \
  /proc/meminfo
for path in / "${mounts[@]}"; do
  # A file system over a network may not answer.
  room=$(timeout 5 findmnt --noheadings --bytes --first-only --output USED,AVAIL --mountpoint "$path") || continue
  read -r used free <<<"$room"
  echo "disk $path $((used + free)) $free" # what a file system keeps for itself is neither
done
