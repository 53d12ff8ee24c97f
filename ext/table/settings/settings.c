#include "table/settings/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "table/settings/cache_path.h"
#include "table/settings/nearest.h"
#include "table/settings/read.h"
#include "table/settings/token_file.h"

const struct setting settings_table[SETTINGS] = {
    [SETTING_ENDPOINT] = {.name = "endpoint",
                          .kind = SETTING_URL,
                          .standard = "https://huggingface.co",
                          .environment = {"HF_ENDPOINT"},
                          .help = "where the Hub is: requests go nowhere else"},
    [SETTING_TOKEN] = {.name = "token",
                       .kind = SETTING_SECRET,
                       .environment = {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"},
                       .help = "the Hub's access token, never shown; from the "
                               "environment or the token file it goes only "
                               "to the endpoint of the environment, or the "
                               "default one; an empty one sends none"},
    [SETTING_OFFLINE] = {.name = "offline",
                         .kind = SETTING_SWITCH,
                         .standard = "0",
                         .environment = {"HF_HUB_OFFLINE"},
                         .help = "ask nobody"},
    [SETTING_CACHE] = {.name = "cache",
                       .kind = SETTING_FILE,
                       .environment = {"PAPERS_CACHE"},
                       .help = "the file in which answers are kept"},
    [SETTING_CACHE_SIZE] = {.name = "cache_size",
                            .kind = SETTING_BYTES,
                            .least = "65536",
                            .most = "1099511627776",
                            .standard = "268435456",
                            .environment = {"PAPERS_CACHE_SIZE"},
                            .help = "bytes of that file, at most"},
    [SETTING_MAX_AGE] = {.name = "max_age",
                         .kind = SETTING_SECONDS,
                         .least = "0",
                         .most = "3153600000",
                         .environment = {"PAPERS_MAX_AGE"},
                         .help = "seconds that an answer in it may be old "
                                 "before the Hub is asked again; not set: by "
                                 "how old the listed day is"},
    [SETTING_TIMEOUT] = {.name = "timeout",
                         .kind = SETTING_SECONDS,
                         .least = "0.001",
                         .most = "86400",
                         .standard = "30",
                         .environment = {"PAPERS_TIMEOUT"},
                         .help = "seconds for a request with all its attempts"},
    [SETTING_STALL_TIMEOUT] = {.name = "stall_timeout",
                               .kind = SETTING_SECONDS,
                               .least = "0.001",
                               .most = "86400",
                               .standard = "10",
                               .environment = {"PAPERS_STALL_TIMEOUT"},
                               .help = "seconds without a byte"},
    [SETTING_CONNECT_TIMEOUT] = {.name = "connect_timeout",
                                 .kind = SETTING_SECONDS,
                                 .least = "0.001",
                                 .most = "86400",
                                 .standard = "10",
                                 .environment = {"PAPERS_CONNECT_TIMEOUT"},
                                 .help = "seconds until connected"},
    [SETTING_RETRIES] = {.name = "retries",
                         .kind = SETTING_COUNT,
                         .least = "0",
                         .most = "100",
                         .standard = "4",
                         .environment = {"PAPERS_RETRIES"},
                         .help = "attempts after the first that failed"},
    [SETTING_MAX_WAIT] = {.name = "max_wait",
                          .kind = SETTING_SECONDS,
                          .least = "0",
                          .most = "86400",
                          .standard = "60",
                          .environment = {"PAPERS_MAX_WAIT"},
                          .help = "seconds that a rate limit may make a query "
                                  "wait, and ten times that in all; longer is "
                                  "an error"},
    [SETTING_CONNECTIONS] = {.name = "connections",
                             .kind = SETTING_COUNT,
                             .least = "1",
                             .most = "64",
                             .standard = "8",
                             .environment = {"PAPERS_CONNECTIONS"},
                             .help = "requests side by side, at most"},
    [SETTING_MAX_REQUESTS] = {.name = "max_requests",
                              .kind = SETTING_COUNT,
                              .least = "1",
                              .most = "1000000",
                              .standard = "400",
                              .environment = {"PAPERS_MAX_REQUESTS"},
                              .help = "requests of one statement, at most; "
                                      "more is an error"},
    [SETTING_MAX_BYTES] = {.name = "max_bytes",
                           .kind = SETTING_BYTES,
                           .least = "1",
                           .most = "1099511627776",
                           .standard = "67108864",
                           .environment = {"PAPERS_MAX_BYTES"},
                           .help = "bytes of one answer, decompressed; more is "
                                   "an error"},
    [SETTING_PROGRESS] = {.name = "progress",
                          .kind = SETTING_SWITCH,
                          .standard = "0",
                          .environment = {"PAPERS_PROGRESS"},
                          .help = "on a terminal, tell on standard error how "
                                  "far a query is that waits"},
    [SETTING_LOCKED] = {.name = "locked",
                        .kind = SETTING_SWITCH,
                        .standard = "0",
                        .environment = {"PAPERS_LOCKED"},
                        .help = "for a host that runs other people's SQL: no "
                                "setting can be changed, no file read and the "
                                "cache not emptied; cannot be switched off"},
};

const char *settings_cache(const struct settings *settings) {
  static const char *const off[] = {"off", NULL};
  const char *path = settings->of[SETTING_CACHE].value.text;
  return path && !ascii_is_one_of(slice_of(path), off) ? path : NULL;
}

const char *settings_no_cache(const struct settings *settings) {
  if (settings->of[SETTING_CACHE].value.text) return NULL;
  return "no cache: neither XDG_CACHE_HOME nor HOME says where";
}

/* A token that SQL set goes where SQL says. Any other goes only to where the
** environment says: who can write SQL could have it sent elsewhere otherwise.
*/
static const char *token_endpoint(const struct settings *settings) {
  if (settings->of[SETTING_TOKEN].source == SOURCE_SET) return NULL;
  return settings->endpoint ? settings->endpoint : "";
}

/* The network's view follows every change at once. */
static void refresh(struct settings *settings) {
  settings->net = (struct net_settings){
      .token = settings->of[SETTING_TOKEN].value.text,
      .token_endpoint = token_endpoint(settings),
      .user_agent = settings->user_agent,
      .offline = settings_number(settings, SETTING_OFFLINE) != 0,
      .timeout = settings_number(settings, SETTING_TIMEOUT),
      .stall_timeout = settings_number(settings, SETTING_STALL_TIMEOUT),
      .connect_timeout = settings_number(settings, SETTING_CONNECT_TIMEOUT),
      .max_wait = settings_number(settings, SETTING_MAX_WAIT),
      .retries = (int)settings_number(settings, SETTING_RETRIES),
      .connections = (int)settings_number(settings, SETTING_CONNECTIONS),
      .max_requests = (int)settings_number(settings, SETTING_MAX_REQUESTS),
      .max_bytes = (int64_t)settings_number(settings, SETTING_MAX_BYTES),
      .cache = settings_cache(settings),
      .no_cache = settings_no_cache(settings),
      .default_cache = settings->cache_path,
      .cache_size = (int64_t)settings_number(settings, SETTING_CACHE_SIZE),
      .max_age = settings_number(settings, SETTING_MAX_AGE),
  };
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

/* To what loading had: the environment's value, else the default. */
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

static bool take_environment(struct settings *settings, enum setting_id id) {
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

/* HF_HUB_DISABLE_IMPLICIT_TOKEN, as the Hub's own client understands it: no
** token but one that is set by papers_config. */
static bool token_is_disabled(void) {
  const char *text = getenv("HF_HUB_DISABLE_IMPLICIT_TOKEN");
  struct setting_value value;
  struct error refusal = {0};
  return text &&
         setting_read(&settings_table[SETTING_OFFLINE], slice_of(text), &value,
                      &refusal) &&
         value.number != 0;
}

/* The endpoint that loading had. Not one that is refused, whose origin nobody
** knows. */
static bool keep_endpoint(struct settings *settings) {
  if (settings->of[SETTING_ENDPOINT].refused) return true;
  settings->endpoint = strdup(settings_endpoint(settings));
  refresh(settings);
  return settings->endpoint != NULL;
}

bool settings_init(struct settings *settings, const char *user_agent) {
  struct error error = {0};
  bool disabled = token_is_disabled();
  *settings = (struct settings){.user_agent = strdup(user_agent)};
  if (!settings->user_agent) return false;
  if (!disabled) settings->token_path = token_file_path(&error);
  settings->cache_path = cache_path(&error);
  for (enum setting_id id = 0; id < SETTINGS && error.outcome == OK; id++) {
    bool skip = id == SETTING_TOKEN && disabled;
    if (!skip && !take_environment(settings, id)) return false;
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

enum setting_id settings_find(struct slice name, struct error *error) {
  const char *names[SETTINGS];
  for (enum setting_id id = 0; id < SETTINGS; id++) {
    names[id] = settings_table[id].name;
    if (slice_is(name, names[id])) return id;
  }
  const char *nearest = names[nearest_name(name, names, SETTINGS)];
  error_set(error, FAILED, "there is no setting '%.*s'; perhaps you mean '%s'",
            name.length > 100 ? 100 : (int)name.length, name.at, nearest);
  return SETTINGS;
}

/* A value of the environment that is not accepted was meant to lock. */
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

/* What is locked can still be locked. */
static bool may_be_set(const struct settings *settings, enum setting_id id,
                       const struct setting_value *value, struct error *error) {
  bool locks = id == SETTING_LOCKED && value->number > 0;
  return locks || settings_allow(settings, settings_table[id].name, error);
}

static bool set(struct settings *settings, enum setting_id id,
                struct setting_value *value, struct error *error) {
  if (!may_be_set(settings, id, value, error)) {
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
    return may_be_set(settings, id, &value, error) &&
           reset(settings, id, error);
  }
  if (setting_read(&settings_table[id], text, &value, error)) {
    return set(settings, id, &value, error);
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
  bool done = token_file_read(settings->token_path, &content, error);
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
  /* Offline nobody is sent a token, but whose answers the cache gives hangs on
  ** it. */
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
