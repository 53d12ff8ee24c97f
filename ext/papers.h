/* The entry point, for a program that has the extension compiled in. Such a
** program is compiled with -DSQLITE_CORE and linked with SQLite, libcurl and
** yajl; one call gives the extension to every connection that it opens later:
**
**     sqlite3_auto_extension((void (*)(void))sqlite3_papers_init);
**
** It may also be called for one open connection, with NULL as the last two
** arguments. Returns an SQLite code; on failure *message, where `message` is
** not NULL, may be a text that the caller frees with sqlite3_free(). Does
** nothing on a connection that has the extension already. */
#ifndef PAPERS_H
#define PAPERS_H

#include <sqlite3.h>

#ifdef __cplusplus
extern "C" {
#endif

int sqlite3_papers_init(sqlite3 *db, char **message,
                        const struct sqlite3_api_routines *routines);

#ifdef __cplusplus
}
#endif

#endif
