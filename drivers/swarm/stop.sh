#!/bin/bash
# Stops all copies of a service, and waits until they are gone.
: "${service:?}" "${within_seconds:?}"

# A question that fails ends the program: a copy that nobody could ask for may run. What was on a machine that is down
# ends with it, and the swarm calls it running for a day more.
runs() {
  wanted=$(docker service ps -q --filter desired-state=running "$service") || exit
  [ -z "$wanted" ] || return 0
  states=$(docker service ps --format '{{.CurrentState}}|{{.Node}}' "$service") || exit
  running=$(awk -F'|' '/^Running/ { print $2 == "" ? "?" : $2 }' <<<"$states" | sort -u)
  [ -n "$running" ] || return 1
  nodes=$(docker node ls --format '{{.Hostname}} {{.Status}}') || exit
  at=$(grep -vxF "$(sed -n 's/ Down$//p' <<<"$nodes")" <<<"$running")
}

docker service scale -d "$service=0" >/dev/null || exit
end=$((SECONDS + within_seconds))
while runs; do
  if [ "$SECONDS" -ge "$end" ]; then
    echo "$service still runs${at:+ on ${at//$'\n'/, }} after $within_seconds s" >&2
    exit 1
  fi
  sleep 0.2
done
