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
    for _ in $(seq 100); do
      if docker node rm --force "$node" >/dev/null 2>&1; then break; fi
      sleep 0.1
    done
  done
}

until_ready() {
  until [ "$(docker node inspect "$1" --format '{{.Status.State}}' 2>/dev/null)" = ready ]; do sleep 0.1; done
}
