#!/bin/bash
# Starts a database server in its new version, and gives the folders of all other versions another name.
: "${engine:?}" "${version:?}" "${all:?}" "${replaced:?}" "${looks:?}"

runs() {
  docker service ps --filter desired-state=running --format '{{.CurrentState}}' "$engine" | grep -q ^Running
}

docker service scale -d "$engine=1" >/dev/null
for _ in $(seq "$looks"); do
  if runs; then break; fi
  sleep 0.2
done
if ! runs; then
  echo "$engine $version did not start within 3 minutes: docker service logs $engine" >&2
  exit 1
fi
cd "$all" || exit
for other in *; do
  [ -e "$other" ] || continue
  case $other in
    "$version" | *"$replaced"*) ;;
    *) mv "$other" "$other$replaced$version-$(date -u +%Y%m%dT%H%M%SZ)" ;;
  esac
done
