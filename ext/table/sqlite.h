/* SQLite's interface as a loadable extension sees it: every call goes through
** the host's table of routines. ext/init.c defines that table, and so does
** not include this file. */
#ifndef PAPERS_TABLE_SQLITE_H
#define PAPERS_TABLE_SQLITE_H

#include <sqlite3ext.h>

SQLITE_EXTENSION_INIT3

#if SQLITE_VERSION_NUMBER < 3038000
/* What the header of an older SQLite lacks. With one, the functions are never
** called: constraint_has_new_planner() says no, whatever SQLite is there. */
enum {
  SQLITE_INDEX_CONSTRAINT_LIMIT = 73,
  SQLITE_INDEX_CONSTRAINT_OFFSET = 74
};

static inline int sqlite3_vtab_distinct(sqlite3_index_info *info) {
  (void)info;
  return 0;
}

static inline int sqlite3_vtab_in(sqlite3_index_info *info, int i, int all) {
  (void)info, (void)i, (void)all;
  return 0;
}

static inline int sqlite3_vtab_in_first(sqlite3_value *list,
                                        sqlite3_value **value) {
  (void)list, (void)value;
  return SQLITE_ERROR;
}

static inline int sqlite3_vtab_in_next(sqlite3_value *list,
                                       sqlite3_value **value) {
  (void)list, (void)value;
  return SQLITE_ERROR;
}

static inline int sqlite3_vtab_rhs_value(sqlite3_index_info *info, int i,
                                         sqlite3_value **value) {
  (void)info, (void)i, (void)value;
  return SQLITE_NOTFOUND;
}
#endif

#endif
