#!/bin/bash
# A program of which the call is noted, and nothing else; its hook runs, and may let it fail.
name=$(basename "$0") words=
for word in "$@"; do
  word=${word//\\/\\\\}
  words+=${words:+,}\"${word//\"/\\\"}\"
done
printf '{"program":"%s","words":[%s],"environment":{}}\n' "$name" "$words" >> "$RUCHE_ROOT/calls"
hook=$RUCHE_ROOT/hooks/$name
[ ! -e "$hook" ] || bash "$hook" "$@"
