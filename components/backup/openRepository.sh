#!/bin/bash
# Lets the writers of all repositories in, and makes this one if there is none yet.
: "${user:?}" "${here:?}" "${folder:?}" "${given:?}" "${timers:?}"
home=${here%/*}

# restic stretches a password for as long as takes half a second on the computer at hand, which every call then pays
# for. These passwords have 192 random bits, so nothing is won by it: it takes a computer that looks slow for one that
# bears little.
make_key() {
  RESTIC_PASSWORD_FILE=$given systemd-run -q --scope -p CPUQuota=20% restic -q --no-cache -r "$folder" "$@"
}

cat "$home"/authorized/* > "$home/authorized_keys.new"
mv "$home/authorized_keys.new" "$home/authorized_keys"
systemctl reload ssh
[ -e "$folder/config" ] || make_key init --repository-version 2
RESTIC_PASSWORD_FILE=$here/password restic -q --no-cache --no-lock -r "$folder" cat config >/dev/null 2>&1 ||
  make_key key add --new-password-file "$here/password"
rm -f "$given"
chown -R "$user:" "$folder"
systemctl daemon-reload
for timer in "${timers[@]}"; do systemctl enable -q --now "$timer"; done
