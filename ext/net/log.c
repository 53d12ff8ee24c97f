/* The ring of the last requests: see the header. */
#include "net/log.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char *const source_names[] = {
    [FROM_NETWORK] = "network",
    [CACHED_FRESH] = "fresh",
    [CACHED_REVALIDATED] = "revalidated",
    [CACHED_STALE] = "stale",
};

_Static_assert(sizeof source_names / sizeof source_names[0] == ANSWER_SOURCES,
               "each source has a name");

const char *answer_source_name(enum answer_source source) {
  assert(source < ANSWER_SOURCES);
  return source_names[source];
}

static struct log_entry *entry_at(const struct log *log, int64_t number) {
  return &log->entries[(number - 1) % LOG_SIZE];
}

static void clear_entry(struct log_entry *entry) {
  free(entry->url);
  free(entry->error);
  *entry = (struct log_entry){0};
}

void log_clear(struct log *log) {
  for (size_t i = 0; log->entries && i < LOG_SIZE; i++) {
    clear_entry(&log->entries[i]);
  }
  free(log->entries);
  *log = (struct log){0};
}

int64_t log_begin(struct log *log, const char *url, double started_at) {
  if (!log->entries) log->entries = calloc(LOG_SIZE, sizeof *log->entries);
  char *copy = log->entries ? strdup(url) : NULL;
  if (!copy) return 0;
  struct log_entry *entry = entry_at(log, ++log->newest);
  clear_entry(entry);
  *entry = (struct log_entry){
      .number = log->newest,
      .started_at = started_at,
      .method = "GET",
      .url = copy,
      .source = FROM_NETWORK,
      .milliseconds = -1,
      .limit_left = -1,
      .limit_reset = -1,
  };
  return log->newest;
}

struct log_entry *log_at(struct log *log, int64_t number) {
  if (number < 1 || number > log->newest) return NULL;
  struct log_entry *entry = entry_at(log, number);
  return entry->number == number ? entry : NULL;
}

void log_set_error(struct log_entry *entry, const char *error) {
  free(entry->error);
  entry->error = error ? strdup(error) : NULL;
}

const struct log_entry *log_after(const struct log *log, int64_t number) {
  int64_t oldest = log->newest > LOG_SIZE ? log->newest - LOG_SIZE + 1 : 1;
  int64_t wanted = number < oldest ? oldest : number + 1;
  return wanted > log->newest ? NULL : entry_at(log, wanted);
}
