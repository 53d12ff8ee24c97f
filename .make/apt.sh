#!/bin/sh
# Installs Debian's packages: `apt.sh PACKAGE...`. Says which, uses sudo only where
# the user is not root, and asks for the newest list of packages only where the
# one that is here does not do. Without a way to become root it prints the command.

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
if [ -n "$as_root" ] && ! command -v sudo >/dev/null; then
  echo "papers: install with: apt-get install $* (as root)" >&2
  exit 1
fi

apt_get() { $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q "$@"; }
known() { apt-cache show --no-all-versions "$@" >/dev/null 2>&1; }

echo "papers: installing with apt-get: $*"
known "$@" && apt_get install -y --no-install-recommends "$@" && exit
echo "papers: asking for the newest list of packages"
apt_get update && apt_get install -y --no-install-recommends "$@"
