#!/bin/bash
# Stops all copies of a service, and waits until they are gone.
: "${service:?}"

runs() {
  [ -n "$(docker service ps -q --filter desired-state=running "$service")" ] ||
    docker service ps --format '{{.CurrentState}}' "$service" | grep -q ^Running
}

docker service scale -d "$service=0" >/dev/null && while runs; do sleep 0.2; done
