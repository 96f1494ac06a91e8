#!/bin/bash
# Lets `gluster` ask again while another command holds the volume: glusterd does one at a time, on all machines, and
# refuses the others ("Another transaction is in progress") instead of letting them wait. The same while a glusterd that
# has just started does not know the volume's bricks yet ("Staging failed", GlusterFS 11). Some 20 seconds at most.
gluster() {
  local said status
  for _ in {1..100}; do
    said=$(command gluster "$@" 2>&1) && status=0 || status=$?
    case "$said" in *"Another transaction"* | *"Locking failed"* | *"Staging failed"*"No brick"*) sleep 0.1 ;; *) break ;; esac
  done
  if [ "$status" = 0 ]; then printf '%s\n' "$said"; else printf '%s\n' "$said" >&2; fi
  return "$status"
}
