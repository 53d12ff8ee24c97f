/* SQLite's table of routines, which it gives to an extension that it loads, for
** unit tests of what calls SQLite through it. To be included after cmocka.h and
** before headers of ext/, which make macros of the names of SQLite's functions.
*/
#ifndef TESTS_UNIT_ROUTINES_H
#define TESTS_UNIT_ROUTINES_H

#include <sqlite3.h>

static const struct sqlite3_api_routines *routines;

static int keep_routines(sqlite3 *db, char **message,
                         const struct sqlite3_api_routines *given) {
  (void)db;
  (void)message;
  routines = given;
  return SQLITE_OK;
}

/* Of a group of tests, before the first. */
static int load_routines(void **state) {
  sqlite3 *db = NULL;
  (void)state;
  sqlite3_auto_extension((void (*)(void))keep_routines);
  int code = sqlite3_open(":memory:", &db);
  sqlite3_close(db);
  sqlite3_reset_auto_extension();
  return code;
}

#endif
