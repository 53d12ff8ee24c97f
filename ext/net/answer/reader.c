/* Reading answers: what can be given at once, and the one loop that waits. Does
** not know what the bytes mean. */
#include "net/answer/reader.h"

#include <assert.h>

#include "net/answer/answers.h"
#include "net/answer/carry.h"
#include "net/clock.h"
#include "net/drive.h"
#include "net/words.h"

/* Seconds of one wait. With the 20 ms of transport_stops the host is asked at
** least every 50 ms whether to stop. */
static const double wait_step = 0.03;

struct answer_reader reader_start(struct answer *answer) {
  return (struct answer_reader){.answer = answer};
}

static void hold_body(struct answer_reader *reader) {
  struct request *request = &reader->answer->request;
  if (reader->holds) return;
  reader->holds = true;
  request->readers++;
  if (request->state == REQUEST_ENDED) transport_keep(request);
}

void reader_end(struct answer_reader *reader) {
  if (reader->holds) {
    assert(reader->answer->request.readers > 0);
    reader->answer->request.readers--;
  }
  reader->holds = false;
}

/* --- reading ------------------------------------------------------------ */

/* Not yet known: the answer has to be waited for. */
enum { ANSWER_LATER = -1 };

static int fail_with(struct error *error, enum outcome outcome,
                     const char *why) {
  error_set(error, outcome, "%s", why ? why : "out of memory");
  return ANSWER_FAILS;
}

/* Follows the request to a new attempt. True: what was read is void. */
static bool follow_attempt(struct answer_reader *reader) {
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

/* Whether the body was dropped for space, or taken away by a fork. It is got
** again then, and who is in the middle of it begins anew. */
static bool is_gone(const struct answer_reader *reader) {
  const struct request *request = &reader->answer->request;
  if (request->state != REQUEST_ENDED || request->outcome != OK) return false;
  return request->is_dropped || (reader->offset < request->body.length &&
                                 !spool_has(&request->body, reader->offset));
}

static int request_again(struct answer *answer, struct error *error) {
  struct answers *answers = answer->answers;
  struct request *request = &answer->request;
  if (!answers || !answers_check_count(answers, NULL, error)) {
    return ANSWER_FAILS;
  }
  spool_run_clear(&request->body);
  answer_request_again(answer);
  if (request->transport->settings->offline) request_fail_offline(request);
  return ANSWER_LATER;
}

/* The time of our own decoder counts, but only for the answer that it decodes:
** it makes no other answer late. False, with the error set: it is too late. */
static bool check_time(const struct answer_reader *reader,
                       struct error *error) {
  const struct request *request = &reader->answer->request;
  double timeout = request->transport->settings->timeout;
  bool ended = request->state == REQUEST_ENDED;
  double time = ended ? request->paused_at : transport_time(request->transport);
  if (reader->decoding == 0 || time + reader->decoding < request->deadline) {
    return true;
  }
  /* Name the reading only where it took a part of the time. */
  bool is_slow = reader->decoding > timeout / 10;
  words_for_time(
      error, is_slow ? "not answered and read within" : "not answered within",
      timeout, "timeout");
  return false;
}

void reader_count_decoding(struct answer_reader *reader) {
  reader->decoding += clock_steady() - reader->given_at;
  reader->given_at = clock_steady();
}

static int tell_end(const struct request *request, struct error *error) {
  if (request->outcome == OK) return ANSWER_ENDS;
  fail_with(error, request->outcome, request->why);
  bool is_refusal = request->outcome == FAILED && request->status;
  return is_refusal ? ANSWER_REFUSED : ANSWER_FAILS;
}

/* What can be told without waiting. */
static int read_now(struct answer_reader *reader, struct slice *bytes,
                    struct error *error) {
  struct request *request = &reader->answer->request;
  answer_settle(reader->answer);
  if (is_gone(reader)) {
    request->was_read = false;
    drive_make_space(request->transport,
                     request->transport->settings->max_bytes);
    if (!answer_restore_body(reader->answer)) {
      return request_again(reader->answer, error);
    }
  }
  bool ended = request->state == REQUEST_ENDED;
  if (ended && request->outcome != OK) return tell_end(request, error);
  if (!ended && request->state != REQUEST_RUNNING) return ANSWER_LATER;
  if (follow_attempt(reader)) return ANSWER_RESTARTS;
  if (!check_time(reader, error)) return ANSWER_FAILS;
  int event = read_body(reader, bytes, error);
  return event == ANSWER_LATER && ended ? tell_end(request, error) : event;
}

/* --- waiting ------------------------------------------------------------ */

struct answer_wait {
  const struct net_host *host;
  double began_at;
  bool was_told;
};

static void tell_progress(struct answer_wait *wait,
                          const struct request_tally *tally) {
  struct net_progress progress = {
      .done = tally->ended,
      .started = tally->made,
      .bytes = tally->bytes,
      .waited = clock_steady() - wait->began_at,
  };
  if (!wait->host->waiting) return;
  wait->host->waiting(wait->host->context, &progress);
  wait->was_told = true;
}

/* A statement waits for rate limits for at most so many times max_wait. */
enum { MOST_WAITS = 10 };

/* Drives all requests for a moment, and counts the time in which this one waits
** for a rate limit. */
static void drive(struct answer *answer, double seconds) {
  struct request *request = &answer->request;
  struct transport *transport = request->transport;
  const struct net_settings *settings = transport->settings;
  bool limited = drive_is_limited(request);
  double began_at = clock_steady();
  struct error error = {0};
  drive_make_space(transport,
                   settings->max_bytes - (int64_t)request->body.length);
  drive_requests(transport, seconds);
  if (!limited) return;
  answer->answers->limited += clock_steady() - began_at;
  if (answer->answers->limited < MOST_WAITS * settings->max_wait) return;
  if (request->state == REQUEST_ENDED) return;
  words_for_waits(&error, answer->answers->limited, MOST_WAITS);
  request_fail(request, &error);
}

static int wait_for(struct answer_reader *reader, struct answer_wait *wait,
                    struct slice *bytes, struct error *error) {
  struct answers *answers = reader->answer->answers;
  for (;;) {
    int event = read_now(reader, bytes, error);
    if (event != ANSWER_LATER || !answers) return event;
    answers_save_one(answers);
    carry_settle(answers->net, wait->host, clock_steady() + wait_step);
    drive(reader->answer, wait_step);
    if (transport_stops(&answers->net->transport, error)) return ANSWER_FAILS;
    tell_progress(wait, &answers->tally);
  }
}

/* All requests make progress, also while this answer needs none. */
static int drive_and_read(struct answer_reader *reader,
                          struct answer_wait *wait, struct slice *bytes,
                          struct error *error) {
  struct transport *transport = reader->answer->request.transport;
  if (transport_stops(transport, error)) return ANSWER_FAILS;
  if (reader->answer->answers) {
    transport->awaited = &reader->answer->request;
    if (transport->open.first) drive(reader->answer, 0);
    if (transport_stops(transport, error)) return ANSWER_FAILS;
  }
  return wait_for(reader, wait, bytes, error);
}

/* A body that was read to its end and that the cache can give again need not
** stay: the statement would take memory for each of many short listings. */
static void drop_stored_body(struct answer *answer) {
  enum { STAYING_BYTES = 256 * 1024 };
  struct request *request = &answer->request;
  if (answer->source != CACHED_FRESH || request->readers) return;
  if (spool_size(&request->transport->spool) <= STAYING_BYTES) return;
  answer_drop_body(request);
}

enum answer_event reader_next(struct answer_reader *reader,
                              const struct net_host *host, struct slice *bytes,
                              struct error *error) {
  struct request *request = &reader->answer->request;
  struct transport *transport = request->transport;
  const struct net_host *before = transport->host;
  struct answer_wait wait = {.host = host, .began_at = clock_steady()};
  *bytes = (struct slice){0};
  net_enter((struct net *)transport);
  transport->host = host;
  transport->is_stopped = false;
  int event = drive_and_read(reader, &wait, bytes, error);
  transport->host = before;
  if (wait.was_told) host->waiting(host->context, NULL);
  if (event == ANSWER_ENDS) request->was_read = true;
  if (event == ANSWER_BYTES) {
    hold_body(reader);
  } else if (event != ANSWER_RESTARTS) {
    reader_end(reader);
  }
  if (event == ANSWER_ENDS) drop_stored_body(reader->answer);
  reader->given_at = clock_steady();
  return (enum answer_event)event;
}

bool reader_reject(struct answer_reader *reader) {
  struct answer *answer = reader->answer;
  struct request *request = &answer->request;
  bool was_current = reader->attempt == request->attempts;
  /* Somebody has read the same body to its end and found it well-formed. */
  if (answer->is_accepted || !answer->answers) return false;
  reader_end(reader);
  reader->offset = 0;
  reader->attempt = 0;
  if (!was_current || request->state != REQUEST_ENDED) return true;
  return answer_discard_fresh(answer) ||
         (answer->source == FROM_NETWORK && request_retry(request)) ||
         answer_use_older(answer);
}
