#!/bin/sh
# Writes the platform's names into the file of hosts. In place, not by a rename: in a container that file is a mount of
# its own.
set -e
: "${hosts:?}" "${names:?}"

others=$(sed '/^# ruche begin/,/^# ruche end/d' "$hosts")
{
  printf '%s\n# ruche begin\n' "$others"
  cat "$names"
  printf '# ruche end\n'
} > "$hosts"
