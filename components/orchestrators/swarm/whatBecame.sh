#!/bin/bash
# Tells, as an error, what the cluster says of services. It forgets a copy that failed soon after, so it is asked for a
# while.
what_became() { # SERVICE…
  local said
  for _ in {1..9}; do
    said=$(docker service ps --no-trunc --format '{{if .Error}}{{.Name}} on {{.Node}}: {{.Error}}{{end}}' "$@" 2>&1 |
      grep . | sort -u | head -n 8)
    [ -z "$said" ] || break
    sleep 0.3
  done
  [ -n "$said" ] || said=$(docker service ps --format '{{.Name}} on {{.Node}}: {{.CurrentState}}' "$@" 2>&1 | head -n 8)
  echo "$said" >&2
}
