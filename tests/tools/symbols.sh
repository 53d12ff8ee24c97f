#!/bin/sh
# What the built library (its path is the argument) shows and needs: one
# symbol, and no library but libcurl, yajl and C's own. SQLite is the host's,
# so nothing of it may be left to the linker.

library=$1 wrong=0

shown=$(nm -D --defined-only "$library" | awk '{ print $3 }')
if [ "$shown" != sqlite3_papers_init ]; then
  echo "symbols that are shown:" "$shown"
  wrong=1
fi

needed=$(nm -D --undefined-only "$library" | grep -o 'sqlite3_.*')
if [ -n "$needed" ]; then
  echo "symbols of SQLite that are not called through the host:" "$needed"
  wrong=1
fi

others=$(readelf -d "$library" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' |
  grep -Ev '^(libcurl|libyajl|libc|libm|libpthread|ld-linux[^.]*)\.so')
if [ -n "$others" ]; then
  echo "libraries that are linked besides libcurl and yajl:" "$others"
  wrong=1
fi
[ $wrong -eq 0 ] && echo "symbols: as they should be"
exit $wrong
