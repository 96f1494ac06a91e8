#!/bin/sh
# Makes the database `$name` of `$owner` anew from the archive on standard input: what is in it, who may do what with
# it, and its settings.
: "${client:?}" "${server:?}" "${name:?}" "${owner:?}"

work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT

# The archive begins with the list of all that it holds. No list fills so much.
head -c 67108864 >"$work/beginning" || exit
pg_restore -l --create "$work/beginning" >"$work/all" || exit
# Who may do what, and what is said of the database itself. Never the text of anything else, which may look like that.
grep -E '^[0-9]+; [0-9]+ [0-9]+ ((DEFAULT )?ACL|DATABASE|DATABASE PROPERTIES|COMMENT - DATABASE) ' "$work/all" >"$work/list"
pg_restore --create --no-owner -L "$work/list" -f - "$work/beginning" >"$work/about" || exit

# Somebody who has rights may be unknown to this server: a restored platform does not know the services of yesterday.
sed -nE 's/^(ALTER DEFAULT PRIVILEGES .*)?(GRANT|REVOKE) .* (TO|FROM) ("[^"]+"|[a-z0-9_]+)( WITH GRANT OPTION)?;$/\4/p' \
  "$work/about" | sort -u >"$work/roles"
while read -r role; do
  case $role in PUBLIC | pg_*) continue ;; esac
  echo "DO \$\$ BEGIN CREATE ROLE $role; EXCEPTION WHEN duplicate_object THEN NULL; END \$\$;"
done <"$work/roles" >"$work/statements"

# It names the database that was backed up.
mine() {
  awk -v quote="'" -v name="$name" '
    !within && /^(ALTER|COMMENT ON) DATABASE |^ALTER ROLE .* IN DATABASE |^(GRANT|REVOKE) .* ON DATABASE / {
      sub(/DATABASE ("[^"]+"|[a-z0-9_]+)/, "DATABASE \"" name "\"")
      within = 1
      quotes = 0
    }
    within {
      print
      quotes += gsub(quote, quote)
      within = quotes % 2 || !/;$/
    }' "$work/about"
}

# As the owner: so nothing is done that the owner may not do.
{ echo "SET ROLE \"$owner\";"; mine; } >"$work/settings"
$client -c "DROP DATABASE IF EXISTS \"$name\" WITH (FORCE)" \
  -c "CREATE DATABASE \"$name\" OWNER \"$owner\" TEMPLATE template0" || exit
$client -f "$work/statements" || exit
{ cat "$work/beginning" && exec cat; } |
  pg_restore -h "$server" -U administrator --no-owner --role="$owner" --exit-on-error -d "$name" || exit
$client -f "$work/settings"
