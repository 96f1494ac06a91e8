import { drillPart } from "./drillPart";
import { restorePart } from "./restorePart";

/**
 * The program that backs services up, the same on every machine; what it must know of a service lies on the volume.
 *
 * Every machine runs `tick` each minute. A lock on the volume lets one at a time see to a service, so that none is missed when a machine is
 * lost, and none is backed up while it is restored. A run writes each item as a snapshot of its own and then a manifest that names them all:
 * a run without its manifest counts for nothing, whatever became of it.
 */
export const runnerProgram = String.raw`#!/bin/bash
# ruche-backup tick | run SERVICE | report | snapshots SERVICE | show SERVICE RUN | restore SERVICE RUN [INTO] | hold SERVICE | drill SERVICE RUN | clear SERVICE
set -uo pipefail
umask 077
export TZ=UTC LC_ALL=C.UTF-8 RESTIC_CACHE_DIR=/var/cache/ruche/restic
. /etc/ruche/backup/settings # environment, shared (on the volume), network
repositories=/etc/ruche/backup/repositories
work=$(mktemp -d -p /run)
trap 'rm -rf "$work"' EXIT

say() { printf '%s\n' "$*"; }
fail() { say "$*" >&2; exit 1; }
get() { jq -r "$1" "$work/service.json"; }
items() { jq -c '.items[]' "$work/service.json"; }
of() { jq -r "$2" <<< "$1"; }

# A service as it is declared now. The file may be in the middle of a change on the volume.
about() { # SERVICE
  service=$1
  jq -e . "$shared/services/$1.json" > "$work/service.json" 2>/dev/null || fail "there is no service $1 to back up here; there are: $(cd "$shared/services" && ls | sed 's/\.json$//' | tr '\n' ' ')"
}

repository() { # NAME ARGUMENTS…
  local at=$repositories/$1 control=$work/control-$1 wish=read lock=--no-lock
  shift
  # The repository's machine lets readers and pruning wait for each other, and reading goes on where its disk is full. restic's own locks
  # would let each reader wait a minute for a lock that another one has just taken away.
  if [ "$1" = backup ]; then wish=add lock=; fi
  # The connection writes to a file: what it says last restic often drops.
  : > "$work/connection"
  RUCHE_WISH=$wish RUCHE_SAID=$work/connection RUCHE_CONTROL=$control RESTIC_PASSWORD_FILE=$at/password restic -r rclone:ruche $lock -o "rclone.program=$at/connect" -o rclone.timeout=300s "$@" || { local status=$?; cat "$work/connection" >&2; return $status; }
}

# One at a time, on all machines: the lock ends with its process, and with its machine.
lock() { # OPTIONS OF FLOCK
  exec 9> "$shared/locks/$service"
  flock "$@" 9
}

# Why something failed: what stands between here and there, or else what restic, a database or an image says.
reason() {
  local said
  said=$(grep -avE '^\s*$|^github.com/|^main\.|^runtime\.|^golang.org|^\s+/' "$1")
  grep -ai -m 1 -E 'ssh: |no space left|is its disk|denied|refused|timed out|unreachable' <<< "$said" || { grep -aqF 'unexpected EOF' <<< "$said" && say "the connection broke off"; } || grep -ai -m 1 -E 'fatal|wrong password|error' <<< "$said" || tail -n 1 "$1"
}

state() { cat "$shared/state/$service.json" 2>/dev/null || echo '{}'; }
remember() { # JQ PROGRAM, with arguments before it
  state | jq "$@" > "$work/state" && cp "$work/state" "$shared/state/$service.json.new" && mv "$shared/state/$service.json.new" "$shared/state/$service.json"
}

# A server that is gone says nothing more: without these its clients would wait for it for good, and hold the lock.
impatient=()
for setting in tcp_keepalive_time=15 tcp_keepalive_intvl=5 tcp_keepalive_probes=4 tcp_retries2=8; do impatient+=(--sysctl "net.ipv4.$setting"); done

# Runs one of the database's own tools; it reads a password from the first line of standard input, and what it needs after it.
administer() { # ITEM SERVER COMMAND NAME [NETWORK]
  local on=$network
  [ $# -lt 5 ] || on=$5
  docker run --rm -i @IMPATIENT@ --name "ruche-$service-$$-$RANDOM" --network "$on" --log-driver none --entrypoint /bin/sh "$(of "$1" .image)" -c "server=$2 name=$4 owner=$(of "$1" .name); $3"
}

# Prints the snapshot's part of the manifest.
back_up_item() { # REPOSITORY ITEM
  local kind path
  kind=$(of "$2" .kind)
  if [ "$kind" = files ]; then
    path=$(of "$2" .path)
    repository "$1" backup -q --json --host "$environment" --time "$time" --ignore-inode --tag "service=$service" --tag "run=$run" "$path" > "$work/said" 2> "$work/problem" || return 1
    jq -c --argjson item "$2" 'select(.message_type == "summary") | {kind: "files", target: $item.target, path: $item.path, snapshot: .snapshot_id, files: .total_files_processed, bytes: .total_bytes_processed}' "$work/said"
  else
    { cat "/etc/ruche/backup/databases/$(of "$2" .engine)" && echo; } | administer "$2" "$(of "$2" .server)" "$(of "$2" .commands.dump)" "$(of "$2" .name)" 2> "$work/dump-problem" \
      | tee >(sha256sum | cut -d' ' -f1 > "$work/sum") \
      | repository "$1" backup -q --json --host "$environment" --time "$time" --stdin --stdin-filename "$(of "$2" .engine)/$(of "$2" .name)" --tag "service=$service" --tag "run=$run" > "$work/said" 2> "$work/problem" \
      || { [ ! -s "$work/dump-problem" ] || { echo "error: the dump of the database $(of "$2" .name) broke off:"; tail -n 1 "$work/dump-problem"; } >> "$work/problem"; return 1; }
    until [ -s "$work/sum" ]; do sleep 0.02; done
    jq -c --argjson item "$2" --rawfile sum "$work/sum" 'select(.message_type == "summary") | {kind: "database", engine: $item.engine, name: $item.name, image: $item.image, snapshot: .snapshot_id, bytes: .total_bytes_processed, sha256: ($sum | rtrimstr("\n"))}' "$work/said"
  fi
}

back_up_to() { # REPOSITORY PURPOSE
  local item
  : > "$work/parts" > "$work/dump-problem"
  while IFS= read -r item <&4; do
    rm -f "$work/sum"
    back_up_item "$1" "$item" > "$work/part" || return 1
    [ -s "$work/part" ] || { echo "error: restic made no snapshot of $item" > "$work/problem"; return 1; }
    cat "$work/part" >> "$work/parts"
  done 4< <(items)
  jq -s --arg run "$run" --arg purpose "$2" --arg machine "$(hostname)" --argjson seconds "$(($(date +%s) - started))" --slurpfile service "$work/service.json" \
    '{version: 1, run: $run, purpose: $purpose, machine: $machine, seconds: $seconds, items: .} + ($service[0] | {environment, service, kind, softwareVersion, image})' "$work/parts" > "$work/manifest.json"
  repository "$1" backup -q --host "$environment" --time "$time" --stdin --stdin-filename manifest.json --tag "service=$service" --tag "run=$run" --tag complete --tag "purpose=$2" < "$work/manifest.json" > /dev/null 2> "$work/problem"
}

# Whoever calls holds the lock. Prints the run's name.
back_up() { # PURPOSE
  local name
  started=$(date +%s) run=$(date +%Y%m%dT%H%M%SZ)-$(od -An -N3 -tx1 /dev/urandom | tr -d ' ')
  time=$(date -d "@$started" '+%F %T')
  for name in $(ls "$repositories"); do
    if ! back_up_to "$name" "$1"; then
      local why
      why="repository $name: $(reason "$work/problem")"
      remember --arg why "$why" --argjson now "$(date +%s)" --arg machine "$(hostname)" '.failure = {at: $now, why: $why, machine: $machine, times: ((.failure.times // 0) + 1)}'
      say "backup of $service failed: $why" >&2
      return 1
    fi
  done
  [ "$1" = regular ] || { say "$run"; return; }
  remember --arg run "$run" --argjson started "$started" --argjson seconds "$(($(date +%s) - started))" --arg machine "$(hostname)" --slurpfile manifest "$work/manifest.json" \
    '.times = ((.times // []) + [$started] | .[-10:]) | .last = {run: $run, at: $started, seconds: $seconds, bytes: ([$manifest[0].items[].bytes] | add), machine: $machine} | del(.failure, .warned)'
  say "$run"
}

# Whether this moment's slot still wants its backup. A snapshot of a later slot shows that a clock was ahead: then one more is made.
due() {
  state | jq -e --argjson now "$(date +%s)" --slurpfile service "$work/service.json" '
    $service[0].plan as $plan | (.times // []) as $times
    | ((($now - $plan.offsetSeconds) / $plan.intervalSeconds | floor) * $plan.intervalSeconds + $plan.offsetSeconds) as $slot | ($slot + $plan.intervalSeconds) as $next
    | ([$times[] | select(. >= $slot and . < $next)] | length) < (if any($times[]; . >= $next) then 2 else 1 end)
    # What failed is tried again after one minute, two, four …, but soon enough to meet the goal.
    and (.failure == null or $now - .failure.at >= ([60 * pow(2; ([.failure.times - 1, 10] | min)), $plan.intervalSeconds / 4] | min))' > /dev/null
}

late() {
  state | jq -e --argjson now "$(date +%s)" --slurpfile service "$work/service.json" '
    ($now - ((.times // []) + [.since // $now] | max)) > $service[0].plan.lateAfterSeconds' > /dev/null
}

# Says what is late, loudly and once an hour.
warn() {
  local age
  state | jq -e '.since' > /dev/null || remember --argjson now "$(date +%s)" '.since = $now'
  late || return 0
  state | jq -e --argjson now "$(date +%s)" '(.warned // 0) < $now - 3600' > /dev/null || return 0
  remember --argjson now "$(date +%s)" '.warned = $now'
  age=$(state | jq -r --argjson now "$(date +%s)" '"\((($now - ((.times // []) + [.since] | max)) / 60) | floor) minutes old" + (if .failure then "; the last try on \(.failure.machine) failed: \(.failure.why)" else "" end)')
  logger -p daemon.crit -t ruche-backup "LATE: the newest backup of $service is $age"
}

# A service that was just declared has no canary yet: its first backup waits for two minutes, in which up writes one.
settled() { state | jq -e --argjson now "$(date +%s)" '(.times // []) != [] or (.since // $now) <= $now - 120' > /dev/null; }

tick() {
  local file
  [ -d "$shared/services" ] || exit 0
  for file in "$shared"/services/*.json; do
    [ -e "$file" ] || continue
    (
      about "$(basename "$file" .json)"
      lock -n || exit 0
      [ -e "$shared/restore/$service.json" ] || ! settled || ! due || back_up regular > /dev/null
      warn
    )
  done
}

run() { # SERVICE
  about "$1"
  lock -w 600 || fail "another machine has been backing up or restoring $1 for ten minutes"
  [ ! -e "$shared/restore/$1.json" ] || fail "$1 is in the middle of a restore: finish that first"
  back_up regular
}

report() {
  local file
  for file in "$shared"/services/*.json; do
    [ -e "$file" ] || continue
    (
      about "$(basename "$file" .json)"
      jq -c --argjson now "$(date +%s)" --argjson state "$(state)" --argjson journal "$(cat "$shared/restore/$service.json" 2>/dev/null || echo null)" --argjson late "$(late && echo true || echo false)" \
        '{service, plan, last: ($state.last // null), failure: ($state.failure // null), restoring: ($journal != null), held: ($journal.held // false), now: $now, late: $late}' "$work/service.json"
    )
  done
}

# Complete runs, the oldest first, from the first repository that answers.
snapshots() { # SERVICE
  local name
  about "$1"
  for name in $(ls "$repositories"); do
    repository "$name" snapshots --json --tag "service=$1,complete" > "$work/list" 2> "$work/problem" && {
      jq -c --arg name "$name" 'def tag($key): (.tags[] | select(startswith($key + "="))) // "" | ltrimstr($key + "=");
        [.[] | {run: tag("run"), purpose: tag("purpose"), time: .time, snapshot: .short_id, repository: $name}] | sort_by(.time)' "$work/list"
      return
    }
  done
  fail "no repository answers: $(reason "$work/problem")"
}

# The manifest of a run, from the first repository that has it; leaves it in $work/manifest.json and the repository's name in $from.
manifest() { # RUN
  for from in $(ls "$repositories"); do
    repository "$from" dump -q --tag "service=$service,run=$1,complete" latest /manifest.json > "$work/manifest.json" 2> "$work/problem" && jq -e .version "$work/manifest.json" > /dev/null 2>&1 && return
  done
  fail "no repository has a complete backup $1 of $service: $(reason "$work/problem")"
}

show() { about "$1"; manifest "$2"; cat "$work/manifest.json"; }

${restorePart}${drillPart}
case $1 in
  tick | report) "$1" ;;
  run | snapshots | show | restore | hold | drill | clear) "$@" ;;
  *) say "usage: ruche-backup tick|run|report|snapshots|show|restore|hold|drill|clear" >&2; exit 2 ;;
esac
`.replace("@IMPATIENT@", '"${impatient[@]}"');
