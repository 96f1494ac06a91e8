#!/bin/bash
# Prints how a volume is: `copy ADDRESS Y` for each copy that a machine answers for, and `pending NUMBER`, in which `-`
# stands for a number that nobody knows. It fails if a question fails, as while another one is under way.
: "${volume:?}"
set -o pipefail

gluster volume status "$volume" detail |
  awk '/^Brick *:/ { sub(/:\/.*/, "", $NF); address = $NF } /^Online *:/ { print "copy", address, $NF }' || exit

info=$(gluster volume info "$volume") || exit
if grep -q '^Type:.*Replicate' <<<"$info"; then
  gluster volume heal "$volume" info summary |
    awk '
      /^Status:/ && !/ Connected$/ { unknown = 1 }
      /^Total Number of entries:/ { counted = 1; if ($NF ~ /^[0-9]+$/) sum += $NF; else unknown = 1 }
      END { print "pending", unknown || !counted ? "-" : sum }
    '
else
  echo "pending 0" # there is one copy of each file
fi
