#!/bin/sh
# Runs the tests of the network on the libcurl that tests/tools/build_libcurl.sh
# builds: `libcurl.sh [SUITE]`. The file that knows libcurl must compile without a
# warning with those headers, and without what came after the oldest libcurl that
# docs/install.md promises. $PYTHON is the Python that has pytest; PAPERS_BUILD is
# the folder with what is tested.
set -eu

cd "$(dirname "$0")/../.."
folder=$(sh tests/tools/build_libcurl.sh "$@")
source=$folder/../source
oldest=7.84

compile() {
  ${CC:-cc} -std=c11 -D_POSIX_C_SOURCE=200809L -Iext -I"$source/include" -Wall \
    -Wextra -Werror -fsyntax-only "$@" ext/net/http.c
}

# The symbols of the newest header that the oldest lacks may not be used.
like_the_oldest() {
  echo '#define CURL_DISABLE_TYPECHECK'
  echo '#include <curl/curl.h>'
  echo '#undef LIBCURL_VERSION_NUM'
  echo "$oldest" | awk -F. '{
    printf "#define LIBCURL_VERSION_NUM 0x%02x%02x00\n", $1, $2 }'
  sed -nE 's/^(CURL[A-Z0-9_]+) +([0-9.]+).*/\2 \1/p' \
    "$source/docs/libcurl/symbols-in-versions" | awk -v oldest=$oldest '
    { split($1, of, "."); split(oldest, limit, ".") }
    of[1] > limit[1] || of[1] == limit[1] && of[2] > limit[2] {
      print "#pragma GCC poison " $2
    }'
}

compile
like_the_oldest >"$folder/oldest.h"
compile -w -include "$folder/oldest.h"

export LD_LIBRARY_PATH="$folder"
sqlite3 :memory: ".load $PAPERS_BUILD/papers" 'SELECT papers_version()'
PAPERS_LIBRARY=$PAPERS_BUILD/papers exec "$PYTHON" -m pytest -q -rfEs \
  -p no:cacheprovider tests/net/test_net.py tests/net/test_tls.py
