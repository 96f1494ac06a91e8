#!/bin/bash
# Takes a machine out of its swarm; it runs on the computer that runs Pulumi. Its services start elsewhere. A machine
# that no longer answers is forgotten all the same.
set -eu
: "${manager[0]:?}" "${machine[0]:?}" "${name:?}"

"${manager[@]}" "$(declare -f nodes_called demote demote_all); demote_all $name"
timeout 30 "${machine[@]}" 'docker swarm leave --force' </dev/null >/dev/null 2>&1 || true
"${manager[@]}" "$(declare -f nodes_called demote forget_all); forget_all $name"
