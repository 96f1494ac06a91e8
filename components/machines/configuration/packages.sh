#!/bin/bash
# Installs the Debian packages of programs that are missing. A package is called like its program.
: "${programs[0]:?}"

missing=()
for program in "${programs[@]}"; do
  command -v "$program" >/dev/null || missing+=("$program")
done
# Standard input belongs to the script that this is a part of.
if [ "${#missing[@]}" -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" </dev/null >/dev/null
fi
