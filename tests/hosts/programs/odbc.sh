#!/bin/sh
# ODBC, here with the program isql of unixODBC.

# snippet
papers() {
  isql -b -k 'Driver=SQLite3;Database=notes.db;LoadExt=/usr/local/lib/sqlite3/papers.so' "$@"
}
# end

shift
for sql in "$@"; do
  echo "$sql" | papers -d"$(printf '\t')" || exit
done
