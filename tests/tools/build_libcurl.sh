#!/bin/sh
# Builds another libcurl for the tests to run on: the newest release in a suite
# of Debian's, `tests/tools/build_libcurl.sh [SUITE]` (sid, else trixie), from
# Debian's source package with this system's OpenSSL, nghttp2, brotli and zstd.
# Prints the folder of the libcurl.so.4, for LD_LIBRARY_PATH; its headers are in
# ../source/include.
set -eu

if [ $# -eq 0 ]; then
  sh "$0" sid || sh "$0" trixie
  exit
fi
suite=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
place=${BUILD:-$root/build}/libcurl/$suite

# shellcheck disable=SC1091
. "$root/tests/tools/own_apt.sh"

# A list may name versions that the mirror does not have (any more, or yet).
fetch() {
  own_lists deb-src "$suite" ''
  for version in $(own apt-cache showsrc curl | sed -n 's/^Version: //p' |
    grep -v '~rc' | sort -rV); do
    (cd "$place" && own apt-get source --download-only "curl=$version" >&2) &&
      return
  done
  return 1
}

[ -e "$place/lib/libcurl.so.4" ] && echo "$place/lib" && exit 0
for tool in apt-get cmake dpkg-source; do
  command -v $tool >/dev/null && continue
  echo "build_libcurl.sh: no $tool; sh .make/deps.sh foreign installs it" >&2
  exit 1
done
rm -rf "$place"
fetch
mkdir "$place/source"
tar xf "$place"/curl_*.orig.tar.*z -C "$place/source" --strip-components=1
# As distributions build it: papers.so looks for symbols of these versions.
{
  cmake -S "$place/source" -B "$place/made" -DCMAKE_BUILD_TYPE=None \
    -DCMAKE_C_FLAGS=-O1 -DCMAKE_UNITY_BUILD=ON \
    -DCURL_LIBCURL_VERSIONED_SYMBOLS=ON -DCURL_USE_OPENSSL=ON \
    -DUSE_NGHTTP2=ON -DCURL_BROTLI=ON -DCURL_ZSTD=ON -DCURL_USE_LIBPSL=OFF \
    -DCURL_USE_LIBSSH2=OFF -DUSE_LIBIDN2=OFF -DCURL_DISABLE_LDAP=ON \
    -DBUILD_CURL_EXE=OFF -DBUILD_TESTING=OFF -DBUILD_LIBCURL_DOCS=OFF \
    -DBUILD_MISC_DOCS=OFF -DENABLE_CURL_MANUAL=OFF
  make -C "$place/made"
} >&2
mv "$place/made/lib" "$place/lib"
echo "$place/lib"
