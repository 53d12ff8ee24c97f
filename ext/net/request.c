#include "net/request.h"

#include <stdlib.h>
#include <string.h>

#include "net/clock.h"
#include "net/retry.h"
#include "net/space.h"
#include "net/words.h"

/* The first bytes of an error body are kept for the message. The rest is
** discarded as it comes, because that keeps the connection; a body of more
** bytes than this, decompressed, is not worth it. */
enum { COMPLAINT_MAX = 4 * 1024, REFUSAL_MAX = 64 * 1024 };

void request_init(struct request *request, struct net *net,
                  struct request_tally *tally, char *url) {
  *request = (struct request){.net = net, .tally = tally, .url = url};
  spool_run_init(&request->body, &net->spool);
  buffer_init(&request->complaint, COMPLAINT_MAX);
}

/* The attempts that count. */
static int tries_of(const struct request *request) {
  return request->attempts - request->excused;
}

static struct log_entry *entry_of(struct request *request) {
  return log_at(&request->net->log, request->log_number);
}

static bool is_awaited(const struct request *request) {
  return request->net->awaited == request;
}

static void drop_transfer(struct request *request) {
  if (!request->transfer) return;
  http_drop(request->transfer);
  request->transfer = NULL;
  request->net->running--;
}

static void log_end(struct request *request, const char *error) {
  struct log_entry *entry = entry_of(request);
  if (!entry) return;
  entry->milliseconds = (clock_steady() - request->started_at) * 1000;
  log_set_error(entry, error);
}

void request_clear(struct request *request) {
  if (request->state != REQUEST_ENDED) {
    log_end(request, "abandoned");
  }
  net_leave(request->net, request);
  if (is_awaited(request)) request->net->awaited = NULL;
  drop_transfer(request);
  spool_run_clear(&request->body);
  buffer_clear(&request->complaint);
  free(request->url);
  free(request->why);
}

bool request_is_due(const struct request *request, double now) {
  bool begins = request->state == REQUEST_QUEUED || request->lacks_space;
  if (begins && !is_awaited(request) &&
      !space_has(request, request->net->settings->max_bytes)) {
    return false;
  }
  if (request->state == REQUEST_QUEUED) return true;
  return request->state == REQUEST_WAITING && now >= request->due_at;
}

static void set_outcome(struct request *request, const struct error *error) {
  free(request->why);
  request->outcome = error->outcome;
  request->why = error->outcome == OK ? NULL : strdup(error->text);
  if (error->outcome != OK && !request->why) request->outcome = NO_MEMORY;
}

/* The request is over: with an answer, or with words why there is none. */
static void finish(struct request *request, const struct error *error) {
  drop_transfer(request);
  request->state = REQUEST_ENDED;
  set_outcome(request, error);
  request->paused_at = net_time(request->net);
  request->tally->ended++;
  log_end(request, error->outcome == OK ? NULL : error->text);
  net_leave(request->net, request);
  if (error->outcome == OK) net_keep(request->net, request);
}

void request_fail(struct request *request, const struct error *error) {
  request->status = 0;
  finish(request, error);
}

/* --- what comes in ------------------------------------------------------ */

int64_t request_came_at(const struct request *request) {
  double looked_at = request->net->left_at;
  if (request->status) return request->fetched_at;
  if (looked_at < request->begun_at) looked_at = request->begun_at;
  return (int64_t)(clock_unix() - (clock_steady() - looked_at));
}

static void note_reply(struct request *request,
                       const struct http_reply *reply) {
  struct log_entry *entry = entry_of(request);
  if (!request->status) {
    request->fetched_at = request_came_at(request);
    pace_note(&request->net->paces[request->lane], reply->limit,
              request->net->settings->max_wait, clock_steady());
  }
  request->status = reply->status;
  request->has_next_page = reply->has_next_page;
  request->is_html = reply->is_html;
  memcpy(request->etag, reply->etag, sizeof request->etag);
  if (!entry) return;
  entry->status = reply->status;
  entry->limit_left = reply->limit.left;
  entry->limit_reset = reply->limit.reset;
}

static bool take_complaint(struct request *request, const char *bytes,
                           size_t length) {
  struct buffer *complaint = &request->complaint;
  size_t room = complaint->cap - complaint->length;
  buffer_append(complaint, bytes, length < room ? length : room);
  request->refusal_bytes += (int64_t)length;
  return request->refusal_bytes < REFUSAL_MAX;
}

/* All that is held is being read: nothing can be dropped for this one. */
static void say_no_space(const struct request *request, struct error *error) {
  error_set(error, TOO_BIG,
            "the answers that are read at the same time take more than %lld "
            "bytes (2 * max_bytes + 64 MiB)",
            (long long)space_most(request->net->settings));
}

static bool is_too_big(const struct request *request,
                       const struct http_reply *reply, size_t length) {
  int64_t most = request->net->settings->max_bytes;
  int64_t held = (int64_t)request->body.length;
  return reply->length > most || (int64_t)length > most - held;
}

static bool take(struct request *request, const struct http_reply *reply,
                 const char *bytes, size_t length) {
  struct log_entry *entry = entry_of(request);
  struct error error = {0};
  if (!request->status) note_reply(request, reply);
  if (entry) entry->bytes += (int64_t)length;
  request->tally->bytes += (int64_t)length;
  if (reply->status != 200) return take_complaint(request, bytes, length);
  if (is_too_big(request, reply, length)) {
    error_set(&error, TOO_BIG,
              "the answer is larger than %lld bytes (max_bytes)",
              (long long)request->net->settings->max_bytes);
  } else if (space_get(request, (int64_t)length)) {
    spool_append(&request->body, bytes, length, &error);
  } else if (is_awaited(request)) {
    say_no_space(request, &error);
  } else {
    request->lacks_space = true;
    return false;
  }
  if (error.outcome != OK) set_outcome(request, &error);
  return error.outcome == OK;
}

/* The sink of the transfer. A few bytes can be decompressed to gigabytes
** within one call of libcurl, so the host is asked here, too. */
static bool take_unless_stopped(void *context, const struct http_reply *reply,
                                const char *bytes, size_t length) {
  struct request *request = context;
  struct error error = {0};
  if (!net_must_stop(request->net, &error)) {
    return take(request, reply, bytes, length);
  }
  set_outcome(request, &error);
  return false;
}

/* --- attempts ----------------------------------------------------------- */

/* Or a line break within it would begin a header of its own. */
static bool is_token(const char *token) {
  for (; token && *token; token++) {
    if (*token <= ' ' || *token > '~') return false;
  }
  return true;
}

static bool have_http(struct net *net) {
  if (!net->http) net->http = http_new();
  return net->http != NULL;
}

static void forget_attempt(struct request *request) {
  spool_run_clear(&request->body);
  buffer_reset(&request->complaint);
  request->refusal_bytes = 0;
  request->lacks_space = false;
  request->outcome = OK;
  request->status = 0;
  request->has_next_page = request->is_html = false;
}

/* The clock of `timeout`: it runs from the first attempt on, but stands still
** while a rate limit is waited for. */
static void go_on_with_time(struct request *request, double time) {
  if (tries_of(request) == 0) {
    request->deadline = time + request->net->settings->timeout;
  } else if (request->waits_for_limit) {
    request->deadline += time - request->paused_at;
  }
  request->waits_for_limit = false;
  request->heard_at = time;
  request->activity = 0;
}

static void log_attempt(struct request *request) {
  struct log *log = &request->net->log;
  if (!request->log_number) {
    request->started_at = clock_steady();
    request->log_number = log_begin(log, request->url, clock_unix());
  }
  struct log_entry *entry = entry_of(request);
  if (entry) entry->attempts = tries_of(request);
}

void request_start(struct request *request) {
  struct net *net = request->net;
  const struct net_settings *settings = net->settings;
  struct http_sink sink = {take_unless_stopped, request};
  struct error error = {0};
  forget_attempt(request);
  go_on_with_time(request, net_time(net));
  request->attempts++;
  request->begun_at = clock_steady();
  pace_start(&net->paces[request->lane], request->begun_at);
  log_attempt(request);
  const char *token = net_settings_token(settings, request->url);
  net_settings_asker(settings, request->url, request->asker);
  if (!is_token(token)) {
    error_set(&error, FAILED, "the token has a character that no token has");
  } else if (have_http(net)) {
    request->transfer =
        http_start(net->http, request->url, token, settings->user_agent,
                   request->if_none_match, sink);
  }
  if (!request->transfer) {
    error_no_memory(&error);
    request_fail(request, &error);
    return;
  }
  request->state = REQUEST_RUNNING;
  net->running++;
}

static bool may_try_again(const struct request *request) {
  return !request->is_left &&
         tries_of(request) <= request->net->settings->retries;
}

static void wait_until(struct request *request, double due_at) {
  drop_transfer(request);
  request->state = REQUEST_WAITING;
  request->due_at = due_at;
}

/* Stops a running attempt for a reason of our own: nothing is held against the
** service, and the body begins again with the next attempt. */
static void put_back(struct request *request) {
  struct error error = {0};
  if (request->is_left) {
    error_set(&error, FAILED, "abandoned");
    request_fail(request, &error);
    return;
  }
  wait_until(request, clock_steady());
  request->excused++;
  request->outcome = OK;
  request->status = 0;
  spool_run_clear(&request->body);
}

void request_put_back(struct request *request) {
  request->lacks_space = true;
  put_back(request);
}

/* The transfer belongs to the connections that were left with all they had. */
void request_leave_process(struct request *request) {
  if (!request->transfer) return;
  request->transfer = NULL;
  request->net->running--;
  put_back(request);
}

void request_renew(struct request *request) {
  request->state = REQUEST_QUEUED;
  request->excused = request->attempts;
  request->if_none_match = NULL;
  request->log_number = 0;
  request->is_dropped = false;
  request->tally->asked++;
  net_join(request->net, request);
}

void request_hand_over(struct request *request, struct request_tally *tally) {
  double time = net_time(request->net);
  request->is_left = false;
  request->tally = tally;
  request->tally->asked++;
  request->deadline = time + request->net->settings->timeout;
  request->heard_at = time;
}

/* After a backoff, if there are attempts and time left for that. */
static bool back_off(struct request *request) {
  double delay = retry_delay(tries_of(request), &request->net->random);
  double time = net_time(request->net);
  if (!may_try_again(request) || time + delay >= request->deadline)
    return false;
  wait_until(request, clock_steady() + delay);
  return true;
}

/* --- how attempts end --------------------------------------------------- */

static void end_badly(struct request *request, const struct http_reply *reply,
                      bool whole) {
  struct error error = {0};
  words_for_end(&error, reply, buffer_slice(&request->complaint),
                (int64_t)request->body.length, tries_of(request));
  if (!whole) request->status = 0;
  finish(request, &error);
}

/* The sink has set the outcome. */
static void end_refused(struct request *request) {
  struct error error = {0};
  error_set(&error, request->outcome, "%s",
            request->why ? request->why : "out of memory");
  request_fail(request, &error);
}

static void end_well(struct request *request) {
  struct error error = {0};
  if (!spool_settle(&request->body, &error)) request->status = 0;
  finish(request, &error);
}

/* Attempts are this many seconds apart at least, whatever the service says. */
static const double least_pause = 0.2;

/* Seconds that a rate limit asks us to wait; negative: it does not say. */
static int64_t limit_wait(const struct http_reply *reply) {
  if (reply->limit.reset >= 0) return reply->limit.reset + 1;
  return reply->retry_after;
}

static void end_limited(struct request *request,
                        const struct http_reply *reply) {
  struct net *net = request->net;
  struct error error = {0};
  int64_t seconds = limit_wait(reply);
  if (seconds < 0) {
    if (!back_off(request)) end_badly(request, reply, true);
    return;
  }
  if ((double)seconds > net->settings->max_wait || !may_try_again(request)) {
    words_for_rate_limit(&error,
                         reply->limit.reset < 0 ? seconds : reply->limit.reset);
    finish(request, &error);
    return;
  }
  request->waits_for_limit = true;
  request->paused_at = net_time(net);
  double pause = (double)seconds < least_pause ? least_pause : (double)seconds;
  wait_until(request, clock_steady() + pause);
  double *held_until = &net->held_until[request->lane];
  if (request->due_at > *held_until) *held_until = request->due_at;
}

static void end_attempt(struct request *request,
                        const struct http_reply *reply) {
  /* Of a refusal the sink takes only as much as it needs. */
  bool whole = reply->end == HTTP_WHOLE || reply->end == HTTP_REFUSED_BY_SINK;
  bool may_pass = reply->end == HTTP_BROKEN || reply->end == HTTP_UNCONNECTED ||
                  (whole && retry_helps(reply->status));
  if (reply->status) note_reply(request, reply);
  if (request->outcome == INTERRUPTED || request->lacks_space) {
    put_back(request);
  } else if (request->outcome != OK) {
    end_refused(request);
  } else if (whole && (reply->status == 200 ||
                       (reply->status == 304 && request->if_none_match))) {
    end_well(request);
  } else if (whole && reply->status == 429) {
    end_limited(request, reply);
  } else if (!may_pass || !back_off(request)) {
    end_badly(request, reply, whole);
  }
}

/* --- limits of time ----------------------------------------------------- */

static void check_time(struct request *request) {
  const struct net_settings *settings = request->net->settings;
  double time = net_time(request->net);
  double silence = time - request->heard_at;
  struct error error = {0};
  if (time >= request->deadline) {
    words_for_time(&error, "not answered within", settings->timeout, "timeout");
  } else if (!http_is_connected(request->transfer)) {
    if (silence >= settings->connect_timeout) {
      words_for_time(&error, "could not connect within",
                     settings->connect_timeout, "connect_timeout");
    }
  } else if (silence >= settings->stall_timeout) {
    words_for_time(&error, "no byte for", settings->stall_timeout,
                   "stall_timeout");
  }
  if (error.outcome != OK) request_fail(request, &error);
}

void request_check(struct request *request) {
  const struct http_reply *reply = http_reply(request->transfer);
  int64_t activity = http_activity(request->transfer);
  if (activity != request->activity) {
    request->activity = activity;
    request->heard_at = net_time(request->net);
  }
  if (reply->end != HTTP_RUNS) {
    end_attempt(request, reply);
  } else {
    check_time(request);
  }
}

bool request_again(struct request *request) {
  struct net *net = request->net;
  struct log_entry *entry = entry_of(request);
  if (entry) log_set_error(entry, "the body was broken");
  request->deadline += net_time(net) - request->paused_at;
  if (!back_off(request)) return false;
  if (entry) entry->milliseconds = -1;
  request->tally->ended--;
  net_join_first(net, request);
  return true;
}
