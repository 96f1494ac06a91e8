#!/bin/sh
# What a manager does with the nodes of one name. A machine that was made anew is listed under its old identity, too. A
# list that a manager does not give is not an empty one.

nodes_called() {
  all=$(docker node ls --format '{{.ID}} {{.Hostname}}') || return
  printf '%s\n' "$all" | sed -n "s/ $1\$//p"
}

demote() { docker node demote "$1" >/dev/null 2>&1 || true; }

demote_all() {
  called=$(nodes_called "$1") || return
  for node in $called; do demote "$node"; done
}

# One that was a manager leaves the quorum first, which takes a moment.
forget_all() {
  called=$(nodes_called "$1") || return
  for node in $called; do
    demote "$node"
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

# Two minutes at most: a machine that joined is ready within seconds.
until_ready() {
  end=$(($(date +%s) + 120))
  until [ "$(docker node inspect "$1" --format '{{.Status.State}}' 2>/dev/null)" = ready ]; do
    if [ "$(date +%s)" -ge "$end" ]; then
      said=$(docker node inspect "$1" --format '{{.Status.State}}' 2>&1) || true
      echo "$1 joined the swarm, and its manager does not see it ready within two minutes: $said" >&2
      return 1
    fi
    sleep 0.1
  done
}
