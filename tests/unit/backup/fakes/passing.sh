#!/bin/bash
# A program of the machine that does what it always does, once its hook has run, which may stop it.
name=$(basename "$0")
hook=$RUCHE_ROOT/hooks/$name
[ ! -e "$hook" ] || bash "$hook" "$@" || exit
exec "/usr/bin/$name" "$@"
