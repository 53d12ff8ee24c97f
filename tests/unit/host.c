/* The table of routines that a host of the extension fills. What is tested
** without one opens no cache, so nobody looks into it. */
#include <sqlite3ext.h>

const sqlite3_api_routines *sqlite3_api;
