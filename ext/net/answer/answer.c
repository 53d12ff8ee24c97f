/* One request and the cache: whether a stored answer spares it, which of the
** two answers is given, and what is stored. The rules are in the header. Knows
** nothing of readers, nor of the statement's other answers. */
#include "net/answer/answer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "net/clock.h"

/* Seconds within which a stored answer is not marked as used again. */
enum { USED_RECENTLY = 3600 };

/* Seconds for which a refusal is remembered: as long as the newest day is. */
enum { REFUSAL_AGE = 300 };

/* Seconds within which the answer of the next page must have come. */
enum { ONE_MOMENT = 600 };

struct answer *answer_new(struct net *net, struct request_tally *tally,
                          const struct fetch *fetch, struct error *error) {
  struct answer *answer = calloc(1, sizeof *answer);
  char *copy = answer ? strdup(fetch->url) : NULL;
  if (!copy) {
    free(answer);
    error_no_memory(error);
    return NULL;
  }
  request_init(&answer->request, &net->transport, tally, copy);
  answer->request.lane = fetch->lane;
  answer->request.absent_path = fetch->absent_path;
  answer->hash = hash_bytes(HASH_START, slice_of(copy));
  answer->check = fetch->check;
  answer->kind = fetch->kind;
  answer->outline_does = fetch->outline_does;
  answer->key.url = copy;
  spool_run_init(&answer->older.body, &net->transport.spool);
  return answer;
}

static const struct net_settings *settings_of(const struct answer *answer) {
  return answer->request.transport->settings;
}

static struct cache *cache_of(const struct answer *answer) {
  return ((const struct net *)answer->request.transport)->cache;
}

/* --- giving a stored answer ---------------------------------------------- */

static struct log_entry *begin_entry(struct request *request) {
  struct log *log = &request->transport->log;
  if (!request->log_number) {
    request->log_number = log_begin(log, request->url, clock_unix());
    struct log_entry *entry = log_at(log, request->log_number);
    if (entry) entry->milliseconds = 0;
  }
  return log_at(log, request->log_number);
}

/* Moves the body into the request and leaves *body empty. */
static void set_body(struct request *request, struct spool_run *body) {
  spool_run_clear(&request->body);
  request->body = *body;
  spool_run_init(body, request->body.spool);
  request->is_dropped = false;
  transport_keep(request);
}

/* The body of a stored refusal is its error text. */
static void fail_as_stored(struct request *request) {
  struct error error = {0};
  struct slice text = spool_read(&request->body, 0, &error);
  request->why = text.at ? strndup(text.at, text.length) : NULL;
  request->outcome = request->why ? FAILED : NO_MEMORY;
  transport_leave(request);
  spool_run_clear(&request->body);
}

void answer_drop_outline(struct answer *answer) {
  if (!answer->is_outline || answer->outline_does) return;
  answer->is_outline = false;
  answer_drop_body(&answer->request);
}

/* Ends the request with the older answer. */
static void give_older(struct answer *answer, enum answer_source source) {
  assert(answer->has_older && source != FROM_NETWORK);
  struct request *request = &answer->request;
  struct log_entry *entry = begin_entry(request);
  set_body(request, &answer->older.body);
  free(request->why);
  request->why = NULL;
  request->outcome = OK;
  request->state = REQUEST_ENDED;
  request->paused_at = transport_time(request->transport);
  request->deadline = request->paused_at + settings_of(answer)->timeout;
  request->status = answer->older.status;
  answer->is_outline = answer->older.is_outline;
  request_set_next(request, answer->older.has_next_page,
                   answer->older.next_link);
  stored_clear(&answer->older);
  answer->has_older = false;
  answer->source = source;
  answer->is_settled = true;
  if (entry) entry->source = source;
  if (request->status != 200) fail_as_stored(request);
  answer_drop_outline(answer);
}

static void give_fresh(struct answer *answer, double began) {
  struct request *request = &answer->request;
  request->fetched_at = answer->older.fetched_at;
  give_older(answer, CACHED_FRESH);
  struct log_entry *entry = begin_entry(request);
  if (!entry) return;
  entry->bytes = (int64_t)request->body.length;
  entry->milliseconds = (clock_steady() - began) * 1000;
}

/* It counts as another attempt: readers of a body that came begin again. */
static void give_stale(struct answer *answer) {
  struct request *request = &answer->request;
  struct log_entry *entry = begin_entry(request);
  if (entry && request->why && !entry->error) {
    log_set_error(entry, request->why);
  }
  request->fetched_at = answer->older.fetched_at;
  request->attempts++;
  give_older(answer, CACHED_STALE);
}

static void give_revalidated(struct answer *answer) {
  give_older(answer, CACHED_REVALIDATED);
  answer->is_renewed = true;
}

/* --- finding a stored answer --------------------------------------------- */

double answer_age_allowed(const struct net_settings *settings,
                          const struct fetch *fetch) {
  if (fetch->max_age >= 0) return fetch->max_age;
  return settings->max_age >= 0 ? settings->max_age : fetch->age;
}

static bool is_young(const struct answer *answer, const struct fetch *fetch) {
  double allowed = answer_age_allowed(settings_of(answer), fetch);
  if (answer->older.status != 200 && allowed > REFUSAL_AGE) {
    allowed = REFUSAL_AGE;
  }
  double age = clock_unix() - (double)answer->older.fetched_at;
  /* A time in the future tells nothing about the age. */
  return age >= 0 && age < allowed;
}

/* Whether it came at the same time as the stored page behind it, at this URL.
** If that page is not stored, it is enough that this answer has just come. */
static bool fits_next(const struct answer *answer, const char *url) {
  int64_t at = answer->older.fetched_at;
  struct stored_key next = answer->key;
  next.url = url;
  int64_t next_at = cache_fetched_at(cache_of(answer), &next);
  if (next_at < 0 && clock_unix() - (double)at < ONE_MOMENT) return true;
  return next_at >= at && next_at <= at + ONE_MOMENT;
}

/* The same for the page to which the answer's link leads. If the link cannot be
** followed, the answer is of no use. It is an error only if the service sends
** such a link again. */
static bool fits_linked(const struct answer *answer) {
  struct error error = {0};
  const char *link = answer->older.next_link;
  char *url = link ? http_next_url(answer->request.url, link, &error) : NULL;
  bool fits = url && fits_next(answer, url);
  free(url);
  return fits;
}

static bool fits_pages(const struct answer *answer, const struct fetch *fetch) {
  if (answer->older.fetched_at < fetch->not_before) return false;
  if (!answer->older.has_next_page) return true;
  if (fetch->by_link) return fits_linked(answer);
  return !fetch->next_url || fits_next(answer, fetch->next_url);
}

static void forget_older(struct answer *answer) {
  stored_clear(&answer->older);
  answer->has_older = false;
}

/* Whether to keep it in case that no other answer comes. Not a refusal, and not
** one for which there is no space. */
static bool may_be_stale(const struct answer *answer) {
  const struct net_settings *settings = settings_of(answer);
  int64_t ahead = transport_space(settings) - settings->max_bytes;
  return answer->older.status == 200 &&
         spool_size(&answer->request.transport->spool) <= ahead;
}

static bool read_older(struct answer *answer) {
  const struct net_settings *settings = settings_of(answer);
  struct error trouble = {0};
  double idle = 0;
  if (!settings->cache && settings->no_cache) {
    answer->trouble = strdup(settings->no_cache);
  }
  if (!settings->cache) return false;
  net_settings_user(settings, answer->request.url, answer->key.user);
  answer->has_older =
      cache_find(cache_of(answer), &answer->key, answer->outline_does,
                 &answer->older, &idle, &trouble);
  if (trouble.outcome != OK) answer->trouble = strdup(trouble.text);
  /* An answer used in the future would never be the least recently used. */
  answer->is_touched = answer->has_older && (idle < 0 || idle >= USED_RECENTLY);
  return answer->has_older;
}

bool answer_find_stored(struct answer *answer, const struct fetch *fetch) {
  double began = clock_steady();
  if (!read_older(answer)) return false;
  if (is_young(answer, fetch) && fits_pages(answer, fetch)) {
    give_fresh(answer, began);
    return true;
  }
  if (!may_be_stale(answer)) {
    forget_older(answer);
  } else if (answer->older.etag[0]) {
    answer->request.if_none_match = answer->older.etag;
  }
  return false;
}

/* --- settling ----------------------------------------------------------- */

/* Whether the service gave no answer, or one that says it cannot answer now. */
static bool is_out_of_reach(const struct request *request) {
  int status = request->status;
  return request->outcome == FAILED &&
         (!status || status == 408 || status == 429 || status >= 500);
}

static void add_nothing_cached(struct answer *answer) {
  struct request *request = &answer->request;
  struct error error = {0};
  if (!settings_of(answer)->cache || !request->why) return;
  error_set(&error, FAILED, "%s, and %s", request->why,
            answer->trouble ? answer->trouble : "nothing is cached");
  char *why = strdup(error.text);
  if (!why) return;
  free(request->why);
  request->why = why;
}

/* A fork may have taken a body away that lay in the temporary file. */
static bool has_body(const struct stored *older) {
  const struct spool_run *body = &older->body;
  size_t at = 0;
  while (at < body->length && spool_has(body, at)) {
    at += SPOOL_PAGE;
  }
  return at >= body->length;
}

static void log_trouble(const struct answer *answer) {
  const struct request *request = &answer->request;
  struct log_entry *entry =
      log_at(&request->transport->log, request->log_number);
  if (answer->trouble && entry && !entry->error) {
    log_set_error(entry, answer->trouble);
  }
}

void answer_settle(struct answer *answer) {
  const struct request *request = &answer->request;
  if (answer->is_settled || request->state != REQUEST_ENDED) return;
  answer->is_settled = true;
  bool failed = is_out_of_reach(request);
  bool has_older = answer->has_older && has_body(&answer->older);
  if (request->status == 304 && answer->has_older) {
    give_revalidated(answer);
  } else if (failed && has_older) {
    give_stale(answer);
  } else if (failed) {
    add_nothing_cached(answer);
  }
  log_trouble(answer);
}

bool answer_use_older(struct answer *answer) {
  if (!answer->has_older) return false;
  give_stale(answer);
  return true;
}

void answer_request_again(struct answer *answer) {
  answer->source = FROM_NETWORK;
  answer->is_outline = false;
  answer->is_settled = answer->is_touched = false;
  answer->is_accepted = answer->is_renewed = answer->is_saved = false;
  request_renew(&answer->request);
}

bool answer_discard_fresh(struct answer *answer) {
  if (answer->source != CACHED_FRESH) return false;
  if (settings_of(answer)->offline) return false;
  transport_leave(&answer->request);
  answer_request_again(answer);
  return true;
}

/* --- saving ------------------------------------------------------------- */

static bool is_key_of(const struct answer *answer,
                      const unsigned char user[SHA256_SIZE]) {
  return memcmp(user, answer->key.user, SHA256_SIZE) == 0;
}

bool answer_has_same_user(const struct answer *answer) {
  unsigned char user[SHA256_SIZE];
  net_settings_user(settings_of(answer), answer->request.url, user);
  return is_key_of(answer, user) && is_key_of(answer, answer->request.user);
}

/* Whether it is a refusal that says something about what was requested. A page
** says so only where the service has pages for what it does not have. */
static bool is_refusal(const struct request *request) {
  int status = request->status;
  return status >= 400 && status < 500 && status != 408 && status != 429 &&
         request->outcome == FAILED && request->why &&
         (!request->is_html || request->absent_path);
}

/* Puts the error text in place of the body. False: there is no memory. */
static bool store_refusal(struct request *request) {
  struct error error = {0};
  struct slice text = slice_of(request->why);
  spool_run_clear(&request->body);
  return spool_append(&request->body, text.at, text.length, &error) &&
         spool_settle(&request->body, &error);
}

/* A user who changes the token in the middle gets answers, but nothing is
** stored: it could be stored under the wrong token. */
bool answer_mark_good(struct answer *answer, struct slice outline) {
  struct request *request = &answer->request;
  bool is_refused = is_refusal(request);
  if (answer->is_accepted || !settings_of(answer)->cache) return false;
  if (request->state != REQUEST_ENDED || request->is_dropped) return false;
  if (request->status != 200 && !is_refused) return false;
  if (answer->source != FROM_NETWORK) return false;
  if (!answer_has_same_user(answer)) return false;
  if (is_refused && !store_refusal(request)) return false;
  answer->is_accepted = true;
  free(answer->outline);
  answer->outline = outline.at ? strndup(outline.at, outline.length) : NULL;
  forget_older(answer);
  return true;
}

static struct cache_change change_of(struct answer *answer) {
  struct request *request = &answer->request;
  struct cache_change change = {
      .kind = answer->is_accepted  ? CACHE_STORES
              : answer->is_renewed ? CACHE_RENEWS
                                   : CACHE_TOUCHES,
      .key = answer->key,
      .log_number = request->log_number,
      .answer = {.status = request->status,
                 .fetched_at = request->fetched_at,
                 .has_next_page = request->has_next_page,
                 .next_link = request->next_link}};
  spool_run_init(&change.answer.body, &request->transport->spool);
  memcpy(change.answer.etag, request->etag, sizeof request->etag);
  if (answer->is_accepted) change.answer.body = request->body;
  if (answer->outline) change.answer.outline = slice_of(answer->outline);
  return change;
}

static bool has_change(const struct answer *answer) {
  bool is_changed =
      answer->is_accepted || answer->is_renewed || answer->is_touched;
  return is_changed && !answer->is_saved;
}

bool answer_save(struct answer *answer, double until) {
  if (!has_change(answer)) return true;
  struct cache_change change = change_of(answer);
  answer->is_saved = cache_write_change(cache_of(answer), &change, until);
  return answer->is_saved;
}

void answer_drop_body(struct request *request) {
  struct answer *answer = (struct answer *)request;
  if (answer->is_accepted && !answer_save(answer, 0)) {
    answer->is_accepted = false;
  }
  transport_leave(request);
  spool_run_clear(&request->body);
  request->is_dropped = true;
}

bool answer_restore_body(struct answer *answer) {
  struct request *request = &answer->request;
  struct stored found = {0};
  struct error trouble = {0};
  double idle = 0;
  bool was_stored = answer->source != FROM_NETWORK || answer->is_accepted;
  spool_run_init(&found.body, &request->transport->spool);
  if (!was_stored || !settings_of(answer)->cache) return false;
  if (!cache_find(cache_of(answer), &answer->key, answer->outline_does, &found,
                  &idle, &trouble)) {
    return false;
  }
  if (found.status != 200) {
    stored_clear(&found);
    return false;
  }
  set_body(request, &found.body);
  answer->is_outline = found.is_outline;
  request_set_next(request, found.has_next_page, found.next_link);
  stored_clear(&found);
  /* The cache may not know yet that the service has renewed the answer. */
  if (!answer->is_renewed || found.fetched_at > request->fetched_at) {
    request->fetched_at = found.fetched_at;
  }
  request->attempts++;
  request->excused++;
  return true;
}

void answer_free(struct answer *answer, double until) {
  bool in_time = clock_steady() < until;
  if (has_change(answer) && !(in_time && answer_save(answer, until))) {
    struct cache_change change = change_of(answer);
    cache_write_later(cache_of(answer), &change);
    if (answer->is_accepted) answer->request.body = change.answer.body;
  }
  stored_clear(&answer->older);
  free(answer->trouble);
  free(answer->outline);
  request_clear(&answer->request);
  free(answer);
}
