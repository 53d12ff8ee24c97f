/* The last requests of a connection, for the table papers_requests. A ring:
** the newest drives out the oldest. */
#ifndef PAPERS_NET_LOG_H
#define PAPERS_NET_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LOG_SIZE = 1000 };

struct log_entry {
  int64_t number;      /* counts up from 1 and never again from there */
  double started_at;   /* Unix seconds */
  const char *method;  /* static */
  char *url;           /* owned by the log */
  int status;          /* HTTP's; 0: none came */
  const char *cache;   /* static: network, fresh, revalidated, stale */
  int64_t bytes;       /* of the body, decompressed, all attempts */
  double milliseconds; /* until it ended; negative: it has not */
  int attempts;
  int64_t limit_left;  /* RateLimit's r; negative: not said */
  int64_t limit_reset; /* RateLimit's t, seconds; negative: not said */
  char *error;         /* owned by the log; NULL: none */
};

/* Takes no memory until the first entry. */
struct log {
  struct log_entry *entries; /* LOG_SIZE, by number */
  int64_t newest;            /* the number of the last one, 0: none yet */
};

void log_clear(struct log *log);

/* Begins an entry, by GET and from the network, and returns its number; 0
** where there is no memory: then there is no entry, and nothing else is
** wrong. */
int64_t log_begin(struct log *log, const char *url, double started_at);

/* The entry of that number, to be written on; NULL if it was driven out or
** never was. Valid until the next log_begin. */
struct log_entry *log_at(struct log *log, int64_t number);

/* Says what went wrong, in place of what was said before. NULL: nothing did. */
void log_set_error(struct log_entry *entry, const char *error);

/* The oldest entry with a number above `number`: from 0 on these are all,
** oldest to newest, whatever was begun meanwhile. NULL: there is none. */
const struct log_entry *log_after(const struct log *log, int64_t number);

#endif
