#!/bin/sh
# Makes the database `$name` anew from the dump on standard input, which begins with its settings.
: "${client:?}" "${name:?}"

# Text of binary data is twice as long as a service could send it.
$client -e "SET GLOBAL max_allowed_packet = 1073741824; DROP DATABASE IF EXISTS \`$name\`;
  CREATE DATABASE \`$name\` CHARACTER SET utf8mb4" || exit

# Around what was made under another collation, a dump names its own database. What cannot be passed on is no statement.
# shellcheck disable=SC2016 # what MariaDB writes around names
{ sed 's/^ALTER DATABASE `[^`]*` CHARACTER SET/ALTER DATABASE CHARACTER SET/' || echo 'the dump broke off;'; } |
  $client --binary-mode --max-allowed-packet=1G "$name"
