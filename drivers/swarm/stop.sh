#!/bin/bash
# Stops all copies of a service, and waits until they are gone.
: "${service:?}" "${within_seconds:?}"

# A question that fails ends the program: a copy that nobody could ask for may run.
runs() {
  wanted=$(docker service ps -q --filter desired-state=running "$service") || exit
  [ -z "$wanted" ] || return 0
  states=$(docker service ps --format '{{.CurrentState}}' "$service") || exit
  grep -q ^Running <<<"$states"
}

docker service scale -d "$service=0" >/dev/null || exit
end=$(($(date +%s) + within_seconds))
while runs; do
  # A copy on a machine that went away is said to run until somebody removes the machine.
  if [ "$(date +%s)" -ge "$end" ]; then
    where=$(docker service ps --filter desired-state=shutdown --format '{{.Node}} {{.CurrentState}}' "$service" | grep Running)
    echo "$service does not stop within $within_seconds s; it is said to run on: ${where//$'\n'/, }" >&2
    exit 1
  fi
  sleep 0.2
done
