#!/bin/bash
# Makes a swarm on its first manager, and keeps its history short. A first manager that left is not made the root of a
# second swarm: if another manager answers, somebody must decide.
: "${address:?}" "${others[@]-}"

state=$(docker info --format '{{.Swarm.LocalNodeState}}')
if [ "$state" != active ]; then
  for other in "${others[@]}"; do
    if timeout 3 bash -c "</dev/tcp/$other/2377" 2>/dev/null; then
      echo "the swarm runs without this machine: let it join again with the word of" \
        "'docker swarm join-token manager' on $other" >&2
      exit 1
    fi
  done
  docker swarm init --advertise-addr "$address" >/dev/null
fi
docker swarm update --task-history-limit 2 >/dev/null
