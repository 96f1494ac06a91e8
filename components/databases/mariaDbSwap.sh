#!/bin/sh
# Puts the database `<name>_restoring` in the place of `<name>`, in one statement, which is done whole or not at all. An
# empty `<name>_restoring` was taken over already.
: "${client:?}" "${name:?}"

from=${name}_restoring
tables=$($client -e "SELECT CONCAT('\`$from\`.\`', table_name, '\` TO \`$name\`.\`', table_name, '\`')
  FROM information_schema.tables WHERE table_schema = '$from'" | paste -sd,)
if [ -n "$tables" ]; then
  anew="DROP DATABASE IF EXISTS \`$name\`; CREATE DATABASE \`$name\` CHARACTER SET utf8mb4"
  $client -e "$anew; RENAME TABLE $tables" || exit
fi
exec $client -e "DROP DATABASE IF EXISTS \`$from\`"
