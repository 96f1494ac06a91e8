#!/bin/bash
# Prints how a machine is: `load AVERAGE PROCESSORS`, `memory SIZE FREE`, and `disk PATH SIZE FREE` for its root and for
# each of the folders that is mounted. Sizes are bytes.
: "${mounts[@]-}"

read -r average _ </proc/loadavg
echo "load $average $(nproc)"
while read -r word amount _; do
  case $word in MemTotal:) size=$amount ;; MemAvailable:) free=$amount ;; esac
done </proc/meminfo
echo "memory $((size * 1024)) $((free * 1024))"

# A file system over a network may not answer; then the others still do.
room() { timeout 5 df --block-size 1 --output=used,avail,target -- "$@" 2>/dev/null; }
found=$(room / "${mounts[@]}") || found=$(for path in / "${mounts[@]}"; do room "$path"; done)
while read -r used free path; do
  for mount in / "${mounts[@]}"; do
    # Where nothing is mounted, `df` tells of what is above. What a file system keeps for itself is neither.
    [[ $path != "$mount" ]] || echo "disk $path $((used + free)) $free"
  done
done <<<"$found"
