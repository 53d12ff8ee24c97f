/* How one request is attempted, what comes in, and how it ends. Knows nothing
** of the other requests, and does not say when an attempt is to start. */
#include "net/request.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "net/clock.h"
#include "net/words.h"

/* The first bytes of an error body are kept for the message. The rest is read
** and discarded, so that the connection can be used again; longer bodies than
** REFUSAL_MAX bytes, decompressed, are cut off, and the connection with them.
*/
enum { REFUSAL_KEPT = 4 * 1024, REFUSAL_MAX = 64 * 1024 };

void request_init(struct request *request, struct transport *transport,
                  struct request_tally *tally, char *url) {
  *request =
      (struct request){.transport = transport, .tally = tally, .url = url};
  spool_run_init(&request->body, &transport->spool);
  buffer_init(&request->refusal, REFUSAL_KEPT);
}

/* The attempts that count against the retries. */
static int counted_attempts(const struct request *request) {
  return request->attempts - request->excused;
}

static struct log_entry *entry_of(struct request *request) {
  return log_at(&request->transport->log, request->log_number);
}

static bool is_awaited(const struct request *request) {
  return request->transport->awaited == request;
}

static void drop_transfer(struct request *request) {
  if (!request->transfer) return;
  http_drop(request->transfer);
  request->transfer = NULL;
  request->transport->running--;
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
  transport_leave(request);
  if (is_awaited(request)) request->transport->awaited = NULL;
  drop_transfer(request);
  spool_run_clear(&request->body);
  buffer_clear(&request->refusal);
  free(request->url);
  free(request->next_link);
  free(request->why);
}

bool request_is_due(const struct request *request, double now) {
  bool begins = request->state == REQUEST_QUEUED || request->lacks_space;
  if (begins && !is_awaited(request) &&
      !transport_has_space(request, request->transport->settings->max_bytes)) {
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

/* Ends the request: with an answer, or with the reason why there is none. */
static void finish(struct request *request, const struct error *error) {
  assert(request->state != REQUEST_ENDED);
  drop_transfer(request);
  request->state = REQUEST_ENDED;
  set_outcome(request, error);
  request->paused_at = transport_time(request->transport);
  request->tally->ended++;
  log_end(request, error->outcome == OK ? NULL : error->text);
  transport_leave(request);
  if (error->outcome == OK) transport_keep(request);
}

void request_fail(struct request *request, const struct error *error) {
  request->status = 0;
  finish(request, error);
}

void request_fail_offline(struct request *request) {
  struct error error = {0};
  error_set(&error, FAILED,
            "offline (HF_HUB_OFFLINE or papers_config('offline'))");
  request_fail(request, &error);
}

/* --- what comes in ------------------------------------------------------ */

int64_t request_came_at(const struct request *request) {
  double looked_at = request->transport->left_at;
  if (request->status) return request->fetched_at;
  if (looked_at < request->begun_at) looked_at = request->begun_at;
  return (int64_t)(clock_unix() - (clock_steady() - looked_at));
}

void request_set_next(struct request *request, bool has_next_page,
                      const char *link) {
  char *copy = has_next_page && link ? strdup(link) : NULL;
  free(request->next_link);
  request->next_link = copy;
  request->has_next_page = has_next_page;
}

static void note_response(struct request *request,
                          const struct http_response *response) {
  struct log_entry *entry = entry_of(request);
  if (!request->status) {
    request->fetched_at = request_came_at(request);
    pace_note(&request->transport->paces[request->lane], response->limit,
              request->transport->settings->max_wait, clock_steady());
  }
  request->status = response->status;
  request_set_next(request, response->has_next_page, response->next);
  request->is_html = response->is_html;
  memcpy(request->etag, response->etag, sizeof request->etag);
  if (!entry) return;
  entry->status = response->status;
  entry->limit_left = response->limit.left;
  entry->limit_reset = response->limit.reset;
}

static bool keep_refusal(struct request *request, const char *bytes,
                         size_t length) {
  struct buffer *kept = &request->refusal;
  size_t room = kept->cap - kept->length;
  buffer_append(kept, bytes, length < room ? length : room);
  request->refusal_bytes += (int64_t)length;
  return request->refusal_bytes < REFUSAL_MAX;
}

/* All bodies are being read: none can be dropped for this one. */
static void set_no_space(const struct request *request, struct error *error) {
  error_set(error, TOO_BIG,
            "the answers that are read at the same time take more than %lld "
            "bytes (2 * max_bytes + 64 MiB)",
            (long long)transport_space(request->transport->settings));
}

static bool is_too_big(const struct request *request,
                       const struct http_response *response, size_t length) {
  int64_t most = request->transport->settings->max_bytes;
  int64_t held = (int64_t)request->body.length;
  return response->length > most || (int64_t)length > most - held;
}

static bool receive(struct request *request,
                    const struct http_response *response, const char *bytes,
                    size_t length) {
  struct log_entry *entry = entry_of(request);
  struct error error = {0};
  if (!request->status) note_response(request, response);
  if (entry) entry->bytes += (int64_t)length;
  request->tally->bytes += (int64_t)length;
  if (response->status != 200) return keep_refusal(request, bytes, length);
  if (is_too_big(request, response, length)) {
    error_set(&error, TOO_BIG,
              "the answer is larger than %lld bytes (max_bytes)",
              (long long)request->transport->settings->max_bytes);
  } else if (transport_get_space(request, (int64_t)length)) {
    spool_append(&request->body, bytes, length, &error);
  } else if (is_awaited(request)) {
    set_no_space(request, &error);
  } else {
    request->lacks_space = true;
    return false;
  }
  if (error.outcome != OK) set_outcome(request, &error);
  return error.outcome == OK;
}

/* The sink of the transfer. One call of libcurl can decompress a few bytes to
** gigabytes, so the host must be able to stop it here. */
static bool receive_unless_stopped(void *context,
                                   const struct http_response *response,
                                   const char *bytes, size_t length) {
  struct request *request = context;
  struct error error = {0};
  if (!transport_stops(request->transport, &error)) {
    return receive(request, response, bytes, length);
  }
  set_outcome(request, &error);
  return false;
}

/* --- attempts ----------------------------------------------------------- */

/* A line break in a token would begin another header. */
static bool is_token(const char *token) {
  for (; token && *token; token++) {
    if (*token <= ' ' || *token > '~') return false;
  }
  return true;
}

static bool open_http(struct transport *transport) {
  if (!transport->http) transport->http = http_new();
  return transport->http != NULL;
}

static void clear_attempt(struct request *request) {
  spool_run_clear(&request->body);
  buffer_reset(&request->refusal);
  request->refusal_bytes = 0;
  request->lacks_space = false;
  request->outcome = OK;
  request->status = 0;
  request_set_next(request, false, NULL);
  request->is_html = false;
}

/* The time of `timeout` runs from the first attempt on, but stands still while
** the request waits for a rate limit. */
static void resume_clock(struct request *request, double time) {
  if (counted_attempts(request) == 0) {
    request->deadline = time + request->transport->settings->timeout;
  } else if (request->waits_for_limit) {
    request->deadline += time - request->paused_at;
  }
  request->waits_for_limit = false;
  request->heard_at = time;
  request->activity = 0;
}

static void log_attempt(struct request *request) {
  struct log *log = &request->transport->log;
  if (!request->log_number) {
    request->started_at = clock_steady();
    request->log_number = log_begin(log, request->url, clock_unix());
  }
  struct log_entry *entry = entry_of(request);
  if (entry) entry->attempts = counted_attempts(request);
}

void request_start(struct request *request) {
  assert(!request->transfer && request->state != REQUEST_ENDED);
  struct transport *transport = request->transport;
  const struct net_settings *settings = transport->settings;
  struct http_sink sink = {receive_unless_stopped, request};
  struct error error = {0};
  clear_attempt(request);
  resume_clock(request, transport_time(transport));
  request->attempts++;
  request->begun_at = clock_steady();
  pace_start(&transport->paces[request->lane], request->begun_at);
  log_attempt(request);
  const char *token = net_settings_token(settings, request->url);
  net_settings_user(settings, request->url, request->user);
  if (!is_token(token)) {
    error_set(&error, FAILED, "the token has a character that no token has");
  } else if (open_http(transport)) {
    request->transfer =
        http_start(transport->http, request->url, token, settings->user_agent,
                   request->if_none_match, request->absent_path, sink);
  }
  if (!request->transfer) {
    error_no_memory(&error);
    request_fail(request, &error);
    return;
  }
  request->state = REQUEST_RUNNING;
  transport->running++;
}

static bool may_try_again(const struct request *request) {
  return !request->is_left &&
         counted_attempts(request) <= request->transport->settings->retries;
}

static void wait_until(struct request *request, double due_at) {
  drop_transfer(request);
  request->state = REQUEST_WAITING;
  request->due_at = due_at;
}

/* Stops a running attempt for a reason of our own. It does not count as a
** failure; the body begins again with the next attempt. */
static void stop_attempt(struct request *request) {
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
  stop_attempt(request);
}

/* http_leave has given up the transfer with the connections. */
void request_leave_process(struct request *request) {
  if (!request->transfer) return;
  request->transfer = NULL;
  request->transport->running--;
  stop_attempt(request);
}

void request_renew(struct request *request) {
  request->state = REQUEST_QUEUED;
  request->excused = request->attempts;
  request->if_none_match = NULL;
  request->log_number = 0;
  request->is_dropped = false;
  request->tally->made++;
  transport_join(request);
}

void request_hand_over(struct request *request, struct request_tally *tally) {
  double time = transport_time(request->transport);
  request->is_left = false;
  request->tally = tally;
  request->tally->made++;
  request->deadline = time + request->transport->settings->timeout;
  request->heard_at = time;
}

/* Waits before the next attempt. False, and nothing is changed, where no
** attempt or not enough time is left. */
static bool back_off(struct request *request) {
  double delay =
      pace_delay(counted_attempts(request), &request->transport->random);
  double time = transport_time(request->transport);
  if (!may_try_again(request) || time + delay >= request->deadline)
    return false;
  wait_until(request, clock_steady() + delay);
  return true;
}

/* --- how attempts end --------------------------------------------------- */

static void end_badly(struct request *request,
                      const struct http_response *response, bool whole) {
  struct error error = {0};
  char text[HTTP_TEXT_SIZE] = "";
  struct slice body = buffer_slice(&request->refusal);
  error_text_reader *read = request->transport->read_error_text;
  if (read && body.length) read(body, text, sizeof text);
  words_for_end(&error, response, text, (int64_t)request->body.length,
                counted_attempts(request));
  if (!whole) request->status = 0;
  finish(request, &error);
}

/* The sink ended the transfer and has set the outcome. */
static void end_by_sink(struct request *request) {
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

/* Seconds between two attempts at least, whatever the service says. */
static const double least_pause = 0.2;

/* Seconds to wait for a rate limit; negative: the response does not say. */
static int64_t limit_wait(const struct http_response *response) {
  if (response->limit.reset >= 0) return response->limit.reset + 1;
  return response->retry_after;
}

static void end_limited(struct request *request,
                        const struct http_response *response) {
  struct transport *transport = request->transport;
  struct error error = {0};
  int64_t seconds = limit_wait(response);
  if (seconds < 0) {
    if (!back_off(request)) end_badly(request, response, true);
    return;
  }
  if ((double)seconds > transport->settings->max_wait ||
      !may_try_again(request)) {
    words_for_rate_limit(
        &error, response->limit.reset < 0 ? seconds : response->limit.reset);
    finish(request, &error);
    return;
  }
  request->waits_for_limit = true;
  request->paused_at = transport_time(transport);
  double pause = (double)seconds < least_pause ? least_pause : (double)seconds;
  wait_until(request, clock_steady() + pause);
  double *held_until = &transport->held_until[request->lane];
  if (request->due_at > *held_until) *held_until = request->due_at;
}

static void end_attempt(struct request *request,
                        const struct http_response *response) {
  /* The sink reads an error body only as far as it needs. */
  bool whole =
      response->end == HTTP_WHOLE || response->end == HTTP_REFUSED_BY_SINK;
  bool may_pass = response->end == HTTP_BROKEN ||
                  response->end == HTTP_UNCONNECTED ||
                  (whole && pace_is_passing(response->status));
  if (response->status) note_response(request, response);
  if (request->outcome == INTERRUPTED || request->lacks_space) {
    stop_attempt(request);
  } else if (request->outcome != OK) {
    end_by_sink(request);
  } else if (whole && (response->status == 200 ||
                       (response->status == 304 && request->if_none_match))) {
    end_well(request);
  } else if (whole && response->status == 429) {
    end_limited(request, response);
  } else if (!may_pass || !back_off(request)) {
    end_badly(request, response, whole);
  }
}

/* --- limits of time ----------------------------------------------------- */

static void check_time(struct request *request) {
  const struct net_settings *settings = request->transport->settings;
  double time = transport_time(request->transport);
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
  const struct http_response *response = http_response(request->transfer);
  int64_t activity = http_activity(request->transfer);
  if (activity != request->activity) {
    request->activity = activity;
    request->heard_at = transport_time(request->transport);
  }
  if (response->end != HTTP_RUNS) {
    end_attempt(request, response);
  } else {
    check_time(request);
  }
}

bool request_retry(struct request *request) {
  struct log_entry *entry = entry_of(request);
  if (entry) log_set_error(entry, "the body was broken");
  request->deadline += transport_time(request->transport) - request->paused_at;
  if (!back_off(request)) return false;
  if (entry) entry->milliseconds = -1;
  request->tally->ended--;
  transport_join_first(request);
  return true;
}
