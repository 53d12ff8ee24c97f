#include "net/answer/answers.h"

#include <stdlib.h>
#include <string.h>

#include "net/answer/answer.h"
#include "net/answer/carry.h"
#include "net/clock.h"
#include "net/space.h"

/* How long the end of a statement may wait for the cache, in seconds: it is not
** asked then whether to stop. */
static const double last_saves = 0.1;

/* How long a question may wait while earlier answers are stored. */
static const double other_saves = 0.05;

struct answers *answers_new(struct net *net) {
  net_enter(net);
  struct answers *answers = calloc(1, sizeof *answers);
  if (answers) answers->net = net;
  return answers;
}

void answer_free(struct answer *answer, double until) {
  recall_clear(&answer->recall, &answer->request, until);
  request_clear(&answer->request);
  free(answer);
}

void answers_free(struct answers *answers) {
  if (!answers) return;
  struct net *net = answers->net;
  double until = clock_steady() + last_saves;
  net_enter(net);
  if (net->cache) cache_catch_up(net->cache, until);
  for (size_t i = 0; i < SHELVES; i++) {
    struct answer *next;
    for (struct answer *at = answers->shelves[i]; at; at = next) {
      next = at->next;
      carry_on(at, until);
    }
  }
  free(answers);
}

/* FNV-1a. */
static uint32_t hash_of(const char *text) {
  uint32_t hash = 2166136261u;
  for (; *text; text++) {
    hash = (hash ^ (unsigned char)*text) * 16777619u;
  }
  return hash;
}

static struct answer *in_hand(struct answers *answers, const char *url,
                              uint32_t hash) {
  struct answer *answer = answers->shelves[hash % SHELVES];
  while (answer) {
    bool same = answer->hash == hash && strcmp(answer->request.url, url) == 0;
    if (same) return answer;
    answer = answer->next;
  }
  return NULL;
}

bool answers_may_ask(const struct answers *answers, const char *advice,
                     struct error *error) {
  int most = answers->net->settings->max_requests;
  if (answers->tally.asked < most) return true;
  error_set(error, FAILED,
            "this needs more than %d requests: %s, or raise the limit with "
            "SELECT papers_config('max_requests', %lld)",
            most, advice ? advice : "ask for less", 2 * (long long)most);
  return false;
}

/* --- asking ------------------------------------------------------------- */

static struct answer *new_answer(struct answers *answers,
                                 const struct question *question,
                                 struct error *error) {
  struct answer *answer = calloc(1, sizeof *answer);
  char *copy = answer ? strdup(question->url) : NULL;
  if (!copy) {
    free(answer);
    error_no_memory(error);
    return NULL;
  }
  request_init(&answer->request, answers->net, &answers->tally, copy);
  answer->request.lane = question->lane;
  answer->answers = answers;
  answer->check = question->check;
  answer->kind = question->kind;
  return answer;
}

static void shelve(struct answers *answers, struct answer *answer,
                   uint32_t hash) {
  struct answer **shelf = &answers->shelves[hash % SHELVES];
  answer->hash = hash;
  answer->next = *shelf;
  *shelf = answer;
}

void answer_go_offline(struct request *request) {
  struct error error = {0};
  error_set(&error, FAILED,
            "offline (HF_HUB_OFFLINE or papers_config('offline'))");
  request_fail(request, &error);
}

/* The request is in the list of the net, which starts it when its turn has
** come; offline it ends at once. */
static void start(struct answer *answer) {
  struct net *net = answer->answers->net;
  net_join(net, &answer->request);
  answer->answers->tally.asked++;
  if (net->settings->offline) answer_go_offline(&answer->request);
}

/* One that an earlier statement has left under way. */
static struct answer *take_over(struct answers *answers,
                                const struct question *question,
                                uint32_t hash) {
  struct error refused = {0};
  if (!answers_may_ask(answers, question->advice, &refused)) return NULL;
  struct answer *answer = carry_take(answers->net, question, hash);
  if (!answer) return NULL;
  answer->answers = answers;
  request_hand_over(&answer->request, &answers->tally);
  return answer;
}

static struct answer *ask_anew(struct answers *answers,
                               const struct question *question,
                               struct error *error) {
  struct answer *answer = new_answer(answers, question, error);
  if (!answer) return NULL;
  space_make(answers->net, answers->net->settings->max_bytes);
  if (recall_begin(&answer->recall, &answer->request, question)) return answer;
  if (answers_may_ask(answers, question->advice, error)) {
    start(answer);
    return answer;
  }
  answer->request.state = REQUEST_ENDED;
  answer_free(answer, 0);
  return NULL;
}

struct answer *answers_ask(struct answers *answers,
                           const struct question *question,
                           struct error *error) {
  uint32_t hash = hash_of(question->url);
  net_enter(answers->net);
  struct answer *answer = in_hand(answers, question->url, hash);
  if (answer) return answer;
  carry_settle_until(answers->net, clock_steady() + other_saves);
  answer = take_over(answers, question, hash);
  if (!answer) answer = ask_anew(answers, question, error);
  if (answer) shelve(answers, answer, hash);
  return answer;
}
