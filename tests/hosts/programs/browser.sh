#!/bin/sh
# DB Browser for SQLite: with its window on no screen it runs a script, and what
# that wrote can be read.
export QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR="$PWD"

# snippet
papers() {
  sqlitebrowser -o extensions/list=/usr/local/lib/sqlite3/papers.so "$@"
}
# end

count() {
  sqlite3 notes.db "SELECT count(*) FROM sqlite_master
                     WHERE name GLOB 'rows_[0-9]*'" 2>/dev/null
}

shift
rm -f notes.db
sqlite3 notes.db 'CREATE TABLE mine(note)'
number=0
for sql in "$@"; do
  number=$((number + 1))
  echo "CREATE TABLE rows_$number AS $sql;"
done >script.sql
papers -s script.sql notes.db >/dev/null 2>&1 &
browser=$!
for _ in $(seq 300); do
  [ "$(count)" != $# ] || break
  sleep 0.1
done
kill $browser
for number in $(seq $#); do
  sqlite3 -tabs notes.db "SELECT * FROM rows_$number" || exit
done
