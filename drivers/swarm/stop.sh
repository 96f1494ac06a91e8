#!/bin/bash
# Stops all copies of a service, and waits until they are gone.
: "${service:?}"

# A question that fails ends the program: a copy that nobody could ask for may run.
runs() {
  wanted=$(docker service ps -q --filter desired-state=running "$service") || exit
  [ -z "$wanted" ] || return 0
  states=$(docker service ps --format '{{.CurrentState}}' "$service") || exit
  grep -q ^Running <<<"$states"
}

docker service scale -d "$service=0" >/dev/null || exit
while runs; do sleep 0.2; done
