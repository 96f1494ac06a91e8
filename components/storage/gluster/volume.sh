#!/bin/bash
# Joins the members, makes the volume and starts it; runs on the first member. `kind` and `options` are words of
# `gluster`.
: "${volume:?}" "${members[0]:?}" "${bricks[0]:?}" "${kind[@]-}" "${options[0]:?}"

# A peer that was asked a moment ago answers "not ready": asked again, not waited for.
for member in "${members[@]:1}"; do
  until gluster peer probe "$member" >/dev/null 2>&1; do sleep 0.2; done
done

# Asked of each member: one that does not see another yet refuses the volume, and the first one then waits two minutes
# for its answer.
sees_all_others() {
  [ "$(gluster "$@" peer status | grep -c 'Peer in Cluster (Connected)')" -ge $((${#members[@]} - 1)) ]
}
until sees_all_others; do sleep 0.1; done
for member in "${members[@]:1}"; do
  until sees_all_others "--remote-host=$member"; do sleep 0.1; done
done

if ! gluster volume info "$volume" >/dev/null 2>&1; then
  until said=$(gluster --mode=script volume create "$volume" "${kind[@]}" "${bricks[@]}" force 2>&1); do
    case "$said" in
      *"not in 'Peer in Cluster' state"*) sleep 0.2 ;;
      *)
        echo "$said" >&2
        exit 1
        ;;
    esac
  done
fi

now=$(gluster volume get "$volume" all)
other=()
for ((at = 0; at < ${#options[@]}; at += 2)); do
  is=$(awk -v key="${options[at]}" '$1 == key { print $2 }' <<<"$now")
  [ "$is" = "${options[at + 1]}" ] || other+=("${options[@]:at:2}")
done
[ "${#other[@]}" = 0 ] || gluster volume set "$volume" "${other[@]}" >/dev/null

# Asked before it is looked at: a question that fails is no answer. No pipe: a program that writes to a grep that has
# seen enough dies of it.
info=$(gluster volume info "$volume")
grep -qx 'Status: Started' <<<"$info" || gluster volume start "$volume" >/dev/null
# A brick that died stays down until somebody says so.
status=$(gluster volume status "$volume" detail)
online=$(grep -c '^Online *: Y' <<<"$status") || true
[ "$online" = "${#members[@]}" ] || gluster volume start "$volume" force >/dev/null
