#!/bin/bash
# Stops all copies of a service, and waits until they are gone.
: "${service:?}" "${within_seconds:?}"

# A question that fails ends the program: a copy that nobody could ask for may run. What was on a machine that is down
# ended with it, and the swarm calls it running for a day more.
runs() {
  wanted=$(docker service ps -q --filter desired-state=running "$service") || exit
  [ -z "$wanted" ] || return 0
  states=$(docker service ps --format '{{.CurrentState}}|{{.Node}}' "$service") || exit
  running=$(awk -F'|' '/^Running/ { print $2 == "" ? "?" : $2 }' <<<"$states" | sort -u)
  [ -n "$running" ] || return 1
  nodes=$(docker node ls --format '{{.Hostname}} {{.Status}}') || exit
  grep -qvxF "$(sed -n 's/ Down$//p' <<<"$nodes")" <<<"$running"
}

docker service scale -d "$service=0" >/dev/null || exit
end=$(($(date +%s) + within_seconds))
while runs; do
  if [ "$(date +%s)" -ge "$end" ]; then
    where=$(docker service ps --filter desired-state=shutdown --format '{{.Node}} {{.CurrentState}}' "$service" | grep Running)
    echo "$service does not stop within $within_seconds s; it is said to run on: ${where//$'\n'/, }" >&2
    exit 1
  fi
  sleep 0.2
done
