#!/bin/sh
# Are the libraries here that the extension stands on, and new enough? Prints
# their versions, or says what is missing and how to get it.
#
# libcurl 7.84 is the first whose global initialisation is safe in a process
# that has threads. SQLite 3.31 is the first with SQLITE_DIRECTONLY; with a header
# older than 3.38 (sqlite3_vtab_in) less of a query is pushed to the service,
# whatever newer SQLite the extension is loaded into later.

fail() {
  echo "papers: $1" >&2
  echo "papers: 'make deps' installs what is missing, or says how" >&2
  exit 1
}

need() {
  name=$1 oldest=$2
  $PKG_CONFIG --exists "$name" || fail "the library $name was not found"
  found=$($PKG_CONFIG --modversion "$name")
  $PKG_CONFIG --atleast-version="$oldest" "$name" ||
    fail "$name $oldest or newer is needed, this one is $found"
  echo "$name $found"
}

PKG_CONFIG=${PKG_CONFIG:-pkg-config}
command -v "${PKG_CONFIG%% *}" >/dev/null || fail "there is no pkg-config"
need sqlite3 3.31
$PKG_CONFIG --atleast-version=3.38 sqlite3 ||
  echo "papers: with a header of SQLite 3.38 or newer, LIMIT and IN cost fewer requests" >&2
need libcurl 7.84
need yajl 2.1
