/**
 * The program of a machine that keeps a repository. It runs where the repository lies and has the key that may delete; whoever writes comes
 * by SSH, gets `serve` and nothing else, and can add but not delete.
 */
export const repositoryProgram = String.raw`#!/bin/bash
# ruche-backup-repository serve NAME (as the user whose the files are) | prune NAME | check NAME [--all] | report NAME
set -uo pipefail
umask 077
name=$2
. "/etc/ruche/backup-repository/$name/settings" # folder, snapshots, keep, interval, reserve
here=/etc/ruche/backup-repository/$name

say() { printf '%s\n' "$*"; }
# What is written here belongs to the user that serves it.
repository() { RESTIC_CACHE_DIR=/var/cache/ruche/restic RESTIC_PASSWORD_FILE=$here/password GOGC=20 restic -r "$folder" "$@"; local status=$?; chown -R --reference="$folder" "$folder"; return $status; }
free() { df --output=avail -B1 "$folder" | tail -n 1 | tr -d ' '; }

serve() {
  local free
  [ -e "$folder/config" ] || { say "the repository $name is not at $folder on $(hostname): is its disk mounted?" >&2; exit 74; }
  exec 8< "$folder/config"
  flock -s 8
  free=$(free)
  if [ "$(printenv SSH_ORIGINAL_COMMAND)" = read ]; then
    # Whoever says so to get past the reserve can write nothing large.
    ulimit -f 16
  elif ((free < reserve)); then
    say "no space left in the repository $name on $(hostname): $((free / 1048576)) MiB are free, $((reserve / 1048576)) MiB are kept as reserve; enlarge the disk of $folder, or keep less" >&2
    exit 75
  else
    # One after the other where that is soon: restic waits a minute for a lock that another writer has just taken away.
    exec 7< "$folder/keys"
    flock -w 10 7
  fi
  exec rclone serve restic --stdio --append-only --config /dev/null --log-level ERROR "$folder"
}

# Snapshots that go. A service keeps its newest complete ones; an older one goes once it has lain here for as long as is promised. When it
# arrived is told by this machine's own disk: who can only add must not be able to push good snapshots out by adding many, or old by name.
# Parts of a run that never became complete go after a day.
leaving() {
  local id
  repository snapshots --json > "$work/all" || return 1
  for id in $(jq -r '.[].id' "$work/all"); do
    printf '{"id":"%s","arrived":%s}\n' "$id" "$(stat -c %Y "$folder/snapshots/$id")"
  done | jq -s . > "$work/arrived"
  jq -r --slurpfile arrived "$work/arrived" --argjson now "$(date +%s)" --argjson count "$snapshots" --argjson keep "$((keep - interval / 2))" '
    ($arrived[0] | map({key: .id, value: .arrived}) | from_entries) as $at
    | def tag($name): (.tags // []) | map(select(startswith($name + "="))) | first // "" | ltrimstr($name + "=");
    map({id, run: tag("run"), service: tag("service"), complete: ((.tags // []) | index("complete") != null), age: ($now - $at[.id])})
    | group_by(.service)[]
    | . as $mine
    | (map(select(.complete)) | sort_by(.age)) as $complete
    | ([$complete[$count:][] | select(.age >= $keep) | .run] + ([$mine[].run] - [$complete[].run] | map(. as $run | select(all($mine[] | select(.run == $run); .age > 86400))))) as $runs
    | $mine[] | select(.run as $run | $runs | index($run) != null) | .id' "$work/all"
}

prune() {
  local ids
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  # Nobody reads or writes from here on, so whatever lock is there was left behind.
  exec 8< "$folder/config"
  flock -w 1800 8 || { say "the repository $name has been in use for half an hour: nothing was removed" >&2; exit 1; }
  repository unlock -q --remove-all
  ids=$(leaving) || { say "cannot list the snapshots of $name" >&2; exit 1; }
  [ -n "$ids" ] || { say "nothing to remove"; return; }
  # shellcheck disable=SC2086
  repository forget -q --prune $ids && say "removed $(wc -w <<< "$ids") snapshots"
}

# A seventh of the data each day, all of it on demand. What is wrong is named, here and in the report.
check() {
  local part="--read-data-subset=$(($(date +%s) / 86400 % 7 + 1))/7" output status
  [ $# -lt 3 ] || part=--read-data
  # Reading all of it keeps no writer out.
  exec 8< "$folder/config"
  flock -s 8
  output=$(repository check --no-lock $part 2>&1)
  status=$?
  jq -n --argjson at "$(date +%s)" --argjson well "$([ $status = 0 ] && echo true || echo false)" --arg said "$(grep -aiE 'error|pack|fatal' <<< "$output" | grep -av '^\[' | head -n 20)" '{at: $at, well: $well, said: $said}' > "$here/check.new"
  mv "$here/check.new" "$here/check.json"
  [ $status = 0 ] || { say "the repository $name is damaged: $(jq -r '.said | gsub("\n"; "; ")' "$here/check.json")" >&2; exit 1; }
  say "the repository $name is as it was written"
}

report() {
  jq -nc --arg name "$name" --argjson reserve "$reserve" --argjson free "$(free)" --argjson size "$(du -sb "$folder" | cut -f1)" --argjson check "$(cat "$here/check.json" 2>/dev/null || echo null)" \
    '{name: $name, free: $free, reserve: $reserve, size: $size, check: $check}'
}

case $1 in
  serve | prune | report) "$1" ;;
  check) check "$@" ;;
  *) say "usage: ruche-backup-repository serve|prune|check|report NAME" >&2; exit 2 ;;
esac
`;
