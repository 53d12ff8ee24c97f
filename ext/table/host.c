/* Which SQLite this library calls. Must call no function of a host before that
** host is accepted, except through the host's own table of routines. */
#include "table/host.h"

#include <pthread.h>
#include <stdio.h>

/* SQLite 3.31 is the first that can mark a function or a table as one that a
** schema must not call. */
enum { OLDEST_SQLITE = 3031000 };

#define TOO_OLD "papers: SQLite %s is too old: 3.31 or newer is needed"

#ifdef SQLITE_CORE

bool host_take(const sqlite3_api_routines *routines, char **message) {
  (void)routines;
  bool is_old = sqlite3_libversion_number() < OLDEST_SQLITE;
  if (is_old && message) {
    *message = sqlite3_mprintf(TOO_OLD, sqlite3_libversion());
  }
  return !is_old;
}

#else

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* The version of the host whose routines were taken. It is a copy: that host
** may be unloaded before an error text needs it. */
static char version[40];

static bool take_routines(const sqlite3_api_routines *routines) {
  pthread_mutex_lock(&lock);
  if (!sqlite3_api) {
    snprintf(version, sizeof version, "%s", routines->libversion());
    sqlite3_api = routines;
  }
  bool taken = sqlite3_api == routines;
  pthread_mutex_unlock(&lock);
  return taken;
}

static char *explain_refusal(const sqlite3_api_routines *routines,
                             bool is_old) {
  if (is_old) return routines->mprintf(TOO_OLD, routines->libversion());
  return routines->mprintf("papers: this process has two SQLites, and this "
                           "file already serves the other one, %s; for this "
                           "one, %s, load a copy of the file from another "
                           "folder",
                           version, routines->libversion());
}

/* A host that was built without loadable extensions calls its automatic
** extensions without a table of routines: nothing of it can be called. */
bool host_take(const sqlite3_api_routines *routines, char **message) {
  if (!routines) return false;
  bool is_old = routines->libversion_number() < OLDEST_SQLITE;
  if (!is_old && take_routines(routines)) return true;
  if (message) *message = explain_refusal(routines, is_old);
  return false;
}

#endif
