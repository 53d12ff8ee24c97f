#include "net/answers.h"

#include <stdlib.h>
#include <string.h>

#include "net/clock.h"
#include "net/request.h"

/* Asking the host runs a statement of SQL: so not more often than it takes to
** ask at least every 50 ms, both of these after each other. In seconds. */
static const double slice_of_time = 0.03;
static const double least_between = 0.02;

enum { SHELVES = 1024 };

struct answer {
  struct request request;
  struct answers *answers;
  struct answer *next_on_shelf;
  uint32_t hash; /* of the URL */
};

struct answers {
  struct net *net;
  struct request_tally tally;
  struct answer *shelves[SHELVES]; /* by hash */
};

struct answers *answers_new(struct net *net) {
  struct answers *answers = calloc(1, sizeof *answers);
  if (answers) answers->net = net;
  return answers;
}

static void free_shelf(struct answer *answer) {
  while (answer) {
    struct answer *next = answer->next_on_shelf;
    request_clear(&answer->request);
    free(answer);
    answer = next;
  }
}

void answers_free(struct answers *answers) {
  if (!answers) return;
  for (size_t i = 0; i < SHELVES; i++) {
    free_shelf(answers->shelves[i]);
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
                                 uint32_t hash, struct error *error) {
  struct answer **shelf = &answers->shelves[hash % SHELVES];
  struct answer *answer = calloc(1, sizeof *answer);
  char *copy = answer ? strdup(url) : NULL;
  if (!copy) {
    free(answer);
    error_no_memory(error);
    return NULL;
  }
  request_init(&answer->request, answers->net, &answers->tally, copy);
  net_join(answers->net, &answer->request);
  answers->tally.asked++;
  answer->answers = answers;
  answer->hash = hash;
  answer->next_on_shelf = *shelf;
  *shelf = answer;
  return answer;
}

/* The request is in the list of the net, which starts it when its turn has
** come; offline it ends at once. */
static void start(struct answer *answer) {
  struct error error = {0};
  if (!answer->answers->net->settings->offline) return;
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
  /* Here is the place of the cache: what it has, and what is young enough for
  ** the question, is an answer without a request. */
  if (!may_ask_more(answers, error)) return NULL;
  answer = new_answer(answers, question->url, hash, error);
  if (answer) start(answer);
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
  const struct request *request = &reader->answer->request;
  bool ended = request->state == REQUEST_ENDED;
  if (ended && request->outcome != OK) return end_of(request, error);
  if (!ended && request->state != REQUEST_RUNNING) return ANSWER_LATER;
  if (has_started_again(reader)) return ANSWER_RESTARTS;
  int event = read_body(reader, bytes, error);
  return event == ANSWER_LATER && ended ? end_of(request, error) : event;
}

/* --- waiting ------------------------------------------------------------ */

struct wait {
  const struct net_host *host;
  double began_at;
  bool was_told;
};

static bool must_stop(struct net *net, const struct net_host *host,
                      struct error *error) {
  double now = clock_steady();
  if (now - net->asked_at < least_between) return false;
  net->asked_at = now;
  if (!host->stop(host->context)) return false;
  error_set(error, INTERRUPTED, "interrupted");
  return true;
}

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
    net_drive(answers->net, slice_of_time);
    if (must_stop(answers->net, wait->host, error)) return ANSWER_FAILS;
    tell(wait, &answers->tally);
  }
}

enum answer_event answer_next(struct answer_reader *reader,
                              const struct net_host *host, struct slice *bytes,
                              struct error *error) {
  struct net *net = reader->answer->answers->net;
  struct wait wait = {.host = host, .began_at = clock_steady()};
  *bytes = (struct slice){0};
  if (must_stop(net, host, error)) return ANSWER_FAILS;
  /* The other requests go on also while this one has all it needs. */
  if (net->first) net_drive(net, 0);
  int event = wait_for(reader, &wait, bytes, error);
  if (wait.was_told) host->waiting(host->context, NULL);
  return (enum answer_event)event;
}

bool answer_is_broken(struct answer_reader *reader) {
  struct request *request = &reader->answer->request;
  bool was_current = reader->attempt == request->attempts;
  *reader = answer_read(reader->answer);
  if (!was_current || request->state != REQUEST_ENDED) return true;
  return request_again(request);
}

void answer_is_good(struct answer *answer) {
  /* Here is the place of the cache: the body is whole and may be kept. */
  (void)answer;
}

int answer_status(const struct answer *answer) {
  return answer->request.status;
}

bool answer_has_next_page(const struct answer *answer) {
  return answer->request.has_next_page;
}

int64_t answer_fetched_at(const struct answer *answer) {
  return answer->request.fetched_at;
}

const char *answer_source(const struct answer *answer) {
  (void)answer;
  return "network";
}
