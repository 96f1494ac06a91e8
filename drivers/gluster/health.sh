#!/bin/bash
# Prints how a volume is: `copy ADDRESS Y` for each copy that a machine answers for, and `pending NUMBER`, in which `-`
# stands for a number that nobody knows. It fails if a question fails, as while another one is under way.
: "${volume:?}"
set -o pipefail

count() {
  gluster volume heal "$volume" info summary |
    awk '
      /^Status:/ && !/ Connected$/ { unknown = 1 }
      /^Total Number of entries:/ { counted = 1; if ($NF ~ /^[0-9]+$/) sum += $NF; else unknown = 1 }
      END { print "pending", unknown || !counted ? "-" : sum }
    '
}

info=$(gluster volume info "$volume") || exit
if grep -q '^Type:.*Replicate' <<<"$info"; then
  exec {counted}< <(count && echo "done") # takes longest, and asks no other daemon
else
  exec {counted}< <(printf 'pending 0\ndone\n') # there is one copy of each file
fi

gluster volume status "$volume" detail |
  awk '/^Brick *:/ { sub(/:\/.*/, "", $NF); address = $NF } /^Online *:/ { print "copy", address, $NF }' || exit
pending=$(cat <&"$counted")
[[ $pending == *$'\ndone' ]] || exit 1
echo "${pending%$'\ndone'}"
