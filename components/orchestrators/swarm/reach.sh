#!/bin/bash
# How programs on the computer that runs Pulumi get to a swarm: `reach` puts the words of a machine's SSH connection
# into `words`. Any manager may answer for the swarm, the usual one is asked first.
: "${managers[@]-}" "${addresses[@]-}"

ask() { # MACHINE COMMAND
  local words
  reach "$1"
  ssh -n "${words[@]}" "$2"
}

# The same, with what is on standard input.
give() { # MACHINE COMMAND
  local words
  reach "$1"
  local connection=(ssh "${words[@]}")
  "${connection[@]}" "$2"
}

manages() { [ "$(ask "$1" "docker info --format '{{.Swarm.ControlAvailable}}'" 2>/dev/null)" = true ]; }

# Sets `manager` and `manager_address`.
find_manager() {
  local at
  for at in "${!managers[@]}"; do
    manages "${managers[at]}" || continue
    manager=${managers[at]} manager_address=${addresses[at]}
    : "$manager_address"
    return
  done
  echo "no machine manages the swarm now; asked were: ${managers[*]}" >&2
  return 1
}

on_manager() { ask "$manager" "$1"; }
