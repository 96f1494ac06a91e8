#!/bin/bash
# Mounts again what somebody unmounted, which the unit does not notice: a client that died is.
: "${unit:?}" "${mount:?}"

mountpoint -q "$mount" || systemctl restart "$unit"
