#!/bin/bash
# Removes a network or a service of a swarm by its name, and prints "removed" or "absent".
: "${object:?}" "${name:?}"

# A question that fails is no answer: only a swarm that says so does not have it.
if ! said=$(docker "$object" inspect --format found "$name" 2>&1); then
  grep -qiE "no such $object|$object .*not found" <<<"$said" || { printf '%s\n' "$said" >&2; exit 1; }
  echo absent
  exit
fi
docker "$object" rm "$name" >/dev/null || exit
echo removed
