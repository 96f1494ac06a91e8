#!/bin/bash
# Makes a swarm on the machine through which it is managed, if there is none, and sets how it keeps itself. A machine
# that is in none, while another one answers for a swarm, is let in by that one (`node.sh`): there is no second swarm.
: "${address:?}" "${others[@]-}" "${pool:?}"

told=$(docker info --format '{{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}} {{.Swarm.Error}}')
read -r state manages error <<<"$told"
another_answers() {
  local other
  for other in "${others[@]}"; do
    if timeout 3 bash -c "</dev/tcp/$other/2377" 2>/dev/null; then return; fi
  done
  return 1
}
case "$state: $error" in
  active*) [ "$manages" = true ] || exit 0 ;;
  inactive*)
    if another_answers; then exit 0; fi
    docker swarm init --advertise-addr "$address" --default-addr-pool "$pool" >/dev/null
    ;;
  # After a long time without power its certificate is over. What it knows of services, secrets and networks is kept,
  # and the others are let in again.
  error*expired* | error*"not valid"*)
    if another_answers; then exit 0; fi
    docker swarm init --force-new-cluster --advertise-addr "$address" >/dev/null
    ;;
  *) exit 0 ;; # it is on its way, or something is wrong, which `node.sh` tells
esac
docker swarm update --task-history-limit 2 --cert-expiry 17520h >/dev/null
