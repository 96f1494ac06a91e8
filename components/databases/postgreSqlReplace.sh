#!/bin/sh
# Puts the database `$staged` in the place of `$name`; run again after an interruption, it goes on.
: "${client:?}" "${name:?}" "${staged:?}"

old=${staged}_old

# A question that fails ends the program: a database that nobody could ask for may be there.
there() {
  found=$($client -c "SELECT 1 FROM pg_database WHERE datname = '$1'") || exit 1
  [ -n "$found" ]
}

there "$staged" || exit 0
$client -c "DROP DATABASE IF EXISTS \"$old\" WITH (FORCE)" || exit 1
if there "$name"; then
  $client -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '$name'" >/dev/null
  $client -c "ALTER DATABASE \"$name\" RENAME TO \"$old\"" || exit 1
fi
$client -c "ALTER DATABASE \"$staged\" RENAME TO \"$name\"" -c "DROP DATABASE IF EXISTS \"$old\" WITH (FORCE)"
