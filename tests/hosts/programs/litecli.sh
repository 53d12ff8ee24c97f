#!/bin/sh
# litecli, a shell that completes words.

papers() {
  grep -v '^--' >commands.sql
  litecli notes.db <commands.sql | tail -n +2
}

shift
for sql in "$@"; do
  papers <<END || exit
-- snippet
.load /usr/local/lib/sqlite3/papers;
-- end
$sql;
END
done
