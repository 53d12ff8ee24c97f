/* What requests share: see the header. Starts and ends no request. */
#include "net/transport.h"

#include <assert.h>
#include <stdint.h>
#include <unistd.h>

#include "net/clock.h"

enum { SPOOL_BUDGET = 16 * 1024 * 1024 };

void transport_seed(struct transport *transport) {
  transport->random = (uint32_t)(uintptr_t)transport ^ (uint32_t)getpid() ^
                      (uint32_t)(int64_t)(clock_unix() * 1e3);
}

void transport_init(struct transport *transport,
                    const struct net_settings *settings) {
  *transport = (struct transport){.settings = settings};
  transport->left_at = clock_steady();
  transport_seed(transport);
  spool_init(&transport->spool, SPOOL_BUDGET);
}

void transport_clear(struct transport *transport) {
  assert(!transport->open.first && !transport->kept.first);
  http_free(transport->http);
  spool_clear(&transport->spool);
  log_clear(&transport->log);
}

/* The host runs a statement of SQL to find out: at most every so many
** seconds. */
static const double least_between = 0.02;

bool transport_stops(struct transport *transport, struct error *error) {
  const struct net_host *host = transport->host;
  double now = clock_steady();
  if (!host) return false;
  if (!transport->is_stopped && now - transport->checked_at >= least_between) {
    transport->checked_at = now;
    transport->is_stopped = host->stop(host->context);
  }
  if (transport->is_stopped) error_set(error, INTERRUPTED, "interrupted");
  return transport->is_stopped;
}

double transport_time(const struct transport *transport) {
  double now = transport->is_driving ? clock_steady() : transport->left_at;
  return now - transport->absent;
}

/* --- lists -------------------------------------------------------------- */

static void add_last(struct request_list *list, struct request *request) {
  transport_leave(request);
  request->next = NULL;
  request->previous = list->last;
  *(list->last ? &list->last->next : &list->first) = request;
  list->last = request;
  request->list = list;
}

void transport_join(struct request *request) {
  assert(request->state != REQUEST_ENDED);
  add_last(&request->transport->open, request);
}

void transport_join_first(struct request *request) {
  struct request_list *list = &request->transport->open;
  transport_leave(request);
  request->previous = NULL;
  request->next = list->first;
  *(list->first ? &list->first->previous : &list->last) = request;
  list->first = request;
  request->list = list;
}

void transport_keep(struct request *request) {
  add_last(&request->transport->kept, request);
}

void transport_leave(struct request *request) {
  struct request_list *list = request->list;
  struct request *next = request->next;
  struct request *previous = request->previous;
  if (!list) return;
  *(previous ? &previous->next : &list->first) = next;
  *(next ? &next->previous : &list->last) = previous;
  request->next = request->previous = NULL;
  request->list = NULL;
}

/* --- space for bodies --------------------------------------------------- */

enum { SPACE_AHEAD = 64 * 1024 * 1024 };

int64_t transport_space(const struct net_settings *settings) {
  return 2 * settings->max_bytes + SPACE_AHEAD;
}

bool transport_has_space(const struct request *request, int64_t bytes) {
  const struct transport *transport = request->transport;
  int64_t most = transport_space(transport->settings);
  if (transport->awaited != request) most -= transport->settings->max_bytes;
  return bytes + SPOOL_PAGE <= most - spool_size(&transport->spool);
}

bool transport_drop_one(struct transport *transport, bool was_read) {
  struct request *request = transport->kept.first;
  for (; request; request = request->next) {
    bool is_in_use = request->readers || request == transport->awaited;
    if (is_in_use || request->was_read != was_read) continue;
    transport->drop_body(request);
    assert(!request->body.length && !request->list);
    return true;
  }
  return false;
}

bool transport_get_space(struct request *request, int64_t bytes) {
  struct transport *transport = request->transport;
  bool is_awaited = transport->awaited == request;
  while (!transport_has_space(request, bytes)) {
    if (transport_drop_one(transport, true)) continue;
    if (!is_awaited || !transport_drop_one(transport, false)) return false;
  }
  return true;
}
