#!/bin/sh
# sqlite-utils, a command for databases.

# snippet
papers() {
  sqlite-utils query notes.db --load-extension /usr/local/lib/sqlite3/papers "$@"
}
# end

[ -e notes.db ] || sqlite-utils create-database notes.db
shift
for sql in "$@"; do
  papers --tsv --no-headers "$sql" || exit
done
