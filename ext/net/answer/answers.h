/* The answers that one SQL statement asks for. Every answer is asked for once:
** who asks again for the same URL reads the same answer from its first byte,
** also while it still arrives. Nothing here knows what the bytes mean.
**
** An answer is read by pulling: ask for all that is known to be needed (that
** starts requests and returns at once), then call answer_next for the one
** whose bytes are wanted first. Only answer_next waits, and while it waits all
** requests that were started go on side by side. */
#ifndef PAPERS_NET_ANSWER_ANSWERS_H
#define PAPERS_NET_ANSWER_ANSWERS_H

#include "base/error.h"
#include "base/slice.h"
#include "net/host.h"
#include "net/log.h"
#include "net/settings.h"

struct net;     /* what a connection keeps between statements: the handles of
                ** libcurl with their open connections, the request log */
struct answers; /* what one statement has asked for */
struct answer;

/* The settings stay the caller's and must outlive the net. Starts nothing.
** NULL when there is no memory. */
struct net *net_new(const struct net_settings *settings);
/* Every `answers` of it must have been freed before. */
void net_free(struct net *net);

/* What was asked, for the table papers_requests. */
const struct log *net_log(const struct net *net);

/* Lets all answers in the cache go, and says how many there were. False with
** the error set; where the host said stop, some are left. */
bool net_clear_cache(struct net *net, const struct net_host *host,
                     int64_t *count, struct error *error);

/* Why answers are kept in memory, though the settings name a file; NULL: they
** are not, or nobody has asked for one yet. Valid until the next request. */
const char *net_cache_trouble(const struct net *net);

struct answers *answers_new(struct net *net);

/* With a cache, what has come whole and was not read to its end is read to its
** end now and stored, and what is still under way goes on beside later
** statements (net/answer/carry). Every other request ends. */
void answers_free(struct answers *answers);

/* Reads an answer that has come whole to its end, with the calls below, and
** calls answer_is_good if it is well-formed: for answers that nobody reads to
** their end. Never waits; the host says stop where it takes too long. */
typedef void answer_check(struct answer *answer, int kind,
                          const struct net_host *host);

/* Pages that follow each other have to be of one moment, or what moved from
** one to the other in between is lost. So a stored page counts as too old
** where the next one is not stored with it (unless it came within the last ten
** minutes, so that the next one can still be of the same moment), or where it
** is older than the one before it. */
struct question {
  const char *url;
  const char *advice; /* how to ask for less, for an error; static */
  double age;         /* seconds that a stored answer may be old by itself */
  double max_age;     /* the same as the user wants it; negative: not said */
  int lane; /* from 0 up to NET_LANES: requests of one share a limit */
  const char *next_url; /* where it is a page: of the one behind; else NULL */
  int64_t not_before;   /* Unix seconds: when the page before it came, which a
                        ** stored answer must not be older than; 0: none did */
  answer_check *check;  /* NULL: what nobody reads to its end is not stored */
  int kind;             /* handed to it: says what the answer is to be */
};

/* The answer to a question: the one in hand, or that of a new request which
** starts now. Does not wait. NULL with the error set when there is no memory
** or when `max_requests` would be passed. The answer lives as long as
** `answers`. */
struct answer *answers_ask(struct answers *answers,
                           const struct question *question,
                           struct error *error);

/* A place in one answer. Several may read one answer at different places. */
struct answer_reader {
  struct answer *answer;
  size_t offset;
  int attempt;
  bool holds;      /* the body: it stays until the reader is at its end */
  double spent;    /* seconds in the reader's decoder */
  double given_at; /* when the last bytes were given to it: clock_steady's */
};

/* The bodies of a statement together take no more than twice max_bytes and
** 64 MiB. Where that is not enough, those that nobody is in the middle of are
** dropped and got again for the next reader: from the cache, else from the
** service. */
struct answer_reader answer_read(struct answer *answer);

/* The reader will not read on. Due before the `answers` are freed, else the
** body stays as long as they; harmless twice, and at the end of the body. */
void answer_leave(struct answer_reader *reader);

/* The reader has decoded the bytes that answer_next gave last: what passed
** since then counts towards `timeout`, because it is the answer that takes so
** long. All other time between two calls is the host's and does not count. */
void answer_is_read(struct answer_reader *reader);

enum answer_event {
  ANSWER_BYTES,    /* *bytes are the next ones, valid until the next call of
                   ** anything here */
  ANSWER_RESTARTS, /* the answer broke off and is made again: what was read is
                   ** void, the reader stands at the first byte again */
  ANSWER_ENDS,     /* there is no more; the body came whole */
  ANSWER_REFUSED,  /* the service answered with a status other than 200; the
                   ** error says why, answer_status tells which */
  ANSWER_FAILS     /* no answer; the error says why */
};

/* The next bytes of the answer, waiting for them if need be. */
enum answer_event answer_next(struct answer_reader *reader,
                              const struct net_host *host, struct slice *bytes,
                              struct error *error);

/* The reader found the body broken although it came whole (a connection that
** just closes looks like this). True: it is asked for again, go on with
** answer_next. False: the attempts are used up. */
bool answer_is_broken(struct answer_reader *reader);

/* The reader found the body well-formed to its end, or knows what a refusal
** (ANSWER_REFUSED) means: it may be stored. */
void answer_is_good(struct answer *answer);

/* Known once answer_next has returned something other than ANSWER_FAILS. */
int answer_status(const struct answer *answer);
/* An HTML page, which the service never sends: somebody between us does. */
bool answer_is_html(const struct answer *answer);
bool answer_has_next_page(const struct answer *answer); /* Link: rel="next" */
int64_t answer_fetched_at(const struct answer *answer); /* Unix seconds */
const char *answer_source(const struct answer *answer); /* `cache` column */

#endif
