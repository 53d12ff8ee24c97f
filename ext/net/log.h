/* The last requests of a connection, for the table papers_requests. A ring: the
** newest entry takes the place of the oldest. */
#ifndef PAPERS_NET_LOG_H
#define PAPERS_NET_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LOG_SIZE = 1000 };

/* Where an answer comes from. */
enum answer_source {
  FROM_NETWORK,       /* the service sent it */
  CACHED_FRESH,       /* from the cache, young enough: no request was sent */
  CACHED_REVALIDATED, /* from the cache: the service said it is still right */
  CACHED_STALE,       /* from the cache although too old: no other to be had */
  ANSWER_SOURCES
};

/* In a word, for SQL: "network", "fresh", ... Static. */
const char *answer_source_name(enum answer_source source);

struct log_entry {
  int64_t number;     /* from 1 up; no number is used twice */
  double started_at;  /* Unix seconds */
  const char *method; /* static */
  char *url;          /* owned by the log */
  int status;         /* HTTP's; 0: none came */
  enum answer_source source;
  int64_t bytes;       /* of the body, decompressed, all attempts */
  double milliseconds; /* until it ended; negative: it has not */
  int attempts;
  int64_t limit_left;  /* RateLimit's r; negative: unknown */
  int64_t limit_reset; /* RateLimit's t, seconds; negative: unknown */
  char *error;         /* owned by the log; NULL: none */
};

/* Takes no memory until the first entry. */
struct log {
  struct log_entry *entries; /* LOG_SIZE, by number */
  int64_t newest;            /* the number of the last one, 0: none yet */
};

void log_clear(struct log *log);

/* Begins an entry, by GET and from the network, and returns its number; 0 where
** there is no memory: then there is no entry, and the log is as before. */
int64_t log_begin(struct log *log, const char *url, double started_at);

/* The entry of that number, which the caller may change; NULL if it was
** overwritten or never was. Valid until the next log_begin. */
struct log_entry *log_at(struct log *log, int64_t number);

/* Sets the error of the entry, in place of any other; a copy. NULL: none. */
void log_set_error(struct log_entry *entry, const char *error);

/* The oldest entry with a number above `number`, NULL if there is none. Begun
** with 0 and going on with each entry's number, one reads all of them, oldest
** first, also while others are begun. */
const struct log_entry *log_after(const struct log *log, int64_t number);

#endif
