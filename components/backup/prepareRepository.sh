#!/bin/bash
# Makes the user that writes backups, and the folders of a repository.
: "${user:?}" "${here:?}" "${folder:?}"
home=${here%/*}

id "$user" >/dev/null 2>&1 || useradd --system --shell /bin/sh --home-dir "$home" --no-create-home "$user"
install -d -m 755 "${home%/*}" "$home" "$home/authorized"
install -d -m 755 "$here"
install -d -m 700 -o "$user" -g "$user" "$folder"
