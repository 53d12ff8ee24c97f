#include "net/answer/carry.h"

#include <string.h>

#include "net/answer/answer.h"
#include "net/clock.h"

/* Seconds: what the end of a connection may wait for, and how long storing may
** take then. */
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

/* Is it one that the cache lacks, and that somebody can check? */
static bool is_wanted(const struct answer *answer) {
  return answer->request.net->settings->cache && answer->check &&
         !answer->recall.is_good && recall_is_from_network(&answer->recall) &&
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

/* The check calls answer_is_good, and the end of the answer stores it. */
static void store(struct answer *answer, const struct net_host *host,
                  double until) {
  if (answer->request.state == REQUEST_ENDED) {
    recall_settle(&answer->recall, &answer->request);
  }
  if (is_wanted(answer) && is_whole(answer)) {
    answer->check(answer, answer->kind, host);
  }
  answer_free(answer, until);
}

void carry_on(struct answer *answer, double until) {
  struct net_host host = {.context = &until, .stop = is_over};
  bool in_time = clock_steady() < until;
  answer->answers = NULL;
  answer->request.tally = &answer->request.net->tally;
  if (is_wanted(answer) && (is_coming(answer) || !in_time)) {
    push(answer->request.net, answer);
  } else {
    store(answer, &host, until);
  }
}

static bool has_ended(const struct answer *answer) {
  return answer->request.state == REQUEST_ENDED;
}

void carry_settle(struct net *net, const struct net_host *host, double until) {
  struct answer **link = &net->carried;
  while (*link && clock_steady() < until) {
    struct answer *answer = *link;
    if (!has_ended(answer)) {
      link = &answer->next;
      continue;
    }
    *link = answer->next;
    store(answer, host, until);
  }
}

void carry_settle_until(struct net *net, double until) {
  struct net_host host = {.context = &until, .stop = is_over};
  carry_settle(net, &host, until);
}

static bool is_of(const struct answer *answer, const struct question *question,
                  uint32_t hash) {
  const struct request *request = &answer->request;
  return answer->hash == hash && strcmp(request->url, question->url) == 0 &&
         is_coming(answer) && recall_is_ours(&answer->recall, request);
}

static bool is_young(const struct answer *answer,
                     const struct question *question) {
  const struct request *request = &answer->request;
  int64_t came_at = request_came_at(request);
  double age = clock_unix() - (double)came_at;
  return age < recall_age(request->net->settings, question) &&
         came_at >= question->not_before;
}

struct answer *carry_take(struct net *net, const struct question *question,
                          uint32_t hash) {
  struct answer **link = &net->carried;
  while (*link && !is_of(*link, question, hash)) {
    link = &(*link)->next;
  }
  struct answer *answer = *link;
  if (!answer) return NULL;
  *link = answer->next;
  if (is_young(answer, question)) return answer;
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
    net_drive(net, left);
    left = until - clock_steady();
  }
  carry_settle_until(net, clock_steady() + last_saves);
  while (net->carried) {
    struct answer *answer = net->carried;
    net->carried = answer->next;
    answer_free(answer, 0);
  }
}
