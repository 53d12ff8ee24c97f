#include "net/recall.h"

#include <stdlib.h>
#include <string.h>

#include "net/answers.h"
#include "net/clock.h"

/* An answer in use is marked so once an hour. */
enum { USED_RECENTLY = 3600 };

/* Seconds within which a page has to follow the one before it. */
enum { ONE_MOMENT = 600 };

static struct cache *cache_of(struct net *net) {
  if (!net->cache) net->cache = cache_new(net->settings, &net->log);
  return net->cache;
}

/* --- giving ------------------------------------------------------------- */

static struct log_entry *entry_of(struct request *request) {
  if (!request->log_number) {
    request->log_number =
        log_begin(&request->net->log, request->url, clock_unix());
    struct log_entry *entry = log_at(&request->net->log, request->log_number);
    if (entry) entry->milliseconds = 0;
  }
  return log_at(&request->net->log, request->log_number);
}

/* The older answer is what the request has ended with. */
static void give(struct recall *recall, struct request *request,
                 const char *source) {
  struct log_entry *entry = entry_of(request);
  spool_run_clear(&request->body);
  request->body = recall->older.body;
  spool_run_init(&recall->older.body, request->body.spool);
  free(request->why);
  request->why = NULL;
  request->outcome = OK;
  request->state = REQUEST_ENDED;
  request->status = 200;
  request->has_next_page = recall->older.has_next_page;
  recall->has_older = false;
  recall->source = source;
  recall->is_settled = true;
  if (entry) entry->cache = source;
}

static void give_fresh(struct recall *recall, struct request *request,
                       double began) {
  request->fetched_at = recall->older.fetched_at;
  give(recall, request, "fresh");
  struct log_entry *entry = entry_of(request);
  if (!entry) return;
  entry->bytes = (int64_t)request->body.length;
  entry->milliseconds = (clock_steady() - began) * 1000;
}

/* What was read of another body is void: as with a new attempt, readers begin
** again. */
static void give_stale(struct recall *recall, struct request *request) {
  struct log_entry *entry = entry_of(request);
  if (entry && request->why && !entry->error) {
    log_set_error(entry, request->why);
  }
  request->fetched_at = recall->older.fetched_at;
  request->attempts++;
  give(recall, request, "stale");
}

static void give_revalidated(struct recall *recall, struct request *request) {
  give(recall, request, "revalidated");
  recall->is_renewed = true;
}

/* --- deciding ----------------------------------------------------------- */

static bool is_young(const struct recall *recall,
                     const struct net_settings *settings,
                     const struct question *question) {
  double allowed = question->max_age >= 0   ? question->max_age
                   : settings->max_age >= 0 ? settings->max_age
                                            : question->age;
  double age = clock_unix() - (double)recall->older.fetched_at;
  /* One from the future tells nothing about its age. */
  return age >= 0 && age < allowed;
}

/* Of one moment with the pages around it, as far as these are there. */
static bool fits_pages(const struct recall *recall, struct net *net,
                       const struct question *question) {
  int64_t at = recall->older.fetched_at;
  struct stored_key next = recall->key;
  if (at < question->not_before) return false;
  if (!question->next_url || !recall->older.has_next_page) return true;
  next.url = question->next_url;
  int64_t next_at = cache_fetched_at(net->cache, &next);
  return next_at >= at && next_at <= at + ONE_MOMENT;
}

bool recall_begin(struct recall *recall, struct request *request,
                  const struct question *question) {
  const struct net_settings *settings = request->net->settings;
  double began = clock_steady();
  struct error trouble = {0};
  double idle = 0;
  *recall = (struct recall){.source = "network", .key.url = request->url};
  spool_run_init(&recall->older.body, &request->net->spool);
  if (!settings->cache && settings->no_cache) {
    recall->trouble = strdup(settings->no_cache);
  }
  if (!settings->cache || !cache_of(request->net)) return false;
  net_settings_asker(settings, request->url, recall->key.asker);
  recall->has_older = cache_find(request->net->cache, &recall->key,
                                 &recall->older, &idle, &trouble);
  if (trouble.outcome != OK) recall->trouble = strdup(trouble.text);
  if (!recall->has_older) return false;
  /* One used in the future would never be the one that was used least. */
  recall->is_touched = idle < 0 || idle >= USED_RECENTLY;
  if (is_young(recall, settings, question) &&
      fits_pages(recall, request->net, question)) {
    give_fresh(recall, request, began);
    return true;
  }
  if (recall->older.etag[0]) request->if_none_match = recall->older.etag;
  return false;
}

static bool could_not_be_asked(const struct request *request) {
  int status = request->status;
  return request->outcome == FAILED &&
         (!status || status == 408 || status == 429 || status >= 500);
}

static void say_nothing_cached(const struct recall *recall,
                               struct request *request) {
  struct error error = {0};
  if (!request->net->settings->cache || !request->why) return;
  error_set(&error, FAILED, "%s, and %s", request->why,
            recall->trouble ? recall->trouble : "nothing is cached");
  char *why = strdup(error.text);
  if (!why) return;
  free(request->why);
  request->why = why;
}

static void tell_trouble(struct recall *recall, struct request *request) {
  struct log_entry *entry = log_at(&request->net->log, request->log_number);
  if (recall->trouble && entry && !entry->error) {
    log_set_error(entry, recall->trouble);
  }
}

void recall_settle(struct recall *recall, struct request *request) {
  if (recall->is_settled || request->state != REQUEST_ENDED) return;
  recall->is_settled = true;
  bool failed = could_not_be_asked(request);
  if (request->status == 304 && recall->has_older) {
    give_revalidated(recall, request);
  } else if (failed && recall->has_older) {
    give_stale(recall, request);
  } else if (failed) {
    say_nothing_cached(recall, request);
  }
  tell_trouble(recall, request);
}

bool recall_is_from_network(const struct recall *recall) {
  return strcmp(recall->source, "network") == 0;
}

bool recall_instead(struct recall *recall, struct request *request) {
  if (!recall->has_older) return false;
  give_stale(recall, request);
  return true;
}

bool recall_distrust(struct recall *recall, struct request *request) {
  if (strcmp(recall->source, "fresh") != 0) return false;
  if (request->net->settings->offline) return false;
  recall->source = "network";
  recall->is_settled = recall->is_touched = false;
  request->state = REQUEST_QUEUED;
  request->log_number = 0;
  request->tally->asked++;
  net_join(request->net, request);
  return true;
}

/* --- saving ------------------------------------------------------------- */

static bool is_asker(const struct recall *recall,
                     const unsigned char asker[SHA256_SIZE]) {
  return memcmp(asker, recall->key.asker, SHA256_SIZE) == 0;
}

bool recall_is_good(struct recall *recall, const struct request *request) {
  unsigned char asker[SHA256_SIZE];
  const struct net_settings *settings = request->net->settings;
  if (recall->is_good || !request->net->cache || !settings->cache) return false;
  if (request->state != REQUEST_ENDED || request->status != 200) return false;
  if (!recall_is_from_network(recall)) return false;
  /* Who changes the token in the middle gets answers, but stores none. */
  net_settings_asker(settings, request->url, asker);
  recall->is_good = is_asker(recall, request->asker) && is_asker(recall, asker);
  return recall->is_good;
}

static struct cache_change change_of(struct recall *recall,
                                     struct request *request) {
  struct cache_change change = {
      .kind = recall->is_good      ? CACHE_STORES
              : recall->is_renewed ? CACHE_RENEWS
                                   : CACHE_TOUCHES,
      .key = recall->key,
      .log_number = request->log_number,
      .answer = {.fetched_at = request->fetched_at,
                 .has_next_page = request->has_next_page}};
  spool_run_init(&change.answer.body, &request->net->spool);
  memcpy(change.answer.etag, request->etag, sizeof request->etag);
  if (recall->is_good) change.answer.body = request->body;
  return change;
}

bool recall_save(struct recall *recall, struct request *request, double until) {
  struct cache_change change = change_of(recall, request);
  recall->is_saved = cache_write_change(request->net->cache, &change, until);
  return recall->is_saved;
}

void recall_clear(struct recall *recall, struct request *request,
                  double until) {
  bool due = recall->is_good || recall->is_renewed || recall->is_touched;
  bool in_time = clock_steady() < until;
  if (due && !recall->is_saved &&
      !(in_time && recall_save(recall, request, until))) {
    struct cache_change change = change_of(recall, request);
    cache_write_later(request->net->cache, &change);
    if (recall->is_good) request->body = change.answer.body;
  }
  spool_run_clear(&recall->older.body);
  free(recall->trouble);
}
