#!/bin/sh
# Proves that a bare Debian is enough: makes one in a folder of its own with
# debootstrap, adds git and make to it and nothing else, clones the commit that
# is checked out here, and types the commands given there (`make test` if none
# is). Needs root and debootstrap; MIRROR and SUITE say which Debian, by
# default the one this machine uses. PLACE keeps the folder for another time.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
suite=${SUITE:-bookworm}
mirror=${MIRROR:-$(apt-cache policy base-files |
  grep -oE 'https?://[^ ]+' | head -n 1)}
place=${PLACE:-$(mktemp -d)}

leave() {
  umount "$place/proc" "$place/dev/pts" 2>/dev/null || true
  [ -n "${PLACE:-}" ] || rm -rf --one-file-system "$place"
}
trap leave EXIT
trap 'exit 130' INT TERM

inside() {
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
    DEBIAN_FRONTEND=noninteractive chroot "$place" sh -c "$1"
}

[ -e "$place/usr/bin/apt-get" ] ||
  debootstrap --variant=minbase "$suite" "$place" "$mirror"
cp /etc/resolv.conf /etc/hosts "$place/etc/"
mount -t proc proc "$place/proc"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$place/dev/pts"
ln -sf pts/ptmx "$place/dev/ptmx"
inside 'apt-get update -q && apt-get install -y -q --no-install-recommends \
  git make'
rm -rf "$place/root/papers"
git -C "$root" bundle create -q "$place/root/papers.bundle" HEAD
inside 'cd /root && git clone -q papers.bundle papers'
[ $# -gt 0 ] || set -- 'make test'
for command in "$@"; do
  echo "== $command"
  inside "cd /root/papers && $command"
done
