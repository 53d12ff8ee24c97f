#include "net/answer/recall.h"

#include <stdlib.h>
#include <string.h>

#include "net/answer/answers.h"
#include "net/clock.h"
#include "net/space.h"

/* An answer in use is marked so once an hour. */
enum { USED_RECENTLY = 3600 };

/* Seconds for which a refusal is remembered: as long as the newest day is. */
enum { REFUSAL_AGE = 300 };

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

static void take_body(struct request *request, struct spool_run *body) {
  spool_run_clear(&request->body);
  request->body = *body;
  spool_run_init(body, request->body.spool);
  request->is_dropped = false;
  net_keep(request->net, request);
}

/* A refusal was stored in words. */
static void refuse(struct request *request) {
  struct error error = {0};
  struct slice words = spool_read(&request->body, 0, &error);
  request->why = words.at ? strndup(words.at, words.length) : NULL;
  request->outcome = request->why ? FAILED : NO_MEMORY;
  net_leave(request->net, request);
  spool_run_clear(&request->body);
}

/* The older answer is what the request has ended with. */
static void give(struct recall *recall, struct request *request,
                 const char *source) {
  struct log_entry *entry = entry_of(request);
  take_body(request, &recall->older.body);
  free(request->why);
  request->why = NULL;
  request->outcome = OK;
  request->state = REQUEST_ENDED;
  request->paused_at = net_time(request->net);
  request->deadline = request->paused_at + request->net->settings->timeout;
  request->status = recall->older.status;
  request->has_next_page = recall->older.has_next_page;
  recall->has_older = false;
  recall->source = source;
  recall->is_settled = true;
  if (entry) entry->cache = source;
  if (request->status != 200) refuse(request);
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

double recall_age(const struct net_settings *settings,
                  const struct question *question) {
  return question->max_age >= 0   ? question->max_age
         : settings->max_age >= 0 ? settings->max_age
                                  : question->age;
}

static bool is_young(const struct recall *recall,
                     const struct net_settings *settings,
                     const struct question *question) {
  double allowed = recall_age(settings, question);
  if (recall->older.status != 200 && allowed > REFUSAL_AGE) {
    allowed = REFUSAL_AGE;
  }
  double age = clock_unix() - (double)recall->older.fetched_at;
  /* One from the future tells nothing about its age. */
  return age >= 0 && age < allowed;
}

/* Of one moment with the pages around it, as far as these are there. What has
** just come is of one moment with a next page that was not asked for yet. */
static bool fits_pages(const struct recall *recall, struct net *net,
                       const struct question *question) {
  int64_t at = recall->older.fetched_at;
  struct stored_key next = recall->key;
  if (at < question->not_before) return false;
  if (!question->next_url || !recall->older.has_next_page) return true;
  next.url = question->next_url;
  int64_t next_at = cache_fetched_at(net->cache, &next);
  if (next_at < 0 && clock_unix() - (double)at < ONE_MOMENT) return true;
  return next_at >= at && next_at <= at + ONE_MOMENT;
}

static void forget_older(struct recall *recall) {
  spool_run_clear(&recall->older.body);
  recall->has_older = false;
}

/* An older answer that would do if there is no other. A refusal would not, nor
** one for which there is no space. */
static bool is_of_use(const struct recall *recall, struct net *net) {
  int64_t ahead = space_most(net->settings) - net->settings->max_bytes;
  return recall->older.status == 200 && spool_size(&net->spool) <= ahead;
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
  if (!is_of_use(recall, request->net)) {
    forget_older(recall);
  } else if (recall->older.etag[0]) {
    request->if_none_match = recall->older.etag;
  }
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

/* Or a fork has taken it away. */
static bool has_body(struct stored *older) {
  const struct spool_run *body = &older->body;
  size_t at = 0;
  while (at < body->length && spool_has(body, at)) {
    at += SPOOL_PAGE;
  }
  return at >= body->length;
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
  bool has_older = recall->has_older && has_body(&recall->older);
  if (request->status == 304 && recall->has_older) {
    give_revalidated(recall, request);
  } else if (failed && has_older) {
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
  net_leave(request->net, request);
  recall_begin_again(recall, request);
  return true;
}

/* --- saving ------------------------------------------------------------- */

static bool is_asker(const struct recall *recall,
                     const unsigned char asker[SHA256_SIZE]) {
  return memcmp(asker, recall->key.asker, SHA256_SIZE) == 0;
}

bool recall_is_ours(const struct recall *recall,
                    const struct request *request) {
  unsigned char asker[SHA256_SIZE];
  net_settings_asker(request->net->settings, request->url, asker);
  return is_asker(recall, asker) && is_asker(recall, request->asker);
}

/* Of those that say something about what was asked for. */
static bool is_refusal(const struct request *request) {
  int status = request->status;
  return status >= 400 && status < 500 && status != 408 && status != 429 &&
         request->outcome == FAILED && request->why && !request->is_html;
}

static bool put_into_words(struct request *request) {
  struct error error = {0};
  struct slice words = slice_of(request->why);
  spool_run_clear(&request->body);
  return spool_append(&request->body, words.at, words.length, &error) &&
         spool_settle(&request->body, &error);
}

bool recall_is_good(struct recall *recall, struct request *request) {
  const struct net_settings *settings = request->net->settings;
  bool refused = is_refusal(request);
  if (recall->is_good || !settings->cache || !cache_of(request->net)) {
    return false;
  }
  if (request->state != REQUEST_ENDED || request->is_dropped) return false;
  if (request->status != 200 && !refused) return false;
  if (!recall_is_from_network(recall)) return false;
  /* Who changes the token in the middle gets answers, but stores none. */
  recall->is_good =
      recall_is_ours(recall, request) && (!refused || put_into_words(request));
  if (recall->is_good) forget_older(recall);
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
      .answer = {.status = request->status,
                 .fetched_at = request->fetched_at,
                 .has_next_page = request->has_next_page}};
  spool_run_init(&change.answer.body, &request->net->spool);
  memcpy(change.answer.etag, request->etag, sizeof request->etag);
  if (recall->is_good) change.answer.body = request->body;
  return change;
}

static bool is_due(const struct recall *recall) {
  bool has_change = recall->is_good || recall->is_renewed || recall->is_touched;
  return has_change && !recall->is_saved;
}

bool recall_save(struct recall *recall, struct request *request, double until) {
  if (!is_due(recall) || !cache_of(request->net)) return true;
  struct cache_change change = change_of(recall, request);
  recall->is_saved = cache_write_change(request->net->cache, &change, until);
  return recall->is_saved;
}

void recall_drop(struct recall *recall, struct request *request) {
  if (recall->is_good && !recall_save(recall, request, 0)) {
    recall->is_good = false;
  }
  net_leave(request->net, request);
  spool_run_clear(&request->body);
  request->is_dropped = true;
}

bool recall_fetch(struct recall *recall, struct request *request) {
  struct net *net = request->net;
  struct stored found = {0};
  struct error trouble = {0};
  double idle = 0;
  bool was_stored = !recall_is_from_network(recall) || recall->is_good;
  spool_run_init(&found.body, &net->spool);
  if (!was_stored || !net->settings->cache || !cache_of(net)) return false;
  if (!cache_find(net->cache, &recall->key, &found, &idle, &trouble)) {
    return false;
  }
  if (found.status != 200) {
    spool_run_clear(&found.body);
    return false;
  }
  take_body(request, &found.body);
  request->has_next_page = found.has_next_page;
  request->fetched_at = found.fetched_at;
  request->attempts++;
  request->excused++;
  return true;
}

void recall_begin_again(struct recall *recall, struct request *request) {
  recall->source = "network";
  recall->is_settled = recall->is_touched = false;
  recall->is_good = recall->is_renewed = recall->is_saved = false;
  request_renew(request);
}

void recall_clear(struct recall *recall, struct request *request,
                  double until) {
  bool in_time = clock_steady() < until;
  if (is_due(recall) && !(in_time && recall_save(recall, request, until)) &&
      cache_of(request->net)) {
    struct cache_change change = change_of(recall, request);
    cache_write_later(request->net->cache, &change);
    if (recall->is_good) request->body = change.answer.body;
  }
  spool_run_clear(&recall->older.body);
  free(recall->trouble);
}
