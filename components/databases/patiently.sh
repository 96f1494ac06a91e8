#!/bin/sh
# Asks a database server (`ask`) until it takes what is on standard input; in the end tells why it could not be asked.
# What it says of a statement may quote a password.
: "${patience:?}" "${said:?}"

input=$(cat)
end=$(($(date +%s) + patience))
until printf '%s\n' "$input" | (ask) 2>"$said"; do
  if [ "$(date +%s)" -ge "$end" ]; then
    grep -aiE "connect|denied|unknown" "$said" >&2
    exit 1
  fi
  sleep 0.3
done
