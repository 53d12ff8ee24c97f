/* The settings in SQL. table/settings/ has the list of settings and the values
** that they accept; this file must know no setting by name but the cache. */
#include "table/function/config.h"

#include <assert.h>
#include <stdio.h>

#include "net/answer/answers.h"
#include "table/connection.h"
#include "table/effect.h"
#include "table/report.h"
#include "table/rows.h"
#include "table/settings/files.h"
#include "table/waiting.h"

/* A secret is never shown: a schema may read the settings. */
static void show_by_kind(sqlite3_context *context, enum setting_kind kind,
                         struct setting_value value) {
  switch (kind) {
  case SETTING_URL:
  case SETTING_FILE:
    sqlite3_result_text(context, value.text, -1, SQLITE_TRANSIENT);
    break;
  case SETTING_SECRET:
    sqlite3_result_text(context, value.text ? "set" : NULL, -1, SQLITE_STATIC);
    break;
  case SETTING_SECONDS:
    if (value.number >= 0) sqlite3_result_double(context, value.number);
    break;
  case SETTING_SWITCH:
  case SETTING_COUNT:
  case SETTING_BYTES:
    sqlite3_result_int64(context, (sqlite3_int64)value.number);
    break;
  }
}

static void show_value(sqlite3_context *context,
                       const struct settings *settings, enum setting_id id) {
  if (settings->of[id].refused) return;
  show_by_kind(context, settings_table[id].kind, settings->of[id].value);
}

static void show_default(sqlite3_context *context,
                         const struct settings *settings, enum setting_id id) {
  struct setting_value value;
  struct error error = {0};
  settings_standard(settings, id, &value, &error);
  if (error.outcome == OK) {
    show_by_kind(context, settings_table[id].kind, value);
  } else {
    report_result(context, &error);
  }
  setting_value_clear(&value);
}

static const char *source_name(enum setting_source source) {
  static const char *const names[] = {
      [SOURCE_DEFAULT] = "default",
      [SOURCE_ENVIRONMENT] = "environment",
      [SOURCE_SET] = "set",
      [SOURCE_FILE] = "file",
  };
  return names[source];
}

/* Writes why there is no cache, why its file is not used, or its size. */
static void write_cache_state(const struct connection *connection, char *to,
                              size_t size) {
  const struct settings *settings = &connection->settings;
  const char *path = settings_cache(settings);
  const char *why = settings_no_cache(settings);
  int64_t bytes = path ? files_cache_size(path) : -1;
  if (!why && connection->net) why = net_cache_trouble(connection->net);
  if (why) {
    snprintf(to, size, "; %s", why);
  } else if (bytes >= 0) {
    snprintf(to, size, "; %lld bytes now", (long long)bytes);
  }
}

/* What the setting is for, what it accepts, and its environment variables. If
** a value of the environment is not accepted: the error that says so. */
static void show_help(sqlite3_context *context,
                      const struct connection *connection, enum setting_id id) {
  const struct settings *settings = &connection->settings;
  const struct setting *row = &settings_table[id];
  struct error refusal = {0};
  char accepted[200];
  if (!settings_check(settings, id, &refusal)) {
    sqlite3_result_text(context, refusal.text, -1, SQLITE_TRANSIENT);
    return;
  }
  setting_accepts(row, accepted, sizeof accepted);
  const char *first = row->environment[0], *second = row->environment[1];
  char state[ERROR_TEXT_SIZE + 2] = "";
  if (id == SETTING_CACHE) write_cache_state(connection, state, sizeof state);
  char *help =
      sqlite3_mprintf("%s (accepted: %s%s%s%s%s)%s", row->help, accepted,
                      first ? "; environment: " : "", first ? first : "",
                      second ? ", " : "", second ? second : "", state);
  if (help) {
    sqlite3_result_text(context, help, -1, sqlite3_free);
  } else {
    sqlite3_result_error_nomem(context);
  }
}

enum { NAME, VALUE, DEFAULT, SOURCE, HELP, COLUMNS };

static const struct plain_column columns[COLUMNS] = {
    [NAME] = {"name", "TEXT", "of the setting"},
    [VALUE] = {"value", "",
               "the one that counts; `set` for a secret; NULL: none, or the "
               "environment's is not accepted"},
    [DEFAULT] = {"default", "", "the value if nobody gives one"},
    [SOURCE] = {"source", "TEXT",
                "of the value: `default`, `environment`, `set` (by "
                "papers_config) or `file` (the Hub's token file)"},
    [HELP] = {"help", "TEXT",
              "what it is for, what it accepts, its variables; or what is "
              "wrong with the environment's value"},
};

static void config_column(struct connection *connection, sqlite3_int64 number,
                          int column, sqlite3_context *context) {
  enum setting_id id = (enum setting_id)(number - 1);
  assert(number >= 1 && number <= SETTINGS);
  const struct settings *settings = &connection->settings;
  switch (column) {
  case NAME:
    sqlite3_result_text(context, settings_table[id].name, -1, SQLITE_STATIC);
    break;
  case VALUE:
    show_value(context, settings, id);
    break;
  case DEFAULT:
    show_default(context, settings, id);
    break;
  case SOURCE:
    sqlite3_result_text(context, source_name(settings->of[id].source), -1,
                        SQLITE_STATIC);
    break;
  case HELP:
    show_help(context, connection, id);
    break;
  }
}

static sqlite3_int64 config_after(struct connection *connection,
                                  sqlite3_int64 number) {
  (void)connection;
  return number < SETTINGS ? number + 1 : 0;
}

const struct rows_source papers_config_rows = {
    .name = "papers_config",
    .help = "the settings, and what they are for",
    .example = "SELECT name, value, source FROM papers_config",
    .surface = {.own = columns, .own_count = COLUMNS},
    .expected = SETTINGS,
    .after = config_after,
    .column = config_column,
};

/* The bytes of an argument. "No value" for NULL, and, with the error set, when
** there is no memory. */
static struct slice read_argument(sqlite3_value *value, struct error *error) {
  struct slice text = {0};
  if (sqlite3_value_type(value) == SQLITE_NULL) return text;
  text.at = (const char *)sqlite3_value_text(value);
  text.length = (size_t)sqlite3_value_bytes(value);
  if (!text.at) error_no_memory(error);
  return text;
}

/* Sets the result: the error, or the value of the setting. SETTINGS as the id
** stands for a NULL name, which gives NULL. */
static void end_call(sqlite3_context *context, enum setting_id id,
                     const struct error *error) {
  struct connection *connection = sqlite3_user_data(context);
  if (error->outcome != OK) {
    report_result(context, error);
  } else if (id != SETTINGS) {
    show_value(context, &connection->settings, id);
  }
}

void config_read_call(sqlite3_context *context, int count,
                      sqlite3_value **values) {
  struct connection *connection = sqlite3_user_data(context);
  struct error error = {0};
  enum setting_id id = SETTINGS;
  (void)count;
  struct slice name = read_argument(values[0], &error);
  if (name.at) id = setting_find(name, &error);
  if (id != SETTINGS) settings_check(&connection->settings, id, &error);
  end_call(context, id, &error);
}

void config_write_call(sqlite3_context *context, int count,
                       sqlite3_value **values) {
  struct connection *connection = sqlite3_user_data(context);
  struct error error = {0};
  enum setting_id id = SETTINGS;
  (void)count;
  if (!effect_check_call(context, "papers_config")) return;
  struct slice name = read_argument(values[0], &error);
  if (name.at) id = setting_find(name, &error);
  struct slice value = read_argument(values[1], &error);
  if (id != SETTINGS && error.outcome == OK) {
    settings_set(&connection->settings, id, value, &error);
  }
  end_call(context, id, &error);
}

/* --- the cache ---------------------------------------------------------- */

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
