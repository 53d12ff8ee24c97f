#include "table/cache_clear.h"

#include "table/functions.h"
#include "table/report.h"

void cache_clear_call(sqlite3_context *context, int count,
                      sqlite3_value **values) {
  struct connection *connection = sqlite3_user_data(context);
  struct error error = {0};
  int64_t answers = 0;
  (void)count;
  (void)values;
  if (!functions_may_act(context, "papers_cache_clear")) return;
  bool allowed = settings_allow(&connection->settings,
                                "the cache cannot be emptied", &error);
  struct net *net = allowed ? connection_net(connection, &error) : NULL;
  if (net && net_clear_cache(net, &answers, &error)) {
    sqlite3_result_int64(context, answers);
  } else {
    report_result(context, &error);
  }
}
