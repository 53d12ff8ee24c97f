/* What becomes of answers when their statement ends: see the header. Knows no
** reader: the check that came with the fetch reads the body. */
#include "net/answer/carry.h"

#include <assert.h>
#include <string.h>

#include "net/clock.h"
#include "net/drive.h"

/* Seconds that the end of a connection may wait for answers, and that storing
** them may take then. */
static const double last_wait = 0.3;
static const double last_saves = 0.1;

static bool is_whole(const struct answer *answer) {
  const struct request *request = &answer->request;
  return request->state == REQUEST_ENDED && request->outcome == OK &&
         request->status == 200 && !request->is_dropped;
}

static bool is_coming(const struct answer *answer) {
  const struct request *request = &answer->request;
  bool may_be_good = request->status == 0 || request->status == 200;
  return request->state == REQUEST_RUNNING && may_be_good;
}

/* Whether the cache lacks it, and somebody can check it. */
static bool is_wanted(const struct answer *answer) {
  return answer->request.transport->settings->cache && answer->check &&
         !answer->is_accepted && answer->source == FROM_NETWORK &&
         (is_whole(answer) || is_coming(answer));
}

static void push(struct net *net, struct answer *answer) {
  answer->next = net->carried;
  net->carried = answer;
  answer->request.is_left = true;
}

static bool is_over(void *context) {
  return clock_steady() >= *(const double *)context;
}

/* The check calls answer_accept, and answer_free stores what was accepted. */
static void check_and_free(struct answer *answer, const struct net_host *host,
                           double until) {
  answer_settle(answer);
  if (is_wanted(answer) && is_whole(answer)) {
    answer->check(answer, answer->kind, host);
  }
  answer_free(answer, until);
}

void carry_on(struct answer *answer, double until) {
  struct net_host host = {.context = &until, .stop = is_over};
  bool in_time = clock_steady() < until;
  struct net *net = answer->answers->net;
  answer->answers = NULL;
  answer->request.tally = &net->tally;
  if (is_wanted(answer) && (is_coming(answer) || !in_time)) {
    push(net, answer);
  } else {
    check_and_free(answer, &host, until);
  }
}

static bool has_ended(const struct answer *answer) {
  return answer->request.state == REQUEST_ENDED;
}

void carry_settle(struct net *net, const struct net_host *host, double until) {
  struct answer **link = &net->carried;
  while (*link && clock_steady() < until) {
    struct answer *answer = *link;
    assert(!answer->answers);
    if (!has_ended(answer)) {
      link = &answer->next;
      continue;
    }
    *link = answer->next;
    check_and_free(answer, host, until);
  }
}

void carry_settle_until(struct net *net, double until) {
  struct net_host host = {.context = &until, .stop = is_over};
  carry_settle(net, &host, until);
}

static bool is_of(const struct answer *answer, const struct fetch *fetch,
                  uint64_t hash) {
  const struct request *request = &answer->request;
  return answer->hash == hash && strcmp(request->url, fetch->url) == 0 &&
         is_coming(answer) && answer_has_same_user(answer);
}

static bool is_young(const struct answer *answer, const struct fetch *fetch) {
  const struct request *request = &answer->request;
  int64_t came_at = request_came_at(request);
  double age = clock_unix() - (double)came_at;
  return age < answer_age_allowed(request->transport->settings, fetch) &&
         came_at >= fetch->not_before;
}

struct answer *carry_take(struct net *net, const struct fetch *fetch,
                          uint64_t hash) {
  struct answer **link = &net->carried;
  while (*link && !is_of(*link, fetch, hash)) {
    link = &(*link)->next;
  }
  struct answer *answer = *link;
  if (!answer) return NULL;
  *link = answer->next;
  if (is_young(answer, fetch)) return answer;
  answer_free(answer, 0);
  return NULL;
}

static bool are_coming(const struct net *net) {
  const struct answer *answer = net->carried;
  while (answer && !is_coming(answer)) {
    answer = answer->next;
  }
  return answer != NULL;
}

void carry_finish(struct net *net) {
  double until = clock_steady() + last_wait;
  double left = last_wait;
  while (left > 0 && are_coming(net)) {
    drive_requests(&net->transport, left);
    left = until - clock_steady();
  }
  carry_settle_until(net, clock_steady() + last_saves);
  while (net->carried) {
    struct answer *answer = net->carried;
    net->carried = answer->next;
    answer_free(answer, 0);
  }
}
