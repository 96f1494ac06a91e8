#!/bin/bash
# Joins a machine to a swarm; it runs on the computer that runs Pulumi. `manager` and `machine` are the words of an SSH
# connection to each. The token goes by a pipe from the manager into the Docker API of the machine: it is in no
# argument, no log and no state.
set -eu
: "${manager[0]:?}" "${machine[0]:?}" "${role:?}" "${name:?}" "${address:?}" "${manager_address:?}"

# On the machine, with the token on standard input.
join_swarm() { # ADDRESS MANAGER_ADDRESS
  read -r token
  printf '{"ListenAddr":"0.0.0.0:2377","AdvertiseAddr":"%s","RemoteAddrs":["%s:2377"],"JoinToken":"%s"}' "$1" "$2" "$token" |
    curl -sS --fail-with-body --unix-socket /var/run/docker.sock -H 'Content-Type: application/json' -d @- http://docker/swarm/join
}

state=$("${machine[@]}" "docker info --format '{{.Swarm.LocalNodeState}}'" </dev/null)
if [ "$state" != active ]; then
  # A machine that was made anew is still listed under its old identity.
  "${manager[@]}" "$(declare -f nodes_called demote forget_all); forget_all $name"
  "${manager[@]}" "docker swarm join-token -q $role" |
    "${machine[@]}" "$(declare -f join_swarm); join_swarm $address $manager_address"
fi
"${manager[@]}" "$(declare -f until_ready); until_ready $name"
