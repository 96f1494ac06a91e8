#!/bin/bash
# Makes one image layer below $1, in mount and process namespaces of its own that end with it (see build.ts).
#
#   $1/lower    one folder per line, the topmost first: the layers it stands on (none: it stands on nothing)
#   $1/steps    shell: what the Dockerfile says, in terms of the functions below
#   $1/context  what COPY and ADD take
#   $1/apt      stands for /etc/apt while packages are installed: this computer's sources, and nothing of it stays
#   $2          the cache of package lists and packages
#
# and leaves $1/upper (the layer as overlayfs keeps it), $1/layer.tar.gz, $1/diff-id
set -euo pipefail
umask 022
work=$1 packages=$2
root=$work/merged
mkdir -p "$work/upper" "$work/overlay" "$root" "$work/lists/partial" "$work/archives/partial"

# Copied, not shared: several builds run at once and apt locks its folders.
if [ -e "$packages/lists/complete" ]; then cp -a "$packages/lists/." "$work/lists/"; fi
for package in "$packages"/archives/*.deb; do [ ! -e "$package" ] || ln "$package" "$work/archives/"; done

# What was downloaded serves the next build, also when this one fails.
keep_packages() {
  local package fresh
  mkdir -p "$packages/archives"
  for package in "$work"/archives/*.deb; do
    [ ! -e "$package" ] || ln "$package" "$packages/archives/" 2>/dev/null || true
  done
  [ -n "$(find "$work/lists" -maxdepth 1 -type f -name '*Packages*' -print -quit)" ] || return 0
  fresh=$(mktemp -d "$packages/lists.XXXXXX")
  cp -a "$work/lists/." "$fresh/" && : >"$fresh/complete"
  rm -rf "$packages/lists.old"
  mv "$packages/lists" "$packages/lists.old" 2>/dev/null || true
  mv -T "$fresh" "$packages/lists" 2>/dev/null || rm -rf "$fresh"
}
trap keep_packages EXIT

# Puts a file or a folder's content into the image, owned by root and with ordinary modes.
copy() { # owner mode target source…
  local owner=$1 mode=$2 target=$3 source into made=()
  shift 3
  for source; do
    source=$work/context/$source
    [ -e "$source" ] || { echo "COPY: the folder of the image holds no ${source##*/}" >&2; exit 1; }
    into=$root$target
    if [ -d "$source" ]; then
      mkdir -p "$into"
      tar -C "$source" --owner=0 --group=0 --numeric-owner --mode='u=rwX,go=rX' -c . | tar -C "$into" -x --no-overwrite-dir --same-permissions
      made+=("$target")
    else
      case $target in */) into=$into${source##*/} ;; *) [ ! -d "$into" ] || into=$into/${source##*/} ;; esac
      mkdir -p "${into%/*}"
      if [ -x "$source" ]; then install -m 755 "$source" "$into"; else install -m 644 "$source" "$into"; fi
      made+=("${into#"$root"}")
    fi
  done
  for source in "${made[@]}"; do
    [ -z "$owner" ] || chroot "$root" chown -R "$owner" "$source"
    [ -z "$mode" ] || chmod -R "$mode" "$root$source"
  done
}

# ADD unpacks archives; everything else is COPY.
add() { # owner mode target source…
  local owner=$1 mode=$2 target=$3 source
  shift 3
  for source; do
    case $source in
      *.tar) mkdir -p "$root$target" && tar -C "$root$target" -x --numeric-owner --xattrs --xattrs-include='*' -f "$work/context/$source" ;;
      *) copy "$owner" "$mode" "$target" "$source" ;;
    esac
  done
}

# Environment of RUN: the image's own, and nothing of this computer's. Set by the steps before each RUN.
environment=()
execute() { # user directory script
  chroot --userspec="${1:-0:0}" "$root" /usr/bin/env -i DEBIAN_FRONTEND=noninteractive HOME=/root "${environment[@]}" /bin/sh -ec "cd '${2:-/}'; $3" </dev/null
}

bind() { if [ -e "$1" ] && [ -e "$2" ]; then mount --bind "$1" "$2"; fi; }
furnish() {
  mount -t proc proc "$root/proc"
  mount -t sysfs -o ro sysfs "$root/sys"
  mount -t tmpfs -o mode=755 tmpfs "$root/dev"
  local device
  for device in null:1:3 zero:1:5 full:1:7 random:1:8 urandom:1:9 tty:5:0; do
    IFS=: read -r name major minor <<<"$device"
    mknod -m 666 "$root/dev/$name" c "$major" "$minor"
  done
  ln -s /proc/self/fd "$root/dev/fd"
  ln -s /proc/self/fd/0 "$root/dev/stdin"
  ln -s /proc/self/fd/1 "$root/dev/stdout"
  ln -s /proc/self/fd/2 "$root/dev/stderr"
  mkdir "$root/dev/shm"
  mount -t tmpfs tmpfs "$root/dev/shm"
  mount -t tmpfs -o mode=755 tmpfs "$root/run"
  mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
  bind /etc/resolv.conf "$root/etc/resolv.conf"
  bind /etc/hosts "$root/etc/hosts"
  bind "$work/apt" "$root/etc/apt"
  bind /etc/apt/auth.conf.d "$root/etc/apt/auth.conf.d"
  bind "$work/lists" "$root/var/lib/apt/lists"
  bind "$work/archives" "$root/var/cache/apt/archives"
}

mount --make-rprivate /
lower=$(paste -sd: "$work/lower")
if [ -n "$lower" ]; then
  mount -t overlay overlay -o "lowerdir=$lower,upperdir=$work/upper,workdir=$work/overlay,redirect_dir=off,index=off,metacopy=off" "$root"
  furnish
else
  mount --bind "$work/upper" "$root"
fi
# shellcheck source=/dev/null # made from the Dockerfile
. "$work/steps"
umount --recursive "$root"

# What installing leaves and no container reads.
cd "$work/upper"
rm -rf var/cache/apt/*.bin var/cache/debconf/*-old var/lib/dpkg/*-old var/cache/ldconfig var/log/*.log var/log/apt tmp/* root/.cache root/.npm
find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An overlay marks what a layer takes away by devices 0:0 and opaque folders; an image by files named .wh.
mkdir -p "$work/whiteouts"
: >"$work/gone"
find . -type c -printf '%P\n' | while IFS= read -r file; do
  [ "$(stat -c %t:%T "$file")" = 0:0 ] || continue
  case $file in */*) into=${file%/*} ;; *) into=. ;; esac
  mkdir -p "$work/whiteouts/$into"
  : >"$work/whiteouts/$into/.wh.${file##*/}"
  printf './%s\n' "$file" >>"$work/gone"
done
{ getfattr --recursive --physical --absolute-names --match='^trusted\.overlay\.opaque$' . 2>/dev/null || true; } | sed -n 's/^# file: //p' | while IFS= read -r folder; do
  mkdir -p "$work/whiteouts/$folder"
  : >"$work/whiteouts/$folder/.wh..wh..opq"
done

(cd "$work/whiteouts" && find . -type f -print0) >"$work/whiteout-list"
tar --create --sort=name --numeric-owner --format=posix --pax-option=delete=atime,delete=ctime --xattrs --xattrs-include=security.capability \
  --no-wildcards --exclude-from="$work/gone" --anchored -C "$work/upper" . -C "$work/whiteouts" --null --verbatim-files-from --files-from="$work/whiteout-list" |
  tee >(sha256sum | cut -d' ' -f1 >"$work/diff-id") | gzip --no-name -5 >"$work/layer.tar.gz"
until [ -s "$work/diff-id" ]; do wait; done
