#!/bin/bash
# ruche-certificates run | copy | renew HOST… | report
#
# Looks after certificates. Every machine runs it a few times a minute. One at a time asks the authority: a lock on the
# volume says which, so that no machine is missed when it is lost. Each brings what is on the volume into its own
# ingress, since the ingress does not notice what another client of the volume wrote.
set -o pipefail
umask 077
# shellcheck source=/dev/null # written beside the program, with the values of this machine
. "${RUCHE_CERTIFICATES:-/etc/ruche/certificates}/settings"
: "${shared:?}" "${store:?}" "${directory:?}" "${trust?}" "${address:?}" "${routes:?}" "${traefik:?}" "${here:?}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { printf '%s\n' "$*"; }
wanted() { cat "$shared"/hosts/* 2>/dev/null | sort -u; }
reach() { curl -fsS --max-time 20 ${trust:+--cacert "$trust"} -o /dev/null "$directory"; }

# A certificate is for the host and lasts some seconds more.
good() { # FILE HOST SECONDS
  openssl x509 -in "$1" -noout -checkend "$3" >/dev/null 2>&1 &&
    openssl x509 -in "$1" -noout -checkhost "$2" 2>/dev/null | grep -q 'does match'
}

# A host's certificate and key as they are on the volume now; they may be in the middle of a change there.
take() { # HOST SECONDS
  cat "$store/certificates/$1/fullchain.pem" > "$work/certificate" 2>/dev/null || return 1
  cat "$store/certificates/$1/privkey.pem" > "$work/key" 2>/dev/null || return 1
  good "$work/certificate" "$1" "$2" &&
    [ "$(openssl x509 -in "$work/certificate" -noout -pubkey)" = "$(openssl pkey -in "$work/key" -pubout 2>/dev/null)" ]
}

# When the certificate that was taken is renewed, in seconds before its end: thirty days; a third of its life if that is
# short.
margin() {
  local from until
  from=$(date -d "$(openssl x509 -in "$work/certificate" -noout -startdate | cut -d= -f2)" +%s)
  until=$(date -d "$(openssl x509 -in "$work/certificate" -noout -enddate | cut -d= -f2)" +%s)
  echo $(((until - from) / 3 < 30 * 86400 ? (until - from) / 3 : 30 * 86400))
}

route_file() {
  printf '%s\n' tls: '  certificates:' '    - certFile: |'; sed 's/^/        /' "$work/certificate"
  printf '%s\n' '      keyFile: |'; sed 's/^/        /' "$work/key"
}

# Into the ingress of this machine: the authority's certificate; what it served before, if the volume is away; its own.
copy() {
  local route host target
  exec 8> "$here/lock"
  flock 8
  for route in "$here"/routes/*/; do
    if [ ! -s "$route/own.yml" ] || [ ! -s "$route/host" ]; then continue; fi
    host=$(cat "$route/host") target=$routes/$(basename "$route").tls.yml
    if take "$host" 0; then
      route_file > "$work/new"
      cmp -s "$work/certificate" "$route/served.pem" || cp "$work/certificate" "$route/served.pem"
    elif [ -s "$target" ] && good "$route/served.pem" "$host" 0; then
      continue
    else
      rm -f "$route/served.pem"
      cp "$route/own.yml" "$work/new"
    fi
    cmp -s "$work/new" "$target" && continue
    install -m 600 -o "$traefik" -g "$traefik" "$work/new" "$target.new" && mv "$target.new" "$target"
    # Its service went meanwhile: what takes a route away begins with this folder.
    [ -e "$route/own.yml" ] || { rm -f "$target"; continue; }
    if [ -e "$route/served.pem" ]; then say "$host: serving the certificate of $directory"
    else say "$host: serving the platform's own certificate"; fi
  done
  exec 8>&-
}

# Remembers why a host has no certificate yet; says it when it is news.
problem() { # HOST TEXT
  [ "$(cat "$store/problems/$1" 2>/dev/null)" = "$2" ] && return
  say "$1: $2"
  printf '%s\n' "$2" > "$store/problems/$1"
}

# Whether this ingress hands a challenge to the service that answers it: an authority counts what fails.
answers() { # HOST
  local token=ruche-$RANDOM$RANDOM answer
  printf %s "$token" > "$shared/challenges/$token"
  chmod 644 "$shared/challenges/$token"
  answer=$(curl -fsS --max-time 10 -H "Host: $1" "http://$address/.well-known/acme-challenge/$token" 2>/dev/null)
  rm -f "$shared/challenges/$token"
  [ "$answer" = "$token" ]
}

# A nonce that the authority does not take is no refusal: the order is made again. An authority that has forgotten the
# account gets to know it again.
order() { # HOST
  for _ in 1 2 3 4; do
    timeout 600 dehydrated --config "$here/dehydrated" --cron --accept-terms --no-lock --force --domain "$1" \
      > "$work/log" 2>&1 && return
    if grep -q accountDoesNotExist "$work/log"; then rm -rf "$store/accounts"
    else grep -q badNonce "$work/log" || return; fi
  done
  return 1
}

issue() { # HOST
  local error until
  error=$(reach 2>&1) || { problem "$1" "cannot reach $directory: $(tail -n 1 <<< "$error")"; return 1; }
  answers "$1" || { problem "$1" "this platform's ingress does not answer challenges yet"; return 1; }
  touch "$store/attempts/$1"
  if ! order "$1"; then
    error=$(grep -aE 'detail|ERROR' "$work/log" | tail -n 1 | tr -s '\t "' ' ' | cut -c 1-300)
    problem "$1" "refused by $directory: $error"
    return 1
  fi
  rm -f "$store/problems/$1" "$store/attempts/$1"
  until=$(openssl x509 -in "$store/certificates/$1/cert.pem" -noout -enddate | cut -d= -f2)
  say "$1: certificate of $directory until $until"
}

due() {
  local host
  for host in $(wanted); do
    if ! take "$host" 0 || ! good "$work/certificate" "$host" "$(margin)"; then say "$host"; fi
  done
}

# What was refused is asked for again an hour later: authorities limit failures.
lately() { [ -n "$(find "$store/attempts/$1" -mmin -60 2>/dev/null)" ]; }

with_lock() { # FLOCK'S OPTIONS
  [ -d "$shared/hosts" ] || return
  exec 9> "$shared/lock"
  flock "$@" 9 || return
  # By one machine alone: a directory that several make at once may stay unreadable for ever.
  mkdir -p "$store/problems" "$store/attempts" "$store/certificates"
}

# What is looked at, with the times of its last changes.
looked_at() {
  stat -L -c '%n %y %s' "$here"/settings "$here"/routes/*/{host,own.yml} "$shared"/hosts/* \
    "$store"/certificates/*/{fullchain,privkey}.pem 2>/dev/null
}

run() {
  local before host
  before=$(looked_at)
  # All was well less than an hour ago, and nothing has changed: nothing to look into.
  [ -n "$(find "$here/well" -mmin -60 2>/dev/null)" ] && [ "$before" = "$(cat "$here/well")" ] && return
  rm -f "$here/well"
  copy
  if [ -n "$(due)" ]; then
    with_lock -n || return 0
    for host in $(due); do lately "$host" || issue "$host"; done
    exec 9>&-
    copy
  else
    printf '%s\n' "$before" > "$here/well"
  fi
}

renew() {
  with_lock -w 600 || { say "the volume is away, or another machine has been at it for ten minutes" >&2; return 1; }
  local host status=0
  for host in "$@"; do issue "$host" || status=1; done
  exec 9>&-
  copy
  return $status
}

# A line for each host: name, issued or waiting, until when, why.
report() {
  local host until
  for host in $(wanted); do
    if take "$host" 0; then
      until=$(openssl x509 -in "$work/certificate" -noout -enddate | cut -d= -f2)
      printf '%s\tissued\t%s\t' "$host" "$(date -u -d "$until" +%FT%TZ)"
    else
      printf '%s\twaiting\t\t' "$host"
    fi
    printf '%s\n' "$(head -n 1 "$store/problems/$host" 2>/dev/null)"
  done
}

case $1 in
  run | copy | report) "$1" ;;
  renew) "$@" ;;
  *) say "usage: ruche-certificates run | copy | renew HOST… | report" >&2; exit 2 ;;
esac
