#!/bin/sh
# GDAL's driver of SQLite: ogrinfo, ogr2ogr, QGIS.

# snippet
papers() {
  ogr2ogr --config OGR_SQLITE_LOAD_EXTENSIONS /usr/local/lib/sqlite3/papers "$@"
}
# end

shift
[ -e notes.db ] || sqlite3 notes.db 'CREATE TABLE mine(note)'
for sql in "$@"; do
  papers -f CSV -lco SEPARATOR=TAB -lco STRING_QUOTING=IF_NEEDED \
    /vsistdout/ notes.db -sql "$sql" | tail -n +2 | tr -d '"' || exit
done
