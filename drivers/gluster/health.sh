#!/bin/bash
# Prints how a volume is: `copy ADDRESS Y` for each copy that a machine answers for, and `pending NUMBER`, in which `-`
# stands for a number that nobody knows. It fails while another question to the volume is under way.
: "${volume:?}"
set -o pipefail

gluster volume status "$volume" detail |
  awk '/^Brick *:/ { sub(/:\/.*/, "", $NF); address = $NF } /^Online *:/ { print "copy", address, $NF }' || exit

if grep -q '^Type:.*Replicate' <<<"$(gluster volume info "$volume")"; then
  gluster volume heal "$volume" info summary |
    awk '
      /^Status:/ && !/ Connected$/ { unknown = 1 }
      /^Total Number of entries:/ { if ($NF ~ /^[0-9]+$/) sum += $NF; else unknown = 1 }
      END { print "pending", unknown ? "-" : sum + 0 }
    '
else
  echo "pending 0" # there is one copy of each file
fi
