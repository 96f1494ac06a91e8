#!/bin/bash
# Runs a container (`run`) with what is on standard input, and again for a minute while its network is "not found".
# Docker takes a network off a machine when the last container leaves it, and does not look again when another one comes
# in that moment, although it means to (`findAndAttachNetwork` of Docker 20.10). What the container prints on standard
# output is dropped. `failed` follows what it said when it failed. Only Docker's own words count, as in `swarm.py`: a
# program in a container may say the like.
given=$(cat)
end=$(($(date +%s) + 60))
attached=
until said=$(printf '%s\n' "$given" | run 2>&1 >/dev/null) && attached=1; do
  grep -qE '^docker: Error response from daemon: network [^[:space:]]+ not found' <<<"$said" || break
  [ "$(date +%s)" -lt "$end" ] || break
  sleep 0.3
done
if [ -z "$attached" ]; then
  printf '%s\n' "$said" >&2
  failed
  exit 1
fi
