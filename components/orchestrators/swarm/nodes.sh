#!/bin/sh
# What a manager does with the nodes of one name. A machine that was made anew is listed under its old identity, too. A
# list that a manager does not give is not an empty one.

nodes_called() {
  all=$(docker node ls --format '{{.ID}} {{.Hostname}}') || return
  printf '%s\n' "$all" | sed -n "s/ $1\$//p"
}

# A manager goes only if more than half of the others answer: with fewer, nothing could be changed any more. One that
# goes at the same time counts as silent for a moment: asked again for half a minute.
keeps_quorum() { # NODE
  left=100
  while :; do
    voting=$(docker node ls --filter role=manager --format '{{.ID}} {{.ManagerStatus}}') || return
    said=$(printf '%s\n' "$voting" | awk -v going="$1" '
      $1 == going { votes = 1; next }
      NF { others++; if ($2 == "Leader" || $2 == "Reachable") answer++ }
      END {
        if (!votes || answer * 2 > others) exit
        print going " stays a manager: without it " answer + 0 " of " others + 0 " managers would answer"
      }')
    [ -n "$said" ] || return 0
    left=$((left - 1))
    if [ "$left" = 0 ]; then
      echo "$said" >&2
      return 1
    fi
    sleep 0.3
  done
}

demote() { # NODE
  keeps_quorum "$1" || return
  docker node demote "$1" >/dev/null 2>&1 || true
}

demote_all() {
  called=$(nodes_called "$1") || return
  for node in $called; do demote "$node" || return; done
}

# One that was a manager leaves the quorum first, which takes a moment.
forget_all() {
  called=$(nodes_called "$1") || return
  for node in $called; do
    demote "$node" || return
    left=100
    until said=$(docker node rm --force "$node" 2>&1); do
      left=$((left - 1))
      if [ "$left" = 0 ]; then
        echo "$1 ($node) cannot be taken out of the swarm: $said" >&2
        return 1
      fi
      sleep 0.1
    done
  done
}

# Two minutes at most: a machine that joined is ready within seconds. `of_swarm` is its identity, if it is known.
until_ready() { # NAME [OF_SWARM]
  end=$(($(date +%s) + 120))
  until said=$(docker node inspect "${2:-$1}" --format '{{.Status.State}}' 2>&1) && [ "$said" = ready ]; do
    case "${2:+$said}" in
      *[Nn]"o such node"* | *"not found"*)
        echo "$1 is in another swarm: if nothing of that is needed, run 'docker swarm leave --force' on it" >&2
        return 1
        ;;
    esac
    if [ "$(date +%s)" -ge "$end" ]; then
      echo "$1 joined the swarm, and its manager does not see it ready within two minutes: $said" >&2
      return 1
    fi
    sleep 0.1
  done
}

# Gives a node its role, and waits until it votes, or votes no more.
becomes() { # NODE ROLE
  is=$(docker node inspect "$1" --format '{{.Spec.Role}}') || return
  case "$is $2" in
    "worker manager") docker node promote "$1" >/dev/null || return ;;
    "manager worker") keeps_quorum "$1" && docker node demote "$1" >/dev/null || return ;;
  esac
  if [ "$2" = manager ]; then vote=reachable; else vote=; fi
  end=$(($(date +%s) + 60))
  until [ "$(docker node inspect "$1" --format '{{with .ManagerStatus}}{{.Reachability}}{{end}}')" = "$vote" ]; do
    if [ "$(date +%s)" -ge "$end" ]; then
      echo "$1 did not become a $2 within a minute" >&2
      return 1
    fi
    sleep 0.1
  done
}
