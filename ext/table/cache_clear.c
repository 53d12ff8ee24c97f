#include "table/cache_clear.h"

#include "table/connection.h"
#include "table/report.h"

void cache_clear_call(sqlite3_context *context, int count,
                      sqlite3_value **values) {
  struct error error = {0};
  int64_t answers = 0;
  (void)count;
  (void)values;
  struct net *net = connection_net(sqlite3_user_data(context), &error);
  if (net && net_clear_cache(net, &answers, &error)) {
    sqlite3_result_int64(context, answers);
  } else {
    report_result(context, &error);
  }
}
