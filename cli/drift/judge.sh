#!/bin/bash
# Comes before each probe: tells the command that failed, the file or unit that it is about, and since when that is so.
exec 3>&1 >/dev/null 2>&1
told() {
  trap - ERR
  local said path unit at='' gone=0
  said=$(head -n 1 <<<"$1" | cut -c 1-300)
  path=$(sed -nE "s/.*(cmp -s |sha256sum < |stat -c [^ ]+ )'?(\/[^ ')]+).*/\2/p" <<<"$said" | head -n 1)
  unit=$(sed -nE 's/.*systemctl is-(active|enabled) -q ([^ ]+).*/\2/p' <<<"$said")
  if [ -n "$path" ] && [ -e "$path" ]; then at=$(stat -c %Z "$path")
  elif [ -n "$path" ]; then gone=1; at=$(stat -c %Y "$(dirname "$path")")
  elif [ -n "$unit" ]; then
    at=$(systemctl show -p InactiveEnterTimestamp --value "$unit")
    [ -z "$at" ] || at=$(date -d "$at" +%s)
  fi
  [ -n "$at" ] || at=-
  printf '%s %s %s' "$gone" "$at" "$(printf %s "$said" | base64 -w0)" >&3
}
trap 'told "$BASH_COMMAND"' ERR
set -eu
