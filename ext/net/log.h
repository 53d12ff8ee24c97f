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
  int64_t limit_left; /* RateLimit's r; negative: not said */
  double limit_reset; /* RateLimit's t, seconds; negative: not said */
  char *error;        /* owned by the log; NULL: none */
};

#endif
