#!/bin/bash
# Joins the members, makes the volume and starts it, or exchanges its machines; runs on the machine through which it is
# changed. `kind` and `options` are words of `gluster`.
: "${volume:?}" "${peers[@]-}" "${bricks[0]:?}" "${copies:?}" "${kind[@]-}" "${options[0]:?}"

info=$(gluster volume info "$volume" 2>&1) || case "$info" in
  *"does not exist"*) info= ;;
  *)
    echo "$info" >&2
    exit 1
    ;;
esac
mapfile -t there < <(bricks_in "$info")

# Machines that do not hold the volume yet. The others are in the pool, whether they answer now or not.
joining=()
for peer in "${peers[@]}"; do
  [[ " ${there[*]-}" == *" $peer:"* ]] || joining+=("$peer")
done

patience() { # WHAT IT WAITS FOR, AS AN ERROR
  if [ "$(date +%s)" -ge "$end" ]; then
    echo "$1" >&2
    exit 1
  fi
  sleep "${2:-0.1}"
}

# A peer that was asked a moment ago answers "not ready": asked again, not waited for. One that belongs to others never
# comes.
end=$(($(date +%s) + 120))
for peer in "${joining[@]}"; do
  until said=$(gluster peer probe "$peer" 2>&1); do
    case "$said" in
      *"another cluster"* | *"different cluster"*)
        echo "$peer holds volumes together with other machines, which know nothing of this one: $said" >&2
        exit 1
        ;;
    esac
    patience "$peer does not join the machines with volumes: $said" 0.2
  done
done

# Asked of each member: one that does not see another yet refuses the volume, and the first one then waits two minutes
# for its answer.
sees_all_others() {
  [ "$(gluster "$@" peer status | grep -c 'Peer in Cluster (Connected)')" -ge ${#peers[@]} ]
}

# One that was asked before and was made anew since is known as what it was, and never let in: it is forgotten once.
joins() { # PEER
  local forget_at=$(($(date +%s) + 20))
  until is_in_pool "$1"; do
    if [ "$(date +%s)" -ge "$forget_at" ]; then
      gluster --mode=script peer detach "$1" force >/dev/null 2>&1 || true
      gluster peer probe "$1" >/dev/null 2>&1 || true
      forget_at=$((end + 1))
    fi
    patience "$1 is not let in by the machines with volumes" 0.5
  done
}
if [ "${#joining[@]}" -gt 0 ]; then
  if [ -n "$info" ]; then
    for peer in "${joining[@]}"; do joins "$peer"; done
  fi
  until sees_all_others; do patience "this machine does not see all of ${peers[*]}"; done
  for peer in "${peers[@]}"; do
    until sees_all_others "--remote-host=$peer"; do patience "$peer does not see all other machines of $volume"; done
  done
fi

if [ -z "$info" ]; then
  until said=$(gluster --mode=script volume create "$volume" "${kind[@]}" "${bricks[@]}" force 2>&1); do
    case "$said" in
      *"not in 'Peer in Cluster' state"*) patience "$said" 0.2 ;;
      *)
        echo "$said" >&2
        exit 1
        ;;
    esac
  done
fi

set_options() {
  local now is at other=()
  now=$(gluster volume get "$volume" all)
  for ((at = 0; at < ${#options[@]}; at += 2)); do
    is=$(awk -v key="${options[at]}" '$1 == key { print $2 }' <<<"$now")
    [ "$is" = "${options[at + 1]}" ] || other+=("${options[@]:at:2}")
  done
  [ "${#other[@]}" = 0 ] || gluster volume set "$volume" "${other[@]}" >/dev/null
}
set_options
exchanged=
if [ -n "$info" ]; then exchange "$volume" "$copies" "$info" "${bricks[@]}"; fi
# An exchange lets the old machine mount again.
if [ -n "$exchanged" ]; then set_options; fi

# Asked before it is looked at: a question that fails is no answer. No pipe: a program that writes to a grep that has
# seen enough dies of it.
info=$(gluster volume info "$volume")
grep -qx 'Status: Started' <<<"$info" || gluster volume start "$volume" >/dev/null
# A brick that died stays down until somebody says so.
status=$(gluster volume status "$volume" detail)
online=$(grep -c '^Online *: Y' <<<"$status") || true
[ "$online" = "${#bricks[@]}" ] || gluster volume start "$volume" force >/dev/null
