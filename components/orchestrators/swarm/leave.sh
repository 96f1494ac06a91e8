#!/bin/bash
# Takes a machine out of its swarm; it runs on the computer that runs Pulumi. Its services start elsewhere. A machine
# that no longer answers is forgotten all the same. The last manager of a swarm leaves without asking anybody.
set -eu
: "${name:?}"

leaves() {
  timeout 30 ssh -n "${words[@]:?}" 'docker swarm leave --force' >/dev/null 2>&1 || true
}

reach "$name"
if find_manager 2>/dev/null; then
  on_manager "$(declare -f nodes_called keeps_quorum demote demote_all); demote_all $name"
  leaves
  on_manager "$(declare -f nodes_called keeps_quorum demote forget_all); forget_all $name"
elif [ "$(ask "$name" "docker node ls -q --filter role=manager | wc -l" 2>/dev/null)" = 1 ]; then
  leaves
else
  find_manager
fi
