/**
 * How a run is restored: everything is first brought beside what is there (nothing is lost if that fails, and the service starts again as it
 * was), then taken over, with a journal on the volume that tells where to go on after an interruption. A service never runs on half of each.
 *
 * Standard input is JSON: `{"databases": {"<engine>": {"administrator", "statements"}}, "secrets": {…}, "safety": true}`.
 */
export const restorePart = String.raw`
given() { jq -r "$1" "$work/given"; }

password_then() { # ENGINE, and the commands that print the rest
  given ".databases[\"$1\"].administrator"
  shift
  "$@"
}

dump_of() { # PART OF THE MANIFEST
  repository "$from" dump -q "$(of "$1" .snapshot)" "/$(of "$1" .engine)/$(of "$1" .name)" 2> "$work/problem" && return
  touch "$work/cut"
}

# Runs the statements that make a database's user.
make_user() { # ITEM SERVER [NETWORK]
  password_then "$(of "$1" .engine)" given ".databases[\"$(of "$1" .engine)\"].statements" | administer "$1" "$2" "$(of "$1" .commands.client)" "$(of "$1" .name)" $(shift 2; echo "$@") > "$work/said" 2> "$work/problem"
}

# A pipe's reader would take a cut stream for a whole one.
load_database() { # ITEM PART SERVER NAME [NETWORK]
  rm -f "$work/cut"
  password_then "$(of "$1" .engine)" dump_of "$2" | administer "$1" "$3" "$(of "$1" .commands.load)" "$4" $(shift 4; echo "$@") > "$work/said" 2> "$work/load-problem" && [ ! -e "$work/cut" ] && return
  [ -s "$work/problem" ] || cp "$work/load-problem" "$work/problem"
  return 1
}

# The item as it is declared now, for a part of the manifest.
item_for() { # PART
  jq -c --argjson part "$1" '.items[] | select(.kind == $part.kind and (if .kind == "files" then .target == $part.target else .engine == $part.engine and .name == $part.name end))' "$work/service.json"
}

each_part() { # COMMAND: called with PART and ITEM
  local part item
  while IFS= read -r part <&5; do
    # What is held for another server has its files where they were.
    [ "$held" = false ] || [ "$(of "$part" .kind)" = database ] || continue
    item=$(item_for "$part")
    [ -n "$item" ] || { echo "error: the backup holds $(of "$part" 'del(.sha256)'), which $service does not declare any more" > "$work/problem"; return 1; }
    "$1" "$part" "$item" || return 1
  done 5< <(jq -c '.items[]' "$work/manifest.json")
}

restore_files() { # PART FOLDER
  rm -rf "$2"
  mkdir -p "$2"
  repository "$from" restore -q --verify --target "$2" "$(of "$1" .snapshot)" > "$work/said" 2> "$work/problem" || return 1
  [ -d "$2$(of "$1" .path)" ] || { echo "error: the snapshot $(of "$1" .snapshot) does not hold $(of "$1" .path)" > "$work/problem"; return 1; }
}

stage() { # PART ITEM
  if [ "$(of "$1" .kind)" = files ]; then restore_files "$1" "$(of "$2" .path).restoring"
  else load_database "$2" "$1" "$(of "$2" .server)" "$(of "$2" .name)_restoring"; fi
}

take_over() { # PART ITEM
  local path
  if [ "$(of "$1" .kind)" = files ]; then
    path=$(of "$2" .path)
    # Each step may be the last one before an interruption; what is left to do shows in what is there.
    if [ -d "$path.restoring$(of "$1" .path)" ]; then
      if [ -e "$path.replaced" ]; then rm -rf "$path"; elif [ -e "$path" ]; then mv "$path" "$path.replaced" || return 1; fi
      mv "$path.restoring$(of "$1" .path)" "$path" || return 1
    fi
    rm -rf "$path.restoring" "$path.replaced"
  else
    password_then "$(of "$2" .engine)" true | administer "$2" "$(of "$2" .server)" "$(of "$2" .commands.swap)" "$(of "$2" .name)" > "$work/said" 2> "$work/problem" || return 1
    make_user "$2" "$(of "$2" .server)"
  fi
}

unstage() { # PART ITEM
  if [ "$(of "$1" .kind)" = files ]; then rm -rf "$(of "$2" .path).restoring"
  else password_then "$(of "$2" .engine)" true | administer "$2" "$(of "$2" .server)" "$(of "$2" .commands.drop)" "$(of "$2" .name)_restoring" > /dev/null 2>&1; fi
}

aside() { # PART ITEM: beside the service, under the name of $into
  if [ "$(of "$1" .kind)" = files ]; then
    restore_files "$1" "$place/.restoring" || return 1
    mkdir -p "$(dirname "$place$(of "$1" .target)")" && mv "$place/.restoring$(of "$1" .path)" "$place$(of "$1" .target)" && rm -rf "$place/.restoring" && say "files of $(of "$1" .target): $place$(of "$1" .target)"
  else
    # Never a name that the server itself or another service uses: loading makes the database anew.
    load_database "$2" "$1" "$(of "$2" .server)" "restored_$into" && say "database: restored_$into on $(of "$2" .server)"
  fi
}

stopped() { docker service ps --format '{{.CurrentState}}' "$service" 2>/dev/null | grep -qE '^(Running|Starting|Preparing|Ready|Assigned|Pending|New|Accepted)'; [ $? = 1 ]; }

stop() {
  docker service scale -d "$service=0" > /dev/null || fail "$service cannot be stopped"
  until stopped; do sleep 0.2; done
}

replicas() { docker service inspect --format '{{.Spec.Mode.Replicated.Replicas}}' "$service"; }

write_journal() { printf '%s' "$1" > "$journal.new" && mv "$journal.new" "$journal"; }
note() { write_journal "$(jq -c "$@" "$journal")"; }

start_again() {
  docker service scale -d "$service=$(jq -r .replicas "$journal")" > /dev/null && rm -f "$journal"
}

# Stops a service and backs it up, until a restore of that run has brought its databases into another server. Prints the run's name.
hold() { # SERVICE
  about "$1"
  lock -w 600 || fail "another machine has been backing up or restoring $1 for ten minutes"
  journal=$shared/restore/$service.json
  if [ -e "$journal" ]; then jq -e .held "$journal" > /dev/null || fail "$1 is in the middle of a restore of $(jq -r .run "$journal"): finish that first"
  else write_journal "$(jq -nc --argjson replicas "$(replicas)" '{held: true, replicas: $replicas}')"; fi
  stop
  if ! jq -e .run "$journal" > /dev/null; then
    run=$(back_up safety) || { start_again; fail "no backup of $1 could be made, so it runs on as it was"; }
    note --arg run "$run" '.run = $run | .safety = $run'
  fi
  jq -r .run "$journal"
}

restore() { # SERVICE RUN [INTO]
  about "$1"
  held=false
  cat > "$work/given"
  lock -w 600 || fail "another machine has been backing up or restoring $1 for ten minutes"
  manifest "$2"
  cp "$work/manifest.json" "$work/chosen.json"
  if [ $# = 3 ]; then
    into=$3 place=$(dirname "$(dirname "$shared")")/restored/$3
    [ ! -e "$place" ] || fail "$place is there already: take another name, or remove it"
    mkdir -p "$place"
    each_part aside || { rm -rf "$place"; fail "restoring $1 into $3 failed: $(reason "$work/problem")"; }
    return
  fi
  journal=$shared/restore/$service.json
  if [ -e "$journal" ]; then
    [ "$(jq -r .run "$journal")" = "$2" ] || fail "$1 is in the middle of a restore of $(jq -r .run "$journal"): finish that first (--snapshot $(jq -r .run "$journal"))"
  else
    write_journal "$(jq -nc --arg run "$2" --argjson replicas "$(replicas)" '{run: $run, replicas: $replicas}')"
  fi
  held=$(jq -r '.held // false' "$journal")
  stop
  # Once all is staged, what is there may be half of each: too late for a backup of it.
  if [ "$(given .safety)" = true ] && jq -e '.safety == null and .staged != true' "$journal" > /dev/null; then
    safety=$(back_up safety) || { start_again; fail "no safety backup could be made of what the restore would replace, so nothing was touched; to go without: --without-safety"; }
    note --arg safety "$safety" '.safety = $safety'
    cp "$work/chosen.json" "$work/manifest.json"
  fi
  if [ "$(jq -r '.staged // false' "$journal")" = false ]; then
    if ! each_part stage; then
      cp "$work/problem" "$work/why"
      each_part unstage
      [ "$held" = false ] || fail "$1 stays stopped, since its data is not in the new server yet: $(reason "$work/why")"
      start_again
      fail "restoring $1 failed, it runs on as it was: $(reason "$work/why")"
    fi
    note '.staged = true'
  fi
  each_part take_over || fail "restoring $1 stopped in the middle: $(reason "$work/problem"). The service stays stopped; run the same command again to finish it"
  jq -c '{run, safety: (.safety // null)}' "$journal"
  start_again
}
`;
