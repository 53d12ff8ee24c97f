#!/bin/sh
# The sqlite3 shell.

# snippet
papers() {
  sqlite3 -cmd '.load /usr/local/lib/sqlite3/papers' -cmd '.mode tabs' "$@"
}
# end

task=$1
shift
case $task in
rows) papers -batch :memory: "$(printf '%s;' "$@")" ;;
many)
  for _ in $(seq 50); do
    printf '.open :memory:\n.load %s\n%s;\n' /usr/local/lib/sqlite3/papers "$1"
  done | papers -batch
  ;;
esac
