#!/bin/bash
# runc for a computer that withholds capabilities from everybody (they are outside its bounding set): a privileged
# container asks for all of them, and runc refuses to start it. This takes the withheld ones out of what is asked.
withheld="@WITHHELD@"

without_withheld() {
  local file=$1 made
  [ -f "$file" ] || return 0
  made=$(mktemp "$file.XXXXXX") || return 0
  jq --compact-output --arg withheld "$withheld" '
    ($withheld | split(" ")) as $names
    | (.. | objects | select(has("capabilities")) | .capabilities | select(type == "object"))
      |= map_values(if type == "array" then . - $names else . end)
  ' "$file" >"$made" && cat "$made" >"$file" # written in place: runc's caller set the file's owner and mode
  rm -f "$made"
}

previous=
for argument in "$@"; do
  case $previous in
    --bundle | -b) without_withheld "$argument/config.json" ;;
    --process | -p) without_withheld "$argument" ;;
  esac
  case $argument in
    --bundle=*) without_withheld "${argument#*=}/config.json" ;;
    --process=*) without_withheld "${argument#*=}" ;;
  esac
  previous=$argument
done
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin exec runc "$@"
