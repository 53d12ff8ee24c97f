/* The tables of a cache's file. Their SQL is compared to the letter, so that a
** file by somebody else cannot bring a view, trigger, index or expression that
** SQLite would run for us. */
#ifndef PAPERS_NET_CACHE_SCHEMA_H
#define PAPERS_NET_CACHE_SCHEMA_H

#include "net/cache/sqlite.h"

enum cache_kind {
  CACHE_EMPTY, /* nothing in it yet */
  CACHE_OURS,  /* this version's */
  CACHE_OLDER, /* of an earlier version of this extension */
  CACHE_NEWER, /* of a newer version of this extension */
  CACHE_FOREIGN
};

/* "papr", in the header of the file. */
enum { CACHE_APPLICATION_ID = 1885433970 };
#define CACHE_APPLICATION "1885433970"

/* Says what kind of file it is; changes nothing. Returns a code of SQLite's:
** unless it is SQLITE_OK, *kind is not set. */
int cache_schema_look(sqlite3 *db, enum cache_kind *kind);

/* Makes an empty database ours, and brings one of an earlier version up to
** date. The answers of version 1 are not found, because their sums were
** computed in another way; they stay until others take their place. Harmless if
** another process was faster. */
int cache_schema_make(sqlite3 *db);

/* The pieces of answer N have the numbers from N * CACHE_PIECES on. */
#define CACHE_PIECES "65536"
enum { CACHE_PIECES_MOST = 65536 };

#endif
