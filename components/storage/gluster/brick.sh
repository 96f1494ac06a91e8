#!/bin/bash
# ruche-gluster-brick probe|mend VOLUME ADDRESS
#
# Keeps a machine's brick within reach. When glusterd starts a brick, and a peer greets it before the brick has told its
# port, it takes the brick for one that it knows and tells clients port 0 from then on (GlusterFS 10): the brick runs,
# counts as online, and nobody gets to it. Such a brick is started anew: after each boot, and by `up`.
set -uo pipefail
: "${bricks:?}"
volume=$2 brick=$3:$bricks/$2

told() { gluster volume status "$volume" "$brick" detail 2>&1; }
value() { awk -F: -v name="$1" '$1 ~ "^" name " *$" { gsub(/ /, "", $2); print $2 }'; }
unreachable() { [ "$(value Online <<< "$now") $(value 'TCP Port' <<< "$now")" = 'Y 0' ]; }

if ! now=$(told); then
  case "$now" in
    # There is no brick yet that somebody could reach. The volume has a probe of its own.
    *"does not exist"* | *"is not started"* | *"No brick "*) exit 0 ;;
  esac
  echo "glusterd does not say how the brick $brick is: $now" >&2
  exit 1
fi
if [ "$1" = probe ]; then ! unreachable; exit; fi
unreachable || exit 0
kill "$(value Pid <<< "$now")"
for _ in {1..100}; do
  sleep 0.3
  gluster volume start "$volume" force >/dev/null 2>&1
  now=$(told)
  [ "$(value Online <<< "$now")" != Y ] || unreachable || exit 0
done
echo "the brick $brick does not come back" >&2
exit 1
