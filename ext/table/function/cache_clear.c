#include "table/function/cache_clear.h"

#include "table/connection.h"
#include "table/effect.h"
#include "table/report.h"
#include "table/waiting.h"

static bool clear_cache(struct connection *connection, int64_t *answers,
                        struct error *error) {
  struct waiting waiting;
  struct net *net = connection_net(connection, error);
  if (!net) return false;
  waiting_init(&waiting, connection);
  const struct net_host host = waiting_host(&waiting);
  bool done = net_clear_cache(net, &host, answers, error);
  waiting_clear(&waiting);
  return done;
}

void cache_clear_call(sqlite3_context *context, int count,
                      sqlite3_value **values) {
  struct connection *connection = sqlite3_user_data(context);
  struct error error = {0};
  int64_t answers = 0;
  (void)count;
  (void)values;
  if (!effect_check_call(context, "papers_cache_clear")) return;
  bool allowed = settings_allow(&connection->settings,
                                "the cache cannot be emptied", &error);
  if (allowed && clear_cache(connection, &answers, &error)) {
    sqlite3_result_int64(context, answers);
  } else {
    report_result(context, &error);
  }
}
