#!/bin/bash
# Brings a machine's membership in a swarm to what is declared: in it, with its role. It runs on the computer that runs
# Pulumi. The token goes by a pipe from a manager into the Docker API of the machine: it is in no argument, no log and
# no state.
set -eu
: "${role:?}" "${name:?}" "${address:?}"

# On the machine, with the token on standard input.
join_swarm() { # ADDRESS MANAGER_ADDRESS
  read -r token
  request='{"ListenAddr":"0.0.0.0:2377","AdvertiseAddr":"%s","RemoteAddrs":["%s:2377"],"JoinToken":"%s"}'
  # shellcheck disable=SC2059 # the words are all that the request is filled with
  printf "$request" "$1" "$2" "$token" | curl -sS --fail-with-body --unix-socket /var/run/docker.sock \
    -H 'Content-Type: application/json' -d @- http://docker/swarm/join
}

# On the machine: prints its state, and its identity in the swarm. One that is just booting is waited for.
own_state() { # NAME
  end=$(($(date +%s) + 60))
  until
    if ! told=$(docker info --format '{{.Swarm.LocalNodeState}} {{.Swarm.NodeID}}|{{.Swarm.Error}}' 2>&1); then
      echo "Docker does not answer on $1 (systemctl status docker): $told" >&2
      return 1
    fi
    [ "${told%% *}" != pending ]
  do
    if [ "$(date +%s)" -ge "$end" ]; then
      echo "$1 does not get into its swarm: ${told#*|}" >&2
      return 1
    fi
    sleep 0.3
  done
  case "$told" in
    # Its certificate is over: it is let in anew, and keeps what lies on it.
    error*expired* | error*"not valid"*) docker swarm leave --force >/dev/null && echo inactive ;;
    active* | inactive*) printf '%s\n' "${told%%|*}" ;;
    locked*)
      echo "the swarm of $1 is locked: run 'docker swarm unlock' on it" >&2
      return 1
      ;;
    *)
      echo "the swarm does not start on $1: ${told#*|}" >&2
      return 1
      ;;
  esac
}

find_manager
own=$(ask "$name" "$(declare -f own_state); own_state $name")
read -r state node <<<"$own"
if [ "$state" != active ]; then
  # A machine that was made anew is still listed under its old identity.
  on_manager "$(declare -f nodes_called keeps_quorum demote forget_all); forget_all $name"
  on_manager "docker swarm join-token -q $role" |
    give "$name" "$(declare -f join_swarm); join_swarm $address ${manager_address:?}"
  node=
fi
on_manager "$(declare -f keeps_quorum until_ready becomes); until_ready $name $node && becomes ${node:-$name} $role"
