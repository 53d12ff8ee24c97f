/* Which request starts when, and what becomes of those that run. What one
** request does is in net/request. */
#include "net/drive.h"

#include <assert.h>

#include "net/clock.h"
#include "net/request.h"

static bool has_room(const struct transport *transport) {
  int most = transport->settings->connections;
  return transport->running < (most < 1 ? 1 : most);
}

/* Requests start in order: if there is no room for this one, there is none for
** those behind it, and none of them runs. */
static bool is_rest_queued(const struct request *request) {
  return request->state == REQUEST_QUEUED && !has_room(request->transport);
}

/* The limit of one lane does not hold up the other lanes. */
static bool limit_allows(const struct transport *transport, int lane,
                         double now) {
  return now >= transport->held_until[lane] &&
         pace_allows(&transport->paces[lane], now);
}

bool drive_is_limited(const struct request *request) {
  if (request->state == REQUEST_WAITING) return request->waits_for_limit;
  return request->state == REQUEST_QUEUED &&
         !limit_allows(request->transport, request->lane, clock_steady());
}

/* Those that have begun stand before those that have not. */
static void assert_order(const struct transport *transport) {
  for (const struct request *at = transport->open.first; at; at = at->next) {
    assert(at->state != REQUEST_ENDED && at->list == &transport->open);
    assert(at->state == REQUEST_QUEUED || !at->previous ||
           at->previous->state != REQUEST_QUEUED);
  }
}

/* --- starting ----------------------------------------------------------- */

/* Ends a running request that no statement waits for, so that another one can
** have its connection. */
static bool abandon_one(struct transport *transport) {
  struct error error = {0};
  struct request *request = transport->open.first;
  while (request && !(request->is_left && request->state == REQUEST_RUNNING)) {
    request = request->next;
  }
  if (!request) return false;
  error_set(&error, FAILED, "abandoned");
  request_fail(request, &error);
  return true;
}

/* A rate limit may hold back an earlier request of another lane. The request
** that starts is moved before it. */
static void start(struct request *request) {
  struct request *previous = request->previous;
  if (previous && previous->state == REQUEST_QUEUED) {
    transport_join_first(request);
  }
  request_start(request);
}

static void start_due(struct transport *transport, double now) {
  struct request *next;
  for (struct request *at = transport->open.first; at; at = next) {
    next = at->next;
    if (!request_is_due(at, now)) continue;
    if (!limit_allows(transport, at->lane, now)) continue;
    if (has_room(transport) || abandon_one(transport)) {
      start(at);
    } else if (is_rest_queued(at)) {
      break;
    }
  }
}

/* --- running ------------------------------------------------------------ */

static void check_running(struct transport *transport) {
  struct request *next;
  for (struct request *at = transport->open.first; at; at = next) {
    next = at->next;
    if (at->state == REQUEST_QUEUED) break;
    if (at->state == REQUEST_RUNNING) request_check(at);
  }
}

/* libcurl has no memory: nothing is known of any transfer. */
static void fail_running(struct transport *transport) {
  struct error error = {0};
  struct request *next;
  error_no_memory(&error);
  for (struct request *at = transport->open.first; at; at = next) {
    next = at->next;
    if (at->state == REQUEST_RUNNING) request_fail(at, &error);
  }
}

/* Seconds until a waiting request is due, if that is sooner than `seconds`. */
static double time_until_due(const struct transport *transport, double now,
                             double seconds) {
  const struct request *at = transport->open.first;
  for (; at && at->state != REQUEST_QUEUED; at = at->next) {
    if (at->state != REQUEST_WAITING || !has_room(transport)) continue;
    double left = at->due_at - now;
    if (left > 0 && left < seconds) seconds = left;
  }
  return seconds;
}

void drive_requests(struct transport *transport, double seconds) {
  double now = clock_steady();
  transport->absent += now - transport->left_at;
  transport->is_driving = true;
  start_due(transport, now);
  if (transport->http) {
    double wait = time_until_due(transport, now, seconds);
    if (!http_run(transport->http, wait)) fail_running(transport);
  }
  assert_order(transport);
  check_running(transport);
  transport->left_at = clock_steady();
  transport->is_driving = false;
}

/* --- space -------------------------------------------------------------- */

static bool put_one_back(struct transport *transport) {
  struct request *at = transport->open.last;
  for (; at; at = at->previous) {
    if (at->state != REQUEST_RUNNING || at == transport->awaited) continue;
    if (!at->body.length) continue;
    request_put_back(at);
    return true;
  }
  return false;
}

void drive_make_space(struct transport *transport, int64_t bytes) {
  const struct spool *spool = &transport->spool;
  int64_t most = transport_space(transport->settings) - bytes;
  int64_t ahead = most - transport->settings->max_bytes - SPOOL_PAGE;
  while (spool_size(spool) > ahead && transport_drop_one(transport, true)) {
  }
  while (spool_size(spool) > most - SPOOL_PAGE) {
    if (!put_one_back(transport) && !transport_drop_one(transport, false)) {
      return;
    }
  }
}

void drive_leave_process(struct transport *transport) {
  struct request *next;
  transport_seed(transport);
  http_leave(transport->http);
  transport->http = NULL;
  spool_leave_file(&transport->spool);
  for (struct request *at = transport->open.first; at; at = next) {
    next = at->next;
    request_leave_process(at);
  }
}
