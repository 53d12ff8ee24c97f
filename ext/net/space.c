#include "net/space.h"

#include "net/answer/answer.h"

enum { MORE = 64 * 1024 * 1024 };

int64_t space_most(const struct net_settings *settings) {
  return 2 * settings->max_bytes + MORE;
}

bool space_has(const struct request *request, int64_t bytes) {
  const struct net *net = request->net;
  int64_t most = space_most(net->settings);
  if (net->awaited != request) most -= net->settings->max_bytes;
  return bytes + SPOOL_PAGE <= most - spool_size(&net->spool);
}

/* Of those that have ended. */
static bool drop_one(struct net *net, bool was_read) {
  struct request *request = net->kept.first;
  for (; request; request = request->next) {
    struct answer *answer = (struct answer *)request;
    bool is_in_use = answer->readers || request == net->awaited;
    if (is_in_use || answer->was_read != was_read) continue;
    recall_drop(&answer->recall, request);
    return true;
  }
  return false;
}

static bool put_one_back(struct net *net) {
  struct request *request = net->open.last;
  for (; request; request = request->previous) {
    if (request->state != REQUEST_RUNNING || request == net->awaited) continue;
    if (!request->body.length) continue;
    request_put_back(request);
    return true;
  }
  return false;
}

bool space_get(struct request *request, int64_t bytes) {
  struct net *net = request->net;
  bool is_awaited = net->awaited == request;
  while (!space_has(request, bytes)) {
    if (!drop_one(net, true) && !(is_awaited && drop_one(net, false))) {
      return false;
    }
  }
  return true;
}

void space_make(struct net *net, int64_t bytes) {
  int64_t most = space_most(net->settings) - bytes;
  int64_t ahead = most - net->settings->max_bytes - SPOOL_PAGE;
  while (spool_size(&net->spool) > ahead && drop_one(net, true)) {
  }
  while (spool_size(&net->spool) > most - SPOOL_PAGE) {
    if (!put_one_back(net) && !drop_one(net, false)) return;
  }
}
