#!/bin/bash
# Writes what is on standard input into a file that a container has on a volume, in one step, of its folder's owner.
: "${container:?}" "${path:?}"

file=$(docker inspect --format '{{range .Mounts}}{{println .Destination .Source}}{{end}}' "$container" |
  awk -v path="$path" 'index(path, $1 "/") == 1 { print $2 substr(path, length($1) + 1); exit }') && [ -n "$file" ] &&
  cat > "$file.new" && chown --reference="$(dirname "$file")" "$file.new" && mv "$file.new" "$file"
