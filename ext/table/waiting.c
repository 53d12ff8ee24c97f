#include "table/waiting.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Some 4,600 steps, 0.07 ms. A join of constants, because this asks an
** authorizer for nothing but SELECT, which the statement around us was
** granted; a recursive query, or a function, might be refused. */
#define SIXTEEN                                                                \
  "(VALUES(0),(0),(0),(0),(0),(0),(0),(0),(0),(0),(0),(0),(0),(0),(0),(0))"
static const char question[] =
    "SELECT 0 FROM " SIXTEEN "," SIXTEEN "," SIXTEEN " LIMIT 1 OFFSET 2000";

/* Waits shorter than this show nothing. */
static const double quiet_for = 0.5;

static bool prepare(struct waiting *waiting) {
  int code = sqlite3_prepare_v2(waiting->connection->db, question, -1,
                                &waiting->question, NULL);
  waiting->mute = code == SQLITE_AUTH || code == SQLITE_ERROR;
  return code == SQLITE_INTERRUPT;
}

static bool stop(void *context) {
  struct waiting *waiting = context;
  if (!waiting->question && !waiting->mute && prepare(waiting)) return true;
  if (!waiting->question) return false;
  bool answer = sqlite3_step(waiting->question) == SQLITE_INTERRUPT;
  sqlite3_reset(waiting->question);
  return answer;
}

/* The whole line anew. Nobody can be told if that fails. */
static void put(const char *line) {
  char bytes[100];
  int length = snprintf(bytes, sizeof bytes, "\r\033[K%s", line);
  ssize_t written = write(STDERR_FILENO, bytes, (size_t)length);
  (void)written;
}

static void erase(struct waiting *waiting) {
  if (!waiting->line[0]) return;
  waiting->line[0] = 0;
  put("");
}

static void tell(void *context, const struct net_progress *progress) {
  struct waiting *waiting = context;
  const struct settings *settings = &waiting->connection->settings;
  if (!progress) {
    erase(waiting);
    return;
  }
  if (progress->waited < quiet_for) return;
  if (settings_number(settings, SETTING_PROGRESS) == 0) return;
  if (!isatty(STDERR_FILENO)) return;
  char line[sizeof waiting->line];
  int64_t tenths = progress->bytes / 100000; /* of a megabyte */
  snprintf(line, sizeof line, "papers: %d of %d requests, %lld.%lld MB, %lld s",
           progress->done, progress->started, (long long)(tenths / 10),
           (long long)(tenths % 10), (long long)progress->waited);
  if (strcmp(line, waiting->line) == 0) return;
  memcpy(waiting->line, line, strlen(line) + 1);
  put(line);
}

void waiting_init(struct waiting *waiting, struct connection *connection) {
  *waiting = (struct waiting){.connection = connection};
}

void waiting_clear(struct waiting *waiting) {
  erase(waiting);
  sqlite3_finalize(waiting->question);
  waiting->question = NULL;
}

struct net_host waiting_host(struct waiting *waiting) {
  return (struct net_host){.context = waiting, .stop = stop, .waiting = tell};
}
