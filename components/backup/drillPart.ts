/**
 * A restore drill: a run is restored into a copy of its service that nothing reaches and that reaches nothing (a network without a way out, its
 * own disk and its own database server), started, and left for whoever asks it questions; `clear` takes all of it away.
 */
export const drillPart = String.raw`
drills=/var/lib/ruche/drill

clear() { # SERVICE
  local left
  left=$(docker ps -aq --filter "label=ruche.drill=$1")
  # shellcheck disable=SC2086
  [ -z "$left" ] || docker rm -fv $left > /dev/null
  docker network rm "ruche-drill-$1" > /dev/null 2>&1
  rm -rf "$drills/$1" "/run/ruche/drill/$1"
}

assertion() { # NAME TRUE-OR-FALSE DETAIL
  jq -nc --arg name "$1" --argjson passed "$2" --arg detail "$3" '{name: $name, passed: $passed, detail: $detail}' >> "$work/assertions"
}

secret_file() { # NAME: its content comes by standard input
  (umask 077; cat > "/run/ruche/drill/$service/$1"; chmod 444 "/run/ruche/drill/$service/$1")
}

drill_files() { # PART ITEM
  local files bytes there
  restore_files "$1" "$drills/$service/files" || return 1
  there=$drills/$service/files$(of "$1" .path)
  files=$(find "$there" -type f | wc -l) bytes=$(find "$there" -type f -printf '%s\n' | awk '{s += $1} END {print s + 0}')
  assertion "files of $(of "$1" .target)" "$([ "$files/$bytes" = "$(of "$1" .files)/$(of "$1" .bytes)" ] && echo true || echo false)" "$files files, $bytes bytes restored; $(of "$1" .files) files, $(of "$1" .bytes) bytes backed up; each compared with its checksum"
  printf -- '--volume\n%s:%s\n' "$there" "$(of "$1" .target)" >> "$work/arguments"
}

# Another version of the tools writes other settings around the same rows.
text_of() { # PART ITEM
  if [ "$(of "$1" .image)" = "$(of "$2" .image)" ]; then cat; else sh -c "$(of "$2" .commands.rows)"; fi | grep -av -e '^--' -e '^.restrict ' -e '^.unrestrict ' | sha256sum | cut -d' ' -f1
}

drill_database() { # PART ITEM
  local engine server isolated=ruche-drill-$service stored restored
  engine=$(of "$1" .engine) server=$(of "$2" .server)
  given ".databases[\"$engine\"].administrator" | tr -d '\n' | secret_file "$engine-administrator"
  docker run -d --label "ruche.drill=$service" --name "$isolated-$engine" --network "$isolated" --network-alias "$server" --log-driver local \
    --volume "/run/ruche/drill/$service/$engine-administrator:/run/secrets/administrator:ro" --env "$(tr a-z A-Z <<< "$engine")_ADMINISTRATOR_PASSWORD_FILE=/run/secrets/administrator" \
    "$(of "$2" .image)" > /dev/null 2> "$work/problem" || return 1
  until docker exec "$isolated-$engine" "$engine-healthy" > /dev/null 2>&1; do
    docker inspect --format '{{.State.Running}}' "$isolated-$engine" | grep -q true || { docker logs --tail 5 "$isolated-$engine" > "$work/problem" 2>&1; return 1; }
    sleep 0.1
  done
  make_user "$2" "$server" "$isolated" || return 1
  load_database "$2" "$1" "$server" "$(of "$2" .name)" "$isolated" || return 1
  make_user "$2" "$server" "$isolated" || return 1
  restored=$(password_then "$engine" true | administer "$2" "$server" "$(of "$2" .commands.compare)" "$(of "$2" .name)" "$isolated" 2> "$work/problem" | tee >(wc -l > "$work/lines") | text_of "$1" "$2") || return 1
  until [ -s "$work/lines" ]; do sleep 0.05; done
  stored=$(dump_of "$1" | administer "$2" "$server" "$(of "$2" .commands.plain)" "$(of "$2" .name)" "$isolated" 2> "$work/problem" | text_of "$1" "$2") || return 1
  assertion "database $(of "$1" .name)" "$([ "$restored" = "$stored" ] && echo true || echo false)" "dumped again after the restore: $(cat "$work/lines") lines, sha256 $restored; the backup's: $stored"
}

bring_back() { if [ "$(of "$1" .kind)" = files ]; then drill_files "$@"; else drill_database "$@"; fi; }

# The service's own image, settings and secrets, on the isolated network.
start_copy() {
  local name image
  image=$(get .image)
  for name in $(given '.secrets | keys[]'); do given ".secrets[\"$name\"]" | tr -d '\n' | secret_file "$name"; done
  docker service inspect "$service" > "$work/settings"
  jq -r '.[0].Spec.TaskTemplate.ContainerSpec | (.Env // [])[]' "$work/settings" > "$work/environment"
  jq -r '.[0].Spec.TaskTemplate.ContainerSpec | (.Args // [])[]' "$work/settings" > "$work/words"
  mapfile -t words < "$work/words"
  mapfile -t arguments < "$work/arguments"
  docker run -d --label "ruche.drill=$service" --name "ruche-drill-$service" --network "ruche-drill-$service" --hostname "$service" --log-driver local --env-file "$work/environment" \
    --volume "/run/ruche/drill/$service:/run/secrets:ro" "@ARGUMENTS@" "$image" "@WORDS@" > /dev/null 2> "$work/problem" || return 1
  until docker exec "ruche-drill-$service" http-ok "$(get .port)" "$(get .ready)" > /dev/null 2>&1; do
    docker inspect --format '{{.State.Running}}' "ruche-drill-$service" | grep -q true || { docker logs --tail 5 "ruche-drill-$service" > "$work/problem" 2>&1; return 1; }
    (($(date +%s) - began < $(get .within) + 600)) || { echo "error: the restored copy did not answer in time" > "$work/problem"; return 1; }
    sleep 0.2
  done
}

drill() { # SERVICE RUN
  local began held=false
  about "$1"
  cat > "$work/given"
  # A rehearsal runs other images on the same data.
  jq --slurpfile given "$work/given" '.image = ($given[0].images.service // .image) | .items |= map(if .kind == "database" then .image = ($given[0].images.database // .image) else . end)' \
    "$work/service.json" > "$work/with-images" && mv "$work/with-images" "$work/service.json"
  exec 8> "/run/lock/ruche-drill-$1"
  flock -n 8 || fail "another drill of $1 is under way on this machine"
  clear "$1"
  began=$(date +%s)
  : > "$work/assertions" > "$work/arguments"
  manifest "$2"
  mkdir -p "$drills/$1" "/run/ruche/drill/$1"
  chmod 711 "$drills/$1"
  chmod 755 /run/ruche /run/ruche/drill "/run/ruche/drill/$1"
  docker network create --internal --label "ruche.drill=$1" "ruche-drill-$1" > /dev/null 2> "$work/problem" && each_part bring_back && start_copy || { cp "$work/problem" "$work/why"; clear "$1"; fail "the drill of $1 failed: $(reason "$work/why")"; }
  jq -sc --argjson seconds "$(($(date +%s) - began))" --arg address "$(docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "ruche-drill-$1")" --slurpfile manifest "$work/manifest.json" \
    '{seconds: $seconds, address: $address, assertions: ., manifest: $manifest[0]}' "$work/assertions"
}
`
  .replace("@ARGUMENTS@", "${arguments[@]}")
  .replace("@WORDS@", "${words[@]}");
