#!/bin/bash
# Gives the folders of all other versions of a database server another name.
: "${all:?}" "${version:?}" "${replaced:?}"

cd "$all" || exit
for other in *; do
  [ -e "$other" ] || continue
  case $other in
    "$version" | *"$replaced"*) ;;
    *) mv "$other" "$other$replaced$version-$(date -u +%Y%m%dT%H%M%SZ)" ;;
  esac
done
