/* Reading answers: what can be given at once, and the one loop that waits. */
#include "net/answer/answer.h"
#include "net/answer/carry.h"
#include "net/clock.h"
#include "net/space.h"
#include "net/words.h"

/* Seconds of one wait. With what lies between two questions to the host
** (net_must_stop) it is asked at least every 50 ms. */
static const double slice_of_time = 0.03;

struct answer_reader answer_read(struct answer *answer) {
  return (struct answer_reader){.answer = answer};
}

static void hold(struct answer_reader *reader) {
  if (reader->holds) return;
  reader->holds = true;
  reader->answer->readers++;
  if (reader->answer->request.state == REQUEST_ENDED) {
    net_keep(reader->answer->request.net, &reader->answer->request);
  }
}

void answer_leave(struct answer_reader *reader) {
  if (reader->holds) reader->answer->readers--;
  reader->holds = false;
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

/* A body that had to make room, or that a fork has taken away, is got again:
** who is in the middle of it begins anew. */
static bool is_gone(const struct answer_reader *reader) {
  const struct request *request = &reader->answer->request;
  if (request->state != REQUEST_ENDED || request->outcome != OK) return false;
  return request->is_dropped || (reader->offset < request->body.length &&
                                 !spool_has(&request->body, reader->offset));
}

static int bring_back(struct answer *answer, struct error *error) {
  struct answers *answers = answer->answers;
  struct request *request = &answer->request;
  answer->was_read = false;
  if (recall_fetch(&answer->recall, request)) return ANSWER_LATER;
  if (!answers || !answers_may_ask(answers, NULL, error)) return ANSWER_FAILS;
  spool_run_clear(&request->body);
  recall_begin_again(&answer->recall, request);
  if (!request->net->settings->offline) return ANSWER_LATER;
  answer_go_offline(request);
  return ANSWER_LATER;
}

/* The time of our own decoder counts, but only for the answer that it decodes:
** the others are not late because of it. */
static bool is_too_late(const struct answer_reader *reader,
                        struct error *error) {
  const struct request *request = &reader->answer->request;
  double timeout = request->net->settings->timeout;
  bool ended = request->state == REQUEST_ENDED;
  double time = ended ? request->paused_at : net_time(request->net);
  if (reader->spent == 0 || time + reader->spent < request->deadline) {
    return false;
  }
  /* A decoder that took next to nothing is not to blame. */
  bool is_slow = reader->spent > timeout / 10;
  words_for_time(
      error, is_slow ? "not answered and read within" : "not answered within",
      timeout, "timeout");
  return true;
}

void answer_is_read(struct answer_reader *reader) {
  reader->spent += clock_steady() - reader->given_at;
  reader->given_at = clock_steady();
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
  if (is_gone(reader)) return bring_back(reader->answer, error);
  bool ended = request->state == REQUEST_ENDED;
  if (ended && request->outcome != OK) return end_of(request, error);
  if (!ended && request->state != REQUEST_RUNNING) return ANSWER_LATER;
  if (has_started_again(reader)) return ANSWER_RESTARTS;
  if (is_too_late(reader, error)) return ANSWER_FAILS;
  int event = read_body(reader, bytes, error);
  return event == ANSWER_LATER && ended ? end_of(request, error) : event;
}

/* --- waiting ------------------------------------------------------------ */

/* One good answer goes into the cache while there is nothing else to do. */
static void save_one(struct answers *answers) {
  struct answer *answer = answers->to_save;
  if (!answer) return;
  if (!recall_save(&answer->recall, &answer->request, 0)) return;
  answers->to_save = answer->next_to_save;
  answer->waits_to_be_saved = false;
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

/* A statement waits for rate limits no longer than so many times max_wait. */
enum { MOST_WAITS = 10 };

/* Lets everything go on for a moment, and counts it where it is a rate limit
** that is waited for. */
static void go_on(struct answer *answer, double seconds) {
  struct net *net = answer->request.net;
  const struct net_settings *settings = net->settings;
  struct request *request = &answer->request;
  bool limited = net_is_limited(net, request);
  double began_at = clock_steady();
  struct error error = {0};
  space_make(net, settings->max_bytes - (int64_t)request->body.length);
  net_drive(net, seconds);
  if (!limited) return;
  answer->answers->limited += clock_steady() - began_at;
  if (answer->answers->limited < MOST_WAITS * settings->max_wait) return;
  if (request->state == REQUEST_ENDED) return;
  words_for_waits(&error, answer->answers->limited, MOST_WAITS);
  request_fail(request, &error);
}

static int wait_for(struct answer_reader *reader, struct wait *wait,
                    struct slice *bytes, struct error *error) {
  struct answers *answers = reader->answer->answers;
  for (;;) {
    int event = look(reader, bytes, error);
    if (event != ANSWER_LATER || !answers) return event;
    save_one(answers);
    carry_settle(answers->net, wait->host, clock_steady() + slice_of_time);
    go_on(reader->answer, slice_of_time);
    if (net_must_stop(answers->net, error)) return ANSWER_FAILS;
    tell(wait, &answers->tally);
  }
}

/* Everything goes on, also while this answer has all it needs. */
static int pull(struct answer_reader *reader, struct wait *wait,
                struct slice *bytes, struct error *error) {
  struct net *net = reader->answer->request.net;
  if (net_must_stop(net, error)) return ANSWER_FAILS;
  if (reader->answer->answers) {
    net->awaited = &reader->answer->request;
    if (net->open.first) go_on(reader->answer, 0);
    if (net_must_stop(net, error)) return ANSWER_FAILS;
  }
  return wait_for(reader, wait, bytes, error);
}

enum answer_event answer_next(struct answer_reader *reader,
                              const struct net_host *host, struct slice *bytes,
                              struct error *error) {
  struct net *net = reader->answer->request.net;
  const struct net_host *before = net->host;
  struct wait wait = {.host = host, .began_at = clock_steady()};
  *bytes = (struct slice){0};
  net_enter(net);
  net->host = host;
  net->is_stopped = false;
  int event = pull(reader, &wait, bytes, error);
  net->host = before;
  if (wait.was_told) host->waiting(host->context, NULL);
  if (event == ANSWER_ENDS) reader->answer->was_read = true;
  if (event == ANSWER_BYTES) {
    hold(reader);
  } else if (event != ANSWER_RESTARTS) {
    answer_leave(reader);
  }
  reader->given_at = clock_steady();
  return (enum answer_event)event;
}

bool answer_is_broken(struct answer_reader *reader) {
  struct request *request = &reader->answer->request;
  struct recall *recall = &reader->answer->recall;
  bool was_current = reader->attempt == request->attempts;
  /* Somebody has read the same body to its end and found it well-formed. */
  if (recall->is_good || !reader->answer->answers) return false;
  answer_leave(reader);
  reader->offset = 0;
  reader->attempt = 0;
  if (!was_current || request->state != REQUEST_ENDED) return true;
  return recall_distrust(recall, request) ||
         (recall_is_from_network(recall) && request_again(request)) ||
         recall_instead(recall, request);
}

void answer_is_good(struct answer *answer) {
  struct answers *answers = answer->answers;
  if (!recall_is_good(&answer->recall, &answer->request) || !answers) return;
  if (answer->waits_to_be_saved) return;
  answer->waits_to_be_saved = true;
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
