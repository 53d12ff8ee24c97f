#include "net/net.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "net/answer/answers.h"
#include "net/answer/carry.h"
#include "net/clock.h"
#include "net/request.h"

enum { SPOOL_BUDGET = 16 * 1024 * 1024 };

/* The nets of this process, or of the one that it was forked from. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct net *first;

static void list(struct net *net) {
  pthread_mutex_lock(&lock);
  net->next = first;
  first = net;
  pthread_mutex_unlock(&lock);
}

static void unlist(const struct net *net) {
  pthread_mutex_lock(&lock);
  struct net **link = &first;
  while (*link != net) {
    link = &(*link)->next;
  }
  *link = net->next;
  pthread_mutex_unlock(&lock);
}

/* The process and its chance: two that were forked must not come back to a
** service at the same moments. */
static void begin_process(struct net *net) {
  net->process = (long)getpid();
  net->random = (uint32_t)(uintptr_t)net ^ (uint32_t)net->process ^
                (uint32_t)(clock_unix() * 1e3);
}

struct net *net_new(const struct net_settings *settings) {
  struct net *net = calloc(1, sizeof *net);
  if (!net) return NULL;
  net->settings = settings;
  net->left_at = clock_steady();
  begin_process(net);
  spool_init(&net->spool, SPOOL_BUDGET);
  list(net);
  return net;
}

static void leave_process(struct net *net) {
  struct request *next;
  begin_process(net);
  http_leave(net->http);
  net->http = NULL;
  cache_leave(net->cache);
  net->cache = NULL;
  spool_leave_file(&net->spool);
  for (struct request *request = net->open.first; request; request = next) {
    next = request->next;
    request_leave_process(request);
  }
}

void net_enter(struct net *net) {
  long process = (long)getpid();
  if (net->process == process) return;
  pthread_mutex_lock(&lock);
  for (struct net *each = first; each; each = each->next) {
    if (each->process != process) leave_process(each);
  }
  pthread_mutex_unlock(&lock);
}

void net_free(struct net *net) {
  if (!net) return;
  net_enter(net);
  unlist(net);
  carry_finish(net);
  cache_free(net->cache);
  http_free(net->http);
  spool_clear(&net->spool);
  log_clear(&net->log);
  free(net);
}

bool net_clear_cache(struct net *net, const struct net_host *host,
                     int64_t *count, struct error *error) {
  net_enter(net);
  if (!net->cache) net->cache = cache_new(net->settings, &net->log);
  if (net->cache) return cache_clear(net->cache, host, count, error);
  error_no_memory(error);
  return false;
}

const char *net_cache_trouble(const struct net *net) {
  return net->cache ? cache_trouble(net->cache) : NULL;
}

const struct log *net_log(const struct net *net) {
  return &net->log;
}

/* Asking the host runs a statement of SQL: so not more often than this, in
** seconds. */
static const double least_between = 0.02;

bool net_must_stop(struct net *net, struct error *error) {
  double now = clock_steady();
  if (!net->host) return false;
  if (!net->is_stopped && now - net->asked_at >= least_between) {
    net->asked_at = now;
    net->is_stopped = net->host->stop(net->host->context);
  }
  if (net->is_stopped) error_set(error, INTERRUPTED, "interrupted");
  return net->is_stopped;
}

double net_time(const struct net *net) {
  return (net->drives ? clock_steady() : net->left_at) - net->absent;
}

/* --- lists -------------------------------------------------------------- */

static void add_last(struct request_list *list, struct request *request) {
  request->next = NULL;
  request->previous = list->last;
  *(list->last ? &list->last->next : &list->first) = request;
  list->last = request;
  request->list = list;
}

void net_join(struct net *net, struct request *request) {
  net_leave(net, request);
  add_last(&net->open, request);
}

void net_join_first(struct net *net, struct request *request) {
  struct request_list *list = &net->open;
  net_leave(net, request);
  request->previous = NULL;
  request->next = list->first;
  *(list->first ? &list->first->previous : &list->last) = request;
  list->first = request;
  request->list = list;
}

void net_keep(struct net *net, struct request *request) {
  net_leave(net, request);
  add_last(&net->kept, request);
}

void net_leave(struct net *net, struct request *request) {
  struct request_list *list = request->list;
  struct request *next = request->next;
  struct request *previous = request->previous;
  (void)net;
  if (!list) return;
  *(previous ? &previous->next : &list->first) = next;
  *(next ? &next->previous : &list->last) = previous;
  request->next = request->previous = NULL;
  request->list = NULL;
}

/* --- what is under way -------------------------------------------------- */

static bool has_room(const struct net *net) {
  int most = net->settings->connections;
  return net->running < (most < 1 ? 1 : most);
}

/* Requests start in order, so that behind the first one that has no room there
** is none that has, and none that runs. */
static bool is_rest_queued(const struct net *net,
                           const struct request *request) {
  return request->state == REQUEST_QUEUED && !has_room(net);
}

/* The limit of one lane holds up nobody in the other. */
static bool limit_allows(const struct net *net, int lane, double now) {
  return now >= net->held_until[lane] && pace_allows(&net->paces[lane], now);
}

bool net_is_limited(const struct net *net, const struct request *request) {
  if (request->state == REQUEST_WAITING) return request->waits_for_limit;
  return request->state == REQUEST_QUEUED &&
         !limit_allows(net, request->lane, clock_steady());
}

/* What nobody waits for any more makes room for what somebody does. */
static bool make_room(struct net *net) {
  struct error error = {0};
  struct request *request = net->open.first;
  while (request && !(request->is_left && request->state == REQUEST_RUNNING)) {
    request = request->next;
  }
  if (!request) return false;
  error_set(&error, FAILED, "abandoned");
  request_fail(request, &error);
  return true;
}

/* Those that have begun stand before those that have not, also where one of
** these is held back by a limit that is not the other's. */
static void begin(struct net *net, struct request *request) {
  struct request *previous = request->previous;
  if (previous && previous->state == REQUEST_QUEUED) {
    net_leave(net, request);
    net_join_first(net, request);
  }
  request_start(request);
}

static void start_due(struct net *net, double now) {
  struct request *next;
  for (struct request *request = net->open.first; request; request = next) {
    next = request->next;
    if (!request_is_due(request, now)) continue;
    if (!limit_allows(net, request->lane, now)) continue;
    if (has_room(net) || make_room(net)) {
      begin(net, request);
    } else if (is_rest_queued(net, request)) {
      break;
    }
  }
}

static void check_running(struct net *net) {
  struct request *next;
  for (struct request *request = net->open.first; request; request = next) {
    next = request->next;
    if (request->state == REQUEST_QUEUED) break;
    if (request->state == REQUEST_RUNNING) request_check(request);
  }
}

/* For want of memory nothing is known of any transfer. */
static void give_up(struct net *net) {
  struct error error = {0};
  struct request *next;
  error_no_memory(&error);
  for (struct request *request = net->open.first; request; request = next) {
    next = request->next;
    if (request->state == REQUEST_RUNNING) request_fail(request, &error);
  }
}

/* Seconds until a waiting request is due, if that is sooner than `seconds`. */
static double until_due(const struct net *net, double now, double seconds) {
  for (const struct request *request = net->open.first; request;
       request = request->next) {
    if (request->state == REQUEST_QUEUED) break;
    if (request->state != REQUEST_WAITING || !has_room(net)) continue;
    double left = request->due_at - now;
    if (left > 0 && left < seconds) seconds = left;
  }
  return seconds;
}

void net_drive(struct net *net, double seconds) {
  double now = clock_steady();
  net->absent += now - net->left_at;
  net->drives = true;
  start_due(net, now);
  if (net->http && !http_run(net->http, until_due(net, now, seconds))) {
    give_up(net);
  }
  check_running(net);
  net->left_at = clock_steady();
  net->drives = false;
}
