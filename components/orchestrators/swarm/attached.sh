#!/bin/bash
# Runs a container (`run`) with what is on standard input, and again for a minute while its network is "not found".
# Docker takes a network off a machine when the last container leaves it, and does not look again when another one comes
# in that moment, although it means to (`findAndAttachNetwork` of Docker 20.10). What the container prints on standard
# output is dropped. `failed` follows what it said when it failed.
given=$(cat)
end=$(($(date +%s) + 60))
attached=
until said=$(printf '%s\n' "$given" | run 2>&1 >/dev/null) && attached=1; do
  case "$said" in
    *network*"not found"*) [ "$(date +%s)" -lt "$end" ] && sleep 0.3 && continue ;;
  esac
  break
done
if [ -z "$attached" ]; then
  printf '%s\n' "$said" >&2
  failed
  exit 1
fi
