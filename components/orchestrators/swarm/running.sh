#!/bin/bash
# Waits until every copy of these services runs. A task runs, for the cluster, once its health check has passed. What
# was scaled to nothing is as it should be.
: "${services[0]:?}" "${within_seconds:?}"
set -o pipefail

# A question that fails tells of no service that it runs.
missing() {
  docker service ls --format '{{.Name}} {{.Replicas}}' | awk -v all="${services[*]}" '
    BEGIN { split(all, names); for (i in names) absent[names[i]] }
    $1 in absent { split($2, copies, "/"); if (copies[1] == copies[2]) delete absent[$1] }
    END { for (name in absent) print name }'
  updates 'updating|paused' || printf '%s\n' "${services[@]}"
}

updates() { # STATES
  docker service inspect --format '{{.Spec.Name}} {{with .UpdateStatus}}{{.State}}{{end}}' "${services[@]}" |
    awk -v state="$1" '$2 ~ state { print $1 }'
}

end=$(($(date +%s) + within_seconds))
while mapfile -t late < <(missing | sort -u) && [ "${#late[@]}" -gt 0 ]; do
  stopped=$(updates paused)
  if [ -n "$stopped" ] || [ "$(date +%s)" -ge "$end" ]; then
    echo "${late[*]} did not start:" >&2
    what_became "${late[@]}"
    exit 1
  fi
  sleep 0.3
done
