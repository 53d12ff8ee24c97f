#!/bin/sh
# Builds another SQLite for the tests to run on:
# tests/tools/build_sqlite.sh VERSION [fts5|nofts5], say 3.31.1. The amalgamations come with the npm
# package better-sqlite3; this table says which of its versions has which.
# Prints the folder of the libsqlite3.so.0, for LD_LIBRARY_PATH: Debian's
# sqlite3 and Python are linked dynamically, so that switches both.
set -eu

version=$1 fts5=${2:-fts5}
case $version in
3.31.1) package=6.0.0 ;;
3.35.2) package=7.4.0 ;;
3.38.5) package=7.5.3 ;;
3.40.0) package=8.0.0 ;;
3.45.1) package=9.4.3 ;;
3.49.2) package=11.10.0 ;;
3.54.1) package=13.2.0 ;;
*) echo "build_sqlite.sh: which package has SQLite $version?" >&2 && exit 2 ;;
esac

root=$(cd "$(dirname "$0")/../.." && pwd)
source=${BUILD:-$root/build}/sqlite/source-$version
built=${BUILD:-$root/build}/sqlite/$version-$fts5

fetch() {
  mkdir -p "$source"
  (cd "$source" && npm pack --silent "better-sqlite3@$package" >/dev/null &&
    tar xzf "better-sqlite3-$package.tgz" --strip-components=2 package/deps &&
    if [ -f sqlite3.tar.gz ]; then tar xzf sqlite3.tar.gz; fi)
}

# The oldest lack what Debian's tools are linked against.
stubs() {
  grep -q sqlite3_changes64 "$1" || cat <<'END'
sqlite3_int64 sqlite3_changes64(sqlite3 *db) { return sqlite3_changes(db); }
sqlite3_int64 sqlite3_total_changes64(sqlite3 *db) {
  return sqlite3_total_changes(db);
}
END
  grep -q sqlite3_error_offset "$1" || cat <<'END'
int sqlite3_error_offset(sqlite3 *db) { (void)db; return -1; }
END
  grep -q sqlite3_txn_state "$1" || cat <<'END'
int sqlite3_txn_state(sqlite3 *db, const char *schema) {
  (void)schema;
  return !sqlite3_get_autocommit(db);
}
END
}

[ -e "$built/libsqlite3.so.0" ] && echo "$built" && exit 0
code=$(find "$source" -name sqlite3.c 2>/dev/null | head -n 1)
if [ -z "$code" ]; then
  fetch
  code=$(find "$source" -name sqlite3.c | head -n 1)
fi
mkdir -p "$built"
# The shell refuses a library that is not the very one of its header.
{
  echo "#define sqlite3_sourceid sqlite3_own_sourceid"
  echo "#include \"$code\""
  echo "#undef sqlite3_sourceid"
  echo "const char *sqlite3_sourceid(void) { return"
  echo "#include <sqlite3.h>" | ${CC:-cc} -dM -E - |
    sed -n 's/#define SQLITE_SOURCE_ID *//p'
  echo "; }"
  stubs "$code"
} >"$built/all.c"
options="-DSQLITE_THREADSAFE=1 -DSQLITE_ENABLE_COLUMN_METADATA
  -DSQLITE_ENABLE_JSON1 -DSQLITE_ENABLE_FTS4 -DSQLITE_ENABLE_FTS3_PARENTHESIS
  -DSQLITE_ENABLE_FTS3_TOKENIZER -DSQLITE_ENABLE_RTREE
  -DSQLITE_ENABLE_DBSTAT_VTAB -DSQLITE_ENABLE_STMTVTAB
  -DSQLITE_ENABLE_SESSION -DSQLITE_ENABLE_PREUPDATE_HOOK
  -DSQLITE_ENABLE_UNLOCK_NOTIFY -DSQLITE_ENABLE_DESERIALIZE
  -DSQLITE_ENABLE_MATH_FUNCTIONS -DSQLITE_ENABLE_LOAD_EXTENSION
  -DSQLITE_USE_URI=1 -DSQLITE_SOUNDEX"
[ "$fts5" = nofts5 ] || options="$options -DSQLITE_ENABLE_FTS5"
# shellcheck disable=SC2086 # one word each
${CC:-cc} -O1 -w -fPIC -shared $options -o "$built/libsqlite3.so.new" \
  "$built/all.c" -Wl,-soname,libsqlite3.so.0 -lm -lpthread -ldl
mv "$built/libsqlite3.so.new" "$built/libsqlite3.so.0"
echo "$built"
