#!/bin/sh
# Writes the database `$name`, its own settings first, as the user `$user`.
: "${server:?}" "${name:?}" "${user:?}"
read -r MYSQL_PWD
export MYSQL_PWD

mariadb -h "$server" -u "$user" --connect-timeout=5 --skip-column-names --batch --raw -e "
  SELECT CONCAT('ALTER DATABASE CHARACTER SET ', default_character_set_name, ' COLLATE ', default_collation_name,
    ' COMMENT ', QUOTE(schema_comment), ';') FROM information_schema.schemata WHERE schema_name = '$name'" || exit
exec mariadb-dump -h "$server" -u "$user" --single-transaction --quick --skip-dump-date --routines --triggers --events \
  --dump-history --hex-blob --max-allowed-packet=1G --default-character-set=utf8mb4 "$name"
