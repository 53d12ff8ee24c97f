#include "net/request.h"

#include <stdlib.h>
#include <string.h>

#include "net/clock.h"
#include "net/retry.h"
#include "net/words.h"

/* Of an answer that is none, a message is made and the rest is let pass, as
** long as that is cheaper than a new connection. */
enum { COMPLAINT_MAX = 4 * 1024, REFUSAL_MAX = 64 * 1024 };

void request_init(struct request *request, struct net *net,
                  struct request_tally *tally, char *url) {
  *request = (struct request){.net = net, .tally = tally, .url = url};
  spool_run_init(&request->body, &net->spool);
  buffer_init(&request->complaint, COMPLAINT_MAX);
}

static struct log_entry *entry_of(struct request *request) {
  return log_at(&request->net->log, request->log_number);
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
    net_leave(request->net, request);
  }
  drop_transfer(request);
  spool_run_clear(&request->body);
  buffer_clear(&request->complaint);
  free(request->url);
  free(request->why);
}

bool request_is_due(const struct request *request, double now) {
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
}

void request_fail(struct request *request, const struct error *error) {
  request->status = 0;
  finish(request, error);
}

/* --- what comes in ------------------------------------------------------ */

static void note_reply(struct request *request,
                       const struct http_reply *reply) {
  struct log_entry *entry = entry_of(request);
  if (!request->status) {
    request->fetched_at = (int64_t)clock_unix();
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
  return http_activity(request->transfer) < REFUSAL_MAX;
}

static bool is_too_big(const struct request *request,
                       const struct http_reply *reply, size_t length) {
  int64_t most = request->net->settings->max_bytes;
  int64_t held = (int64_t)request->body.length;
  return reply->length > most || (int64_t)length > most - held;
}

/* The sink of the transfer. */
static bool take(void *context, const struct http_reply *reply,
                 const char *bytes, size_t length) {
  struct request *request = context;
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
  } else {
    spool_append(&request->body, bytes, length, &error);
  }
  if (error.outcome != OK) set_outcome(request, &error);
  return error.outcome == OK;
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
  request->outcome = OK;
  request->status = 0;
  request->has_next_page = request->is_html = false;
}

/* The clock of `timeout`: it runs from the first attempt on, but stands still
** while a rate limit is waited for. */
static void go_on_with_time(struct request *request, double time) {
  if (request->attempts == 0) {
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
  if (request->attempts == 1) {
    request->started_at = clock_steady();
    request->log_number = log_begin(log, request->url, clock_unix());
  }
  struct log_entry *entry = entry_of(request);
  if (entry) entry->attempts = request->attempts;
}

void request_start(struct request *request) {
  struct net *net = request->net;
  const struct net_settings *settings = net->settings;
  struct http_sink sink = {take, request};
  struct error error = {0};
  forget_attempt(request);
  go_on_with_time(request, net_time(net));
  request->attempts++;
  pace_start(&net->paces[request->lane], clock_steady());
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
  return request->attempts <= request->net->settings->retries;
}

static void wait_until(struct request *request, double due_at) {
  drop_transfer(request);
  request->state = REQUEST_WAITING;
  request->due_at = due_at;
}

/* After a backoff, if there are attempts and time left for that. */
static bool back_off(struct request *request) {
  double delay = retry_delay(request->attempts, &request->net->random);
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
                (int64_t)request->body.length, request->attempts);
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
  wait_until(request, clock_steady() + (double)seconds);
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
  if (request->outcome != OK) {
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
