#!/bin/bash
# Makes the folder of a database server's version. An empty server beside a full folder would look like lost data.
: "${all:?}" "${engine:?}" "${version:?}" "${user:?}" "${replaced:?}"

install -d -m 755 "$all"
if [ ! -d "$all/$version" ]; then
  other=$(find "$all" -mindepth 1 -maxdepth 1 ! -name '.*' ! -name "*$replaced*" -printf '%f\n' | sort | head -n 1)
  if [ -n "$other" ]; then
    echo "The data of $engine $other is here and $version is declared; data does not move by itself. Move it:" \
      "./ruche upgrade ENVIRONMENT $engine" >&2
    exit 1
  fi
fi
install -d -m 700 -o "$user" -g "$user" "$all/$version"
