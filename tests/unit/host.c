/* The table of SQLite's routines, which a host fills for the extension.
** Programs without a host link this file for the symbol; they open no cache, so
** nothing calls a routine. */
#include <sqlite3ext.h>

const sqlite3_api_routines *sqlite3_api;
