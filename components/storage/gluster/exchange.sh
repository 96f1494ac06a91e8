#!/bin/bash
# Puts machines of a volume in the place of others, one after the other: the copies that are left give the new one all
# of its data before the next one goes. `mark` is a file that is there while a new one has not got everything.
: "${mark:?}"

# The bricks of a volume in the order in which it fills them, from `gluster volume info`.
bricks_in() { sed -n 's/^Brick[0-9][0-9]*: \([^ ]*\).*/\1/p' <<<"$1"; }

among() { # WORD WORDS…
  local word
  for word in "${@:2}"; do if [ "$word" = "$1" ]; then return; fi; done
  return 1
}

# How much is not on all copies yet; `-` if a copy cannot say.
unhealed() { # VOLUME
  gluster volume heal "$1" info summary |
    awk '
      /^Status:/ && !/ Connected$/ { unknown = 1 }
      /^Total Number of entries:/ { counted = 1; if ($NF ~ /^[0-9]+$/) sum += $NF; else unknown = 1 }
      END { print unknown || !counted ? "-" : sum + 0 }'
}

# Waits until all copies are the same: nothing is left to heal, three times in a row.
healed() { # VOLUME
  local counted=0 silent=0
  until [ "$counted" = 3 ]; do
    case "$(unhealed "$1" || echo -)" in
      0) counted=$((counted + 1)) silent=0 ;;
      -) counted=0 silent=$((silent + 1)) ;;
      *) counted=0 silent=0 ;;
    esac
    if [ "$silent" -ge 60 ]; then
      echo "a copy of the volume $1 does not answer, and others have not got everything yet. If it is lost for good," \
        "remove $mark on $(hostname) and run up again" >&2
      return 1
    fi
    sleep 1
  done
  rm -f "$mark"
}

# A pool that is there may have others than these: each one that joins it is looked for by its address.
is_in_pool() { # PEER
  gluster peer status | awk -v RS= -v peer="$1" '
    index($0 "\n", " " peer "\n") + index($0 "\n", "\n" peer "\n") && /Peer in Cluster \(Connected\)/ { found = 1 }
    END { exit !found }'
}

# A machine that leaves knows nothing of the one that comes, and objects while it has a voice. Its voice is cut off
# here, and nothing else of it.
silenced() { # ADDRESS
  local end rule="reject with tcp reset"
  is_in_pool "$1" || return 0
  nft "add table inet ruche_exchange; flush table inet ruche_exchange
    add chain inet ruche_exchange output { type filter hook output priority 0; }
    add rule inet ruche_exchange output ip daddr $1 tcp dport 24007 $rule
    add rule inet ruche_exchange output ip daddr $1 tcp sport 24007 $rule"
  end=$(($(date +%s) + 120))
  while is_in_pool "$1"; do
    if [ "$(date +%s)" -ge "$end" ]; then
      echo "$1 still has a voice among the machines with volumes: stop glusterd there, and run up again" >&2
      return 1
    fi
    sleep 0.5
  done
}

heard() { nft delete table inet ruche_exchange 2>/dev/null || true; }

online() { # VOLUME BRICK
  local told
  told=$(gluster volume status "$1" "$2" detail 2>/dev/null) && grep -q '^Online *: Y' <<<"$told"
}

# Exchanges what differs between the bricks that are there and those that are declared, place by place in their groups.
exchange() { # VOLUME COPIES INFO BRICKS…
  local volume=$1 copies=$2 declared=("${@:4}") there gone=() new=() at first other brick said
  mapfile -t there < <(bricks_in "$3")
  for at in "${!there[@]}"; do among "${there[at]}" "${declared[@]}" || gone+=("$at"); done
  for brick in "${declared[@]}"; do among "$brick" "${there[@]}" || new+=("$brick"); done
  if [ "${#there[@]}" != "${#declared[@]}" ] || { [ "${#gone[@]}" -gt 0 ] && [ "$copies" -lt 2 ]; }; then
    echo "the volume $volume lies on ${there[*]}, and does not spread over ${declared[*]} by itself" >&2
    return 1
  fi
  if [ -e "$mark" ]; then healed "$volume"; fi
  for at in "${gone[@]}"; do
    first=$((at - at % copies))
    brick=
    for other in "${declared[@]:first:copies}"; do among "$other" "${there[@]}" || brick=$other; done
    if [ -z "$brick" ]; then
      echo "nothing of ${new[*]} stands in the place of ${there[at]}, which holds the same as its neighbours" >&2
      return 1
    fi
    for other in "${there[@]:first:copies}"; do
      if [ "$other" != "${there[at]}" ] && ! online "$volume" "$other"; then
        echo "${there[at]} of the volume $volume is not exchanged while $other is down, which has the data" >&2
        return 1
      fi
    done
    # An old copy that is there may have what the others lack.
    if online "$volume" "${there[at]}"; then healed "$volume"; fi
    touch "$mark"
    trap heard EXIT
    silenced "${there[at]%%:*}"
    if ! said=$(gluster --mode=script volume replace-brick "$volume" "${there[at]}" "$brick" commit force 2>&1); then
      rm -f "$mark"
      case "$said" in
        *"does not exist in volume"*)
          said="$said. The machines know it by a name that is gone: write it back, run up, and exchange it then"
          ;;
        *"already part of a volume"*) said="$said. Move the folder ${brick#*:} aside on ${brick%%:*}, and run up again" ;;
      esac
      echo "$said" >&2
      return 1
    fi
    # One that holds nothing any more would count in the quorum of servers for ever.
    gluster --mode=script peer detach "${there[at]%%:*}" force >/dev/null 2>&1 || true
    heard
    exchanged=1
    gluster volume heal "$volume" full >/dev/null
    healed "$volume"
    there[at]=$brick
  done
  : "${exchanged-}"
}
