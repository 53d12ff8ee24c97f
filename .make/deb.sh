#!/bin/sh
# Packs what `make install` copies as a Debian package: `deb.sh TREE FOLDER
# VERSION`, where TREE was DESTDIR with PREFIX=/usr. The libraries that it
# depends on are read from the extension. The same commit gives the same bytes:
# SOURCE_DATE_EPOCH is the time of every file, DEBFULLNAME and DEBEMAIL are the
# packager; by default the commit says both.
set -eu

tree=$1 folder=$2 version=$3
here=$(cd "$(dirname "$0")/.." && pwd)
name=libsqlite3-mod-papers
revision=$version-0papers1
doc=$tree/usr/share/doc/$name
: "${SOURCE_DATE_EPOCH:=$(git -C "$here" log -1 --format=%ct)}"
export SOURCE_DATE_EPOCH
packager=${DEBFULLNAME:-$(git -C "$here" log -1 --format=%an)}
packager="$packager <${DEBEMAIL:-$(git -C "$here" log -1 --format=%ae)}>"

# dpkg-shlibdeps needs the control file of a source package; what it says does
# not matter. By its symbols an older libcurl would be enough than is safe.
dependencies() {
  libcurl=$(sed -n 's/^need libcurl //p' "$here/.make/libraries.sh")
  work=$(mktemp -d)
  mkdir "$work/debian"
  printf 'Source: %s\n\nPackage: %s\nArchitecture: any\n' $name $name \
    >"$work/debian/control"
  (cd "$work" && dpkg-shlibdeps -O "$1") |
    sed -E "s/^shlibs:Depends=//; s/(libcurl[a-z0-9]* \(>=) [^)]*/\1 $libcurl/"
  rm -rf "$work"
}

control() {
  cat <<END
Package: $name
Version: $revision
Architecture: $(dpkg --print-architecture)
Maintainer: $packager
Installed-Size: $(du -sk --apparent-size "$tree/usr" | cut -f1)
Depends: $(dependencies "$(echo "$tree"/usr/lib/*/sqlite3/papers.so)")
Suggests: sqlite3
Section: database
Priority: optional
Description: SQL over live paper listings, an extension of SQLite
 The daily paper listings of the Hugging Face Hub as a table, fetched while a
 query runs and kept in a cache, with functions for author lists, links to code
 and keywords.
 .
 In the sqlite3 shell, .load /$(cd "$tree" && echo usr/lib/*/sqlite3)/papers
END
}

changelog() {
  cat <<END
$name ($revision) unstable; urgency=medium

  * See the list of changes of papers $version.

 -- $packager  $(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")
END
}

copyright() {
  echo 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/'
  printf '\nFiles: *\n'
  sed -n 's/^Copyright (c) /Copyright: /p' "$here/LICENSE"
  echo 'License: Expat'
  sed -n '/^Permission/,$p' "$here/LICENSE" | sed 's/^$/./; s/^/ /'
}

mkdir -p "$doc" "$tree/DEBIAN"
changelog | gzip -9n >"$doc/changelog.Debian.gz"
copyright >"$doc/copyright"
gzip -9nf "$tree/usr/share/man/man7/papers.7"
find "$tree/usr" -type f -exec chmod u+w,go-w {} +
chmod 644 "$tree"/usr/lib/*/sqlite3/papers.so
control >"$tree/DEBIAN/control"
(cd "$tree" && find usr -type f -print | LC_ALL=C sort | xargs md5sum) \
  >"$tree/DEBIAN/md5sums"
find "$tree" -type d -exec chmod 755 {} +
dpkg-deb --root-owner-group -Zxz --build "$tree" "$folder" >/dev/null
echo "  $folder/${name}_${revision}_$(dpkg --print-architecture).deb"
