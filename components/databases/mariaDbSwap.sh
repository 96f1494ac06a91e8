#!/bin/sh
# Puts the database `<name>_restoring` in the place of `<name>`, in one statement, which is done whole or not at all. An
# empty `<name>_restoring` was taken over already.
: "${client:?}" "${name:?}"

from=${name}_restoring
# Asked before it is joined: a question that fails is no empty answer, after which the data would be dropped.
moves=$($client -e "SELECT CONCAT('\`$from\`.\`', table_name, '\` TO \`$name\`.\`', table_name, '\`')
  FROM information_schema.tables WHERE table_schema = '$from'") || exit
if [ -n "$moves" ]; then
  tables=$(printf '%s\n' "$moves" | paste -sd,)
  anew="DROP DATABASE IF EXISTS \`$name\`; CREATE DATABASE \`$name\` CHARACTER SET utf8mb4"
  $client -e "$anew; RENAME TABLE $tables" || exit
fi
exec $client -e "DROP DATABASE IF EXISTS \`$from\`"
