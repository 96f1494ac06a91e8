#!/bin/bash
# Lets the writers of all repositories in, makes this one if there is none yet, and lets its passwords open it: those of
# today, and no others.
: "${user:?}" "${here:?}" "${folder:?}" "${given:?}" "${former:?}" "${timers:?}"
home=${here%/*}

# restic stretches a password for as long as takes half a second on the computer at hand, which every call then pays
# for. These passwords have 192 random bits, so nothing is won by it: it takes a computer that looks slow for one that
# bears little.
make_key() { # PASSWORD_FILE COMMAND…
  RESTIC_PASSWORD_FILE=$1 systemd-run -q --scope -p CPUQuota=20% restic -q --no-cache -r "$folder" "${@:2}"
}

opens() { # PASSWORD_FILE
  RESTIC_PASSWORD_FILE=$1 restic -q --no-cache --no-lock -r "$folder" cat config >/dev/null 2>&1
}

cat "$home"/authorized/* > "$home/authorized_keys.new"
mv "$home/authorized_keys.new" "$home/authorized_keys"
systemctl reload ssh
[ -e "$folder/config" ] || make_key "$given" init --repository-version 2

opening=
for file in "$given" "$here/password" "$former"/*; do
  if [ -e "$file" ] && opens "$file"; then
    opening=$file
    break
  fi
done
if [ -z "$opening" ]; then
  echo "no password of this platform opens the repository in $folder: it belongs to another seed. Move it aside, or" \
    "take ruche:seed back to what it was" >&2
  exit 1
fi
for file in "$given" "$here/password"; do
  opens "$file" || make_key "$opening" --retry-lock 5m key add --new-password-file "$file"
done

# Each list marks the key that opened it.
for file in "$former"/*; do
  if [ ! -e "$file" ] || ! opens "$file"; then continue; fi
  key=$(RESTIC_PASSWORD_FILE=$file restic -q --no-cache --no-lock -r "$folder" key list --json |
    python3 -c 'import json, sys; print(next(key["id"] for key in json.load(sys.stdin) if key["current"]))')
  RESTIC_PASSWORD_FILE=$here/password restic -q --no-cache --retry-lock 5m -r "$folder" key remove "$key" >/dev/null
done
rm -rf "$given" "$former"
chown -R "$user:" "$folder"
systemctl daemon-reload
for timer in "${timers[@]}"; do systemctl enable -q --now "$timer"; done
