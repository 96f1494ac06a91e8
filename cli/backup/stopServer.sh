#!/bin/bash
# Stops a database server, and makes a folder for the data of the next one beside its own.
: "${engine:?}" "${folder:?}"

runs() {
  [ -n "$(docker service ps -q --filter desired-state=running "$engine")" ] ||
    docker service ps --format '{{.CurrentState}}' "$engine" | grep -q ^Running
}

docker service scale -d "$engine=0" >/dev/null && while runs; do sleep 0.2; done
mkdir -p "$folder"
