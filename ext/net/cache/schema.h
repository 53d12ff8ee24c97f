/* What a cache's file looks like inside, and whether one does. Everything is
** compared to the letter, so that a file by somebody else can bring no view,
** trigger, index or expression that SQLite would run for us. */
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

/* Reads only. An SQLite code; where it is not SQLITE_OK, *kind is not set. */
int cache_schema_look(sqlite3 *db, enum cache_kind *kind);

/* Makes an empty database ours, and one of an earlier version this version's.
** Answers of that are not found, because their sums were made in another way;
** they stay until others take their place. Harmless when another process was
** faster. */
int cache_schema_make(sqlite3 *db);

/* An answer's pieces have the numbers from its own times this one on. */
#define CACHE_PIECES "65536"
enum { CACHE_PIECES_MOST = 65536 };

#endif
