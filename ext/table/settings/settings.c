/* The settings of a connection: where each value comes from, and when it may be
** changed. What is accepted as a value is for table/settings/setting to say. */
#include "table/settings/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "table/settings/files.h"

const char *settings_cache(const struct settings *settings) {
  static const char *const off[] = {"off", NULL};
  const char *path = settings->of[SETTING_CACHE].value.text;
  return path && !ascii_is_one_of(slice_of(path), off) ? path : NULL;
}

const char *settings_no_cache(const struct settings *settings) {
  if (settings->of[SETTING_CACHE].value.text) return NULL;
  return "no cache: neither XDG_CACHE_HOME nor HOME says where";
}

/* A token that SQL has set goes to the endpoint that SQL has set. Any other
** goes only to the endpoint of the environment: or else who can write SQL could
** have it sent elsewhere. */
static const char *token_endpoint(const struct settings *settings) {
  if (settings->of[SETTING_TOKEN].source == SOURCE_SET) return NULL;
  return settings->endpoint ? settings->endpoint : "";
}

/* The network's settings follow every change at once. */
static void refresh(struct settings *settings) {
  struct net_settings net = {
      .token = settings->of[SETTING_TOKEN].value.text,
      .token_endpoint = token_endpoint(settings),
      .user_agent = settings->user_agent,
      .cache = settings_cache(settings),
      .no_cache = settings_no_cache(settings),
      .default_cache = settings->cache_path,
  };
  for (enum setting_id id = 0; id < SETTINGS; id++) {
    setting_apply(&settings_table[id], &settings->of[id].value, &net);
  }
  settings->net = net;
}

static void replace(struct settings *settings, enum setting_id id,
                    struct setting_value value, enum setting_source source,
                    bool refused) {
  setting_value_clear(&settings->of[id].value);
  settings->of[id].value = value;
  settings->of[id].source = source;
  settings->of[id].refused = refused;
  settings->changes++;
  refresh(settings);
}

void settings_standard(const struct settings *settings, enum setting_id id,
                       struct setting_value *value, struct error *error) {
  const char *standard =
      id == SETTING_CACHE ? settings->cache_path : settings_table[id].standard;
  *value = (struct setting_value){.number = -1};
  if (standard) {
    setting_read(&settings_table[id], slice_of(standard), value, error);
  }
}

/* Back to what it was after loading: the environment's value, else the default.
 */
static bool reset(struct settings *settings, enum setting_id id,
                  struct error *error) {
  const struct setting *row = &settings_table[id];
  struct setting_value value = {.number = -1};
  struct error refusal = {0};
  const char *given = settings->of[id].given;
  bool accepted = given && setting_read(row, slice_of(given), &value, &refusal);
  bool refused = given && !accepted;
  if (!accepted && refusal.outcome != NO_MEMORY) {
    error_clear(&refusal);
    settings_standard(settings, id, &value, &refusal);
  }
  if (refusal.outcome == NO_MEMORY) {
    error_no_memory(error);
    return false;
  }
  replace(settings, id, value, given ? SOURCE_ENVIRONMENT : SOURCE_DEFAULT,
          refused);
  if (id == SETTING_TOKEN) settings->token_read = false;
  return true;
}

static bool read_environment(struct settings *settings, enum setting_id id) {
  for (size_t i = 0; i < 2; i++) {
    const char *variable = settings_table[id].environment[i];
    const char *text = variable ? getenv(variable) : NULL;
    if (!text || !slice_trim(slice_of(text)).length) continue;
    settings->of[id].variable = variable;
    settings->of[id].given = strdup(text);
    return settings->of[id].given != NULL;
  }
  return true;
}

/* Whether HF_HUB_DISABLE_IMPLICIT_TOKEN is set, which the Hub's own client
** obeys, too: no token is sent but one that papers_config has set. */
static bool is_token_disabled(void) {
  const char *text = getenv("HF_HUB_DISABLE_IMPLICIT_TOKEN");
  struct setting_value value;
  struct error refusal = {0};
  return text &&
         setting_read(&settings_table[SETTING_OFFLINE], slice_of(text), &value,
                      &refusal) &&
         value.number != 0;
}

/* Keeps the endpoint as it was after loading, unless it was refused: nobody
** knows the origin of that one. */
static bool keep_endpoint(struct settings *settings) {
  if (settings->of[SETTING_ENDPOINT].refused) return true;
  settings->endpoint = strdup(settings_endpoint(settings));
  refresh(settings);
  return settings->endpoint != NULL;
}

bool settings_init(struct settings *settings, const char *user_agent) {
  struct error error = {0};
  bool disabled = is_token_disabled();
  *settings = (struct settings){.user_agent = strdup(user_agent)};
  if (!settings->user_agent) return false;
  if (!disabled) settings->token_path = files_token_path(&error);
  settings->cache_path = files_cache_path(&error);
  for (enum setting_id id = 0; id < SETTINGS && error.outcome == OK; id++) {
    bool skip = id == SETTING_TOKEN && disabled;
    if (!skip && !read_environment(settings, id)) return false;
    reset(settings, id, &error);
  }
  return error.outcome == OK && keep_endpoint(settings);
}

void settings_clear(struct settings *settings) {
  for (enum setting_id id = 0; id < SETTINGS; id++) {
    setting_value_clear(&settings->of[id].value);
    free(settings->of[id].given);
  }
  free(settings->token_path);
  free(settings->cache_path);
  free(settings->user_agent);
  free(settings->endpoint);
  *settings = (struct settings){0};
}

/* A value of the environment that is not accepted was meant to lock them. */
static bool are_locked(const struct settings *settings) {
  return settings->of[SETTING_LOCKED].refused ||
         settings_number(settings, SETTING_LOCKED) != 0;
}

bool settings_allow(const struct settings *settings, const char *what,
                    struct error *error) {
  if (!are_locked(settings)) return true;
  error_set(error, FAILED, "%s: the settings of this connection are locked",
            what);
  return false;
}

/* Locked settings can be locked again, and nothing else. */
static bool check_change(const struct settings *settings, enum setting_id id,
                         const struct setting_value *value,
                         struct error *error) {
  bool locks = id == SETTING_LOCKED && value->number > 0;
  return locks || settings_allow(settings, settings_table[id].name, error);
}

static bool set_value(struct settings *settings, enum setting_id id,
                      struct setting_value *value, struct error *error) {
  if (!check_change(settings, id, value, error)) {
    setting_value_clear(value);
    return false;
  }
  replace(settings, id, *value, SOURCE_SET, false);
  return true;
}

bool settings_set(struct settings *settings, enum setting_id id,
                  struct slice text, struct error *error) {
  struct setting_value value = {0};
  if (!text.at) {
    return check_change(settings, id, &value, error) &&
           reset(settings, id, error);
  }
  if (setting_read(&settings_table[id], text, &value, error)) {
    return set_value(settings, id, &value, error);
  }
  if (error->outcome != NO_MEMORY) {
    error_prefix(error, "%s: ", settings_table[id].name);
  }
  return false;
}

bool settings_check(const struct settings *settings, enum setting_id id,
                    struct error *error) {
  struct setting_value value;
  if (!settings->of[id].refused) return true;
  setting_read(&settings_table[id], slice_of(settings->of[id].given), &value,
               error);
  error_prefix(error, "%s: ", settings->of[id].variable);
  return false;
}

static bool read_token(struct settings *settings, struct error *error) {
  struct setting_value value = {0};
  struct buffer content;
  buffer_init(&content, SETTING_MAX_LENGTH);
  bool done = files_read_token(settings->token_path, &content, error);
  if (done && !setting_read(&settings_table[SETTING_TOKEN],
                            buffer_slice(&content), &value, error)) {
    error_prefix(error, "the token file %s: ", settings->token_path);
    done = false;
  }
  buffer_clear(&content);
  if (!done) return false;
  replace(settings, SETTING_TOKEN, value,
          value.text ? SOURCE_FILE : SOURCE_DEFAULT, false);
  settings->token_read = true;
  return true;
}

const struct net_settings *settings_net(struct settings *settings,
                                        struct error *error) {
  for (enum setting_id id = 0; id < SETTINGS; id++) {
    if (!settings_check(settings, id, error)) return NULL;
  }
  bool implicit = settings->of[SETTING_TOKEN].source == SOURCE_DEFAULT;
  bool wanted = implicit && settings->token_path && !settings->token_read;
  /* Offline no token is sent, but it decides whose answers the cache gives. */
  bool used = !settings->net.offline || settings->net.cache;
  if (wanted && used && !read_token(settings, error)) return NULL;
  return &settings->net;
}

const char *settings_endpoint(const struct settings *settings) {
  return settings->of[SETTING_ENDPOINT].value.text;
}

double settings_number(const struct settings *settings, enum setting_id id) {
  return settings->of[id].value.number;
}
