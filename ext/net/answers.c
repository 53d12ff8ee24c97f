#include "net/answers.h"

#include <stdlib.h>
#include <string.h>

#include "net/clock.h"
#include "net/recall.h"

/* Seconds of one wait. With what lies between two questions to the host
** (net_must_stop) it is asked at least every 50 ms. */
static const double slice_of_time = 0.03;

enum { SHELVES = 1024 };

/* How long the end of a statement may wait for the cache, in seconds: it is not
** asked then whether to stop. */
static const double last_saves = 0.1;

struct answer {
  struct request request;
  struct recall recall;
  struct answers *answers;
  struct answer *next_on_shelf;
  uint32_t hash; /* of the URL */
  struct answer *next_to_save;
};

struct answers {
  struct net *net;
  struct request_tally tally;
  struct answer *shelves[SHELVES]; /* by hash */
  struct answer *to_save;          /* good ones */
};

struct answers *answers_new(struct net *net) {
  struct answers *answers = calloc(1, sizeof *answers);
  if (answers) answers->net = net;
  return answers;
}

static void free_answer(struct answer *answer, double until) {
  recall_clear(&answer->recall, &answer->request, until);
  request_clear(&answer->request);
  free(answer);
}

void answers_free(struct answers *answers) {
  if (!answers) return;
  double until = clock_steady() + last_saves;
  if (answers->net->cache) cache_catch_up(answers->net->cache, until);
  for (size_t i = 0; i < SHELVES; i++) {
    struct answer *next;
    for (struct answer *at = answers->shelves[i]; at; at = next) {
      next = at->next_on_shelf;
      free_answer(at, until);
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
    answer = answer->next_on_shelf;
  }
  return NULL;
}

static bool may_ask_more(const struct answers *answers, struct error *error) {
  int most = answers->net->settings->max_requests;
  if (answers->tally.asked < most) return true;
  error_set(error, FAILED,
            "this needs more than %d requests: narrow it by day (listed, week, "
            "month), or raise the limit with SELECT "
            "papers_config('max_requests', %lld)",
            most, 2 * (long long)most);
  return false;
}

static struct answer *new_answer(struct answers *answers, const char *url,
                                 struct error *error) {
  struct answer *answer = calloc(1, sizeof *answer);
  char *copy = answer ? strdup(url) : NULL;
  if (!copy) {
    free(answer);
    error_no_memory(error);
    return NULL;
  }
  request_init(&answer->request, answers->net, &answers->tally, copy);
  answer->answers = answers;
  return answer;
}

static void shelve(struct answers *answers, struct answer *answer,
                   uint32_t hash) {
  struct answer **shelf = &answers->shelves[hash % SHELVES];
  answer->hash = hash;
  answer->next_on_shelf = *shelf;
  *shelf = answer;
}

/* The request is in the list of the net, which starts it when its turn has
** come; offline it ends at once. */
static void start(struct answer *answer) {
  struct answers *answers = answer->answers;
  struct error error = {0};
  net_join(answers->net, &answer->request);
  answers->tally.asked++;
  if (!answers->net->settings->offline) return;
  error_set(&error, FAILED,
            "offline (HF_HUB_OFFLINE or papers_config('offline'))");
  request_fail(&answer->request, &error);
}

struct answer *answers_ask(struct answers *answers,
                           const struct question *question,
                           struct error *error) {
  uint32_t hash = hash_of(question->url);
  struct answer *answer = in_hand(answers, question->url, hash);
  if (answer) return answer;
  answer = new_answer(answers, question->url, error);
  if (!answer) return NULL;
  answer->request.lane = question->lane;
  if (!recall_begin(&answer->recall, &answer->request, question)) {
    if (!may_ask_more(answers, error)) {
      answer->request.state = REQUEST_ENDED;
      free_answer(answer, 0);
      return NULL;
    }
    start(answer);
  }
  shelve(answers, answer, hash);
  return answer;
}

struct answer_reader answer_read(struct answer *answer) {
  return (struct answer_reader){.answer = answer};
}

/* --- reading ------------------------------------------------------------ */

/* Not yet known: the answer has to be waited for. */
enum { ANSWER_LATER = -1 };

static int fail(struct error *error, enum outcome outcome, const char *why) {
  error_set(error, outcome, "%s", why ? why : "out of memory");
  return ANSWER_FAILS;
}

static bool has_started_again(struct answer_reader *reader) {
  const struct request *request = &reader->answer->request;
  bool read_some = reader->offset > 0;
  if (reader->attempt == request->attempts) return false;
  reader->attempt = request->attempts;
  reader->offset = 0;
  return read_some;
}

static int read_body(struct answer_reader *reader, struct slice *bytes,
                     struct error *error) {
  struct spool_run *body = &reader->answer->request.body;
  if (reader->offset >= body->length) return ANSWER_LATER;
  *bytes = spool_read(body, reader->offset, error);
  if (!bytes->at) return ANSWER_FAILS;
  reader->offset += bytes->length;
  return ANSWER_BYTES;
}

static int end_of(const struct request *request, struct error *error) {
  if (request->outcome == OK) return ANSWER_ENDS;
  fail(error, request->outcome, request->why);
  bool is_refusal = request->outcome == FAILED && request->status;
  return is_refusal ? ANSWER_REFUSED : ANSWER_FAILS;
}

/* What can be said without waiting. */
static int look(struct answer_reader *reader, struct slice *bytes,
                struct error *error) {
  struct request *request = &reader->answer->request;
  recall_settle(&reader->answer->recall, request);
  bool ended = request->state == REQUEST_ENDED;
  if (ended && request->outcome != OK) return end_of(request, error);
  if (!ended && request->state != REQUEST_RUNNING) return ANSWER_LATER;
  if (has_started_again(reader)) return ANSWER_RESTARTS;
  int event = read_body(reader, bytes, error);
  return event == ANSWER_LATER && ended ? end_of(request, error) : event;
}

/* --- waiting ------------------------------------------------------------ */

/* One good answer goes into the cache while there is nothing else to do. */
static void save_one(struct answers *answers) {
  struct answer *answer = answers->to_save;
  if (!answer) return;
  if (recall_save(&answer->recall, &answer->request, 0)) {
    answers->to_save = answer->next_to_save;
  }
}

struct wait {
  const struct net_host *host;
  double began_at;
  bool was_told;
};

static void tell(struct wait *wait, const struct request_tally *tally) {
  struct net_progress progress = {
      .done = tally->ended,
      .started = tally->asked,
      .bytes = tally->bytes,
      .waited = clock_steady() - wait->began_at,
  };
  if (!wait->host->waiting) return;
  wait->host->waiting(wait->host->context, &progress);
  wait->was_told = true;
}

static int wait_for(struct answer_reader *reader, struct wait *wait,
                    struct slice *bytes, struct error *error) {
  struct answers *answers = reader->answer->answers;
  for (;;) {
    int event = look(reader, bytes, error);
    if (event != ANSWER_LATER) return event;
    save_one(answers);
    net_drive(answers->net, slice_of_time);
    if (net_must_stop(answers->net, error)) return ANSWER_FAILS;
    tell(wait, &answers->tally);
  }
}

/* Everything goes on, also while this answer has all it needs. */
static int pull(struct answer_reader *reader, struct wait *wait,
                struct slice *bytes, struct error *error) {
  struct net *net = reader->answer->answers->net;
  if (net_must_stop(net, error)) return ANSWER_FAILS;
  if (net->first) net_drive(net, 0);
  if (net_must_stop(net, error)) return ANSWER_FAILS;
  return wait_for(reader, wait, bytes, error);
}

enum answer_event answer_next(struct answer_reader *reader,
                              const struct net_host *host, struct slice *bytes,
                              struct error *error) {
  struct net *net = reader->answer->answers->net;
  struct wait wait = {.host = host, .began_at = clock_steady()};
  *bytes = (struct slice){0};
  net->host = host;
  net->is_stopped = false;
  int event = pull(reader, &wait, bytes, error);
  net->host = NULL;
  if (wait.was_told) host->waiting(host->context, NULL);
  return (enum answer_event)event;
}

bool answer_is_broken(struct answer_reader *reader) {
  struct request *request = &reader->answer->request;
  struct recall *recall = &reader->answer->recall;
  bool was_current = reader->attempt == request->attempts;
  /* Somebody has read the same body to its end and found it well-formed. */
  if (recall->is_good) return false;
  *reader = answer_read(reader->answer);
  if (!was_current || request->state != REQUEST_ENDED) return true;
  return recall_distrust(recall, request) ||
         (recall_is_from_network(recall) && request_again(request)) ||
         recall_instead(recall, request);
}

void answer_is_good(struct answer *answer) {
  struct answers *answers = answer->answers;
  if (!recall_is_good(&answer->recall, &answer->request)) return;
  answer->next_to_save = answers->to_save;
  answers->to_save = answer;
}

int answer_status(const struct answer *answer) {
  return answer->request.status;
}

bool answer_is_html(const struct answer *answer) {
  return answer->request.is_html;
}

bool answer_has_next_page(const struct answer *answer) {
  return answer->request.has_next_page;
}

int64_t answer_fetched_at(const struct answer *answer) {
  return answer->request.fetched_at;
}

const char *answer_source(const struct answer *answer) {
  return answer->recall.source;
}
