/* What a connection keeps, and the answers of one statement in a table by URL.
** Sends no bytes and reads none. */
#include "net/answer/answers.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "net/answer/carry.h"
#include "net/clock.h"
#include "net/drive.h"

/* --- a connection ------------------------------------------------------- */

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

struct net *net_new(const struct net_settings *settings,
                    error_text_reader *read_error_text) {
  struct net *net = calloc(1, sizeof *net);
  if (!net) return NULL;
  transport_init(&net->transport, settings);
  net->transport.read_error_text = read_error_text;
  net->transport.drop_body = answer_drop_body;
  net->cache = cache_new(settings, &net->transport.log);
  net->process = (long)getpid();
  if (!net->cache) {
    transport_clear(&net->transport);
    free(net);
    return NULL;
  }
  list(net);
  return net;
}

static void leave_process(struct net *net, long process) {
  net->process = process;
  cache_leave(net->cache);
  drive_leave_process(&net->transport);
}

void net_enter(struct net *net) {
  long process = (long)getpid();
  if (net->process == process) return;
  pthread_mutex_lock(&lock);
  for (struct net *each = first; each; each = each->next) {
    if (each->process != process) leave_process(each, process);
  }
  pthread_mutex_unlock(&lock);
}

void net_free(struct net *net) {
  if (!net) return;
  net_enter(net);
  unlist(net);
  carry_finish(net);
  cache_free(net->cache);
  transport_clear(&net->transport);
  free(net);
}

bool net_clear_cache(struct net *net, const struct net_host *host,
                     int64_t *count, struct error *error) {
  net_enter(net);
  return cache_clear(net->cache, host, count, error);
}

const char *net_cache_trouble(const struct net *net) {
  return cache_trouble(net->cache);
}

const struct log *net_log(const struct net *net) {
  return &net->transport.log;
}

/* --- a statement -------------------------------------------------------- */

/* Seconds that the end of a statement may wait for the cache: nobody can stop
** it meanwhile. */
static const double last_saves = 0.1;

/* Seconds that a fetch may wait while earlier answers are stored. */
static const double other_saves = 0.05;

struct answers *answers_new(struct net *net) {
  net_enter(net);
  struct answers *answers = calloc(1, sizeof *answers);
  if (answers) answers->net = net;
  return answers;
}

void answers_free(struct answers *answers) {
  if (!answers) return;
  double until = clock_steady() + last_saves;
  net_enter(answers->net);
  cache_catch_up(answers->net->cache, until);
  for (size_t i = 0; i < ANSWER_BUCKETS; i++) {
    struct answer *next;
    for (struct answer *at = answers->buckets[i]; at; at = next) {
      next = at->next;
      carry_on(at, until);
    }
  }
  free(answers);
}

bool answers_check_count(const struct answers *answers, const char *advice,
                         struct error *error) {
  int most = answers->net->transport.settings->max_requests;
  if (answers->tally.made < most) return true;
  error_set(error, FAILED,
            "this needs more than %d requests: %s, or raise the limit with "
            "SELECT papers_config('max_requests', %lld)",
            most, advice ? advice : "ask for less", 2 * (long long)most);
  return false;
}

static struct answer *find_answer(struct answers *answers, const char *url,
                                  uint64_t hash) {
  struct answer *answer = answers->buckets[hash % ANSWER_BUCKETS];
  while (answer) {
    bool same = answer->hash == hash && strcmp(answer->request.url, url) == 0;
    if (same) return answer;
    answer = answer->next;
  }
  return NULL;
}

static void add_answer(struct answers *answers, struct answer *answer) {
  struct answer **bucket = &answers->buckets[answer->hash % ANSWER_BUCKETS];
  answer->answers = answers;
  answer->next = *bucket;
  *bucket = answer;
}

/* Takes over a request that an earlier statement has left under way. */
static struct answer *take_over(struct answers *answers,
                                const struct fetch *fetch, uint64_t hash) {
  struct error too_many = {0};
  if (!answers_check_count(answers, fetch->advice, &too_many)) return NULL;
  struct answer *answer = carry_take(answers->net, fetch, hash);
  if (answer) request_hand_over(&answer->request, &answers->tally);
  return answer;
}

/* Puts the request into the transport, which starts it in its turn. Offline it
** ends at once. */
static void start_request(struct answers *answers, struct request *request) {
  transport_join(request);
  answers->tally.made++;
  if (request->transport->settings->offline) request_fail_offline(request);
}

static struct answer *make_answer(struct answers *answers,
                                  const struct fetch *fetch,
                                  struct error *error) {
  struct net *net = answers->net;
  struct answer *answer = answer_new(net, &answers->tally, fetch, error);
  if (!answer) return NULL;
  drive_make_space(&net->transport, net->transport.settings->max_bytes);
  if (answer_find_stored(answer, fetch)) return answer;
  if (answers_check_count(answers, fetch->advice, error)) {
    start_request(answers, &answer->request);
    return answer;
  }
  answer->request.state = REQUEST_ENDED;
  answer_free(answer, 0);
  return NULL;
}

struct answer *answers_fetch(struct answers *answers, const struct fetch *fetch,
                             struct error *error) {
  uint64_t hash = hash_bytes(HASH_START, slice_of(fetch->url));
  net_enter(answers->net);
  struct answer *answer = find_answer(answers, fetch->url, hash);
  if (answer) return answer;
  carry_settle_until(answers->net, clock_steady() + other_saves);
  answer = take_over(answers, fetch, hash);
  if (!answer) answer = make_answer(answers, fetch, error);
  if (answer) add_answer(answers, answer);
  return answer;
}

/* --- one answer --------------------------------------------------------- */

void answer_accept(struct answer *answer, struct slice outline) {
  struct answers *answers = answer->answers;
  if (!answer_mark_good(answer, outline) || !answers) return;
  if (answer->waits_to_be_saved) return;
  answer->waits_to_be_saved = true;
  answer->next_to_save = answers->to_save;
  answers->to_save = answer;
}

void answer_need_whole(struct answer *answer) {
  answer->outline_does = false;
  answer_drop_outline(answer);
}

void answers_save_one(struct answers *answers) {
  struct answer *answer = answers->to_save;
  if (!answer || !answer_save(answer, 0)) return;
  assert(answer->waits_to_be_saved);
  answers->to_save = answer->next_to_save;
  answer->waits_to_be_saved = false;
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

const char *answer_url(const struct answer *answer) {
  return answer->request.url;
}

bool answer_has_come(const struct answer *answer) {
  const struct request *request = &answer->request;
  return request->state == REQUEST_ENDED && !request->is_dropped;
}

char *answer_next_url(const struct answer *answer, struct error *error) {
  const struct request *request = &answer->request;
  assert(request->has_next_page);
  if (!request->next_link) error_no_memory(error);
  return request->next_link
             ? http_next_url(request->url, request->next_link, error)
             : NULL;
}

int64_t answer_fetched_at(const struct answer *answer) {
  return answer->request.fetched_at;
}

enum answer_source answer_source(const struct answer *answer) {
  return answer->source;
}
