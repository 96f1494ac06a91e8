#!/bin/bash
# Starts one copy of a service, and waits until it runs.
: "${service:?}" "${within_seconds:?}"

runs() {
  docker service ps --filter desired-state=running --format '{{.CurrentState}}' "$service" | grep -q ^Running
}

docker service scale -d "$service=1" >/dev/null || exit
end=$(($(date +%s) + within_seconds))
until runs; do
  if [ "$(date +%s)" -ge "$end" ]; then
    echo "$service did not start within $within_seconds s: docker service logs $service" >&2
    exit 1
  fi
  sleep 0.2
done
