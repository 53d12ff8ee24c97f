#!/bin/sh
# Copies what a user needs below $DESTDIR, or removes it: `install.sh install
# LIBRARY` and `install.sh uninstall LIBRARY`, in the environment of
# `make install`: DESTDIR, PREFIX, LIBDIR, VERSION, and STRIP, an option of
# install(1). Removing also removes the folders of the extension that are empty then.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
action=$1 library=$2
extensions=$LIBDIR/sqlite3
share=$PREFIX/share/papers
manual=$PREFIX/share/man/man7
packages=$LIBDIR/pkgconfig

# place FOLDER OPTION... FILE: the last of them is copied.
place() {
  folder=$DESTDIR$1
  shift
  install -d "$folder"
  install "$@" "$folder/"
}

# fill FOLDER FILE: FILE.in with the version and the paths in their places.
fill() {
  install -d "$DESTDIR$1"
  sed -e "s|@VERSION@|$VERSION|g" -e "s|@PREFIX@|$PREFIX|g" \
    -e "s|@LIBDIR@|$LIBDIR|g" "$here/.make/$2.in" >"$DESTDIR$1/$2"
  chmod 644 "$DESTDIR$1/$2"
}

case $action in
install)
  # shellcheck disable=SC2086 # an option, or none
  place "$extensions" -m 755 $STRIP "$library"
  for script in "$here"/sql/*.sql; do
    place "$share/sql" -m 644 "$script"
  done
  fill "$manual" papers.7
  fill "$packages" papers.pc
  echo "In sqlite3: .load $extensions/papers"
  ;;
uninstall)
  rm -f "$DESTDIR$extensions/${library##*/}" "$DESTDIR$manual/papers.7" \
    "$DESTDIR$packages/papers.pc"
  for script in "$here"/sql/*.sql; do
    rm -f "$DESTDIR$share/sql/${script##*/}"
  done
  for folder in "$share/sql" "$share" "$extensions"; do
    rmdir "$DESTDIR$folder" 2>/dev/null || true
  done
  ;;
*) echo "install.sh: what is '$action'?" >&2 && exit 2 ;;
esac
