/* What the user may set, for one connection: one row each in settings[]
** (settings.c), which says the kind, the bounds, the default, the variables of
** the environment and the help; docs/settings.md is written out from it.
**
** A setting begins with what the environment had when the extension was
** loaded, else with its default. Nothing is printed and loading never fails
** over a bad variable: a value of the environment that cannot be accepted is
** an error at the first request (settings_net), because to go on without it
** could ask a server that the user did not mean, or ask at all. It ends when
** the setting is set.
**
** Knows nothing of SQL: table/function/config is its face there. */
#ifndef PAPERS_TABLE_SETTINGS_SETTINGS_H
#define PAPERS_TABLE_SETTINGS_SETTINGS_H

#include "base/error.h"
#include "base/slice.h"
#include "net/settings.h"

enum setting_id {
  SETTING_ENDPOINT,
  SETTING_TOKEN,
  SETTING_OFFLINE,
  SETTING_CACHE,
  SETTING_CACHE_SIZE,
  SETTING_MAX_AGE,
  SETTING_TIMEOUT,
  SETTING_STALL_TIMEOUT,
  SETTING_CONNECT_TIMEOUT,
  SETTING_RETRIES,
  SETTING_MAX_WAIT,
  SETTING_CONNECTIONS,
  SETTING_MAX_REQUESTS,
  SETTING_MAX_BYTES,
  SETTING_PROGRESS,
  SETTING_LOCKED,
  SETTINGS
};

enum setting_kind {
  SETTING_URL,     /* text: where requests go */
  SETTING_SECRET,  /* text that is never shown */
  SETTING_FILE,    /* text: a path, `:memory:` or `off` */
  SETTING_SWITCH,  /* 0 or 1 */
  SETTING_SECONDS, /* fractions allowed */
  SETTING_COUNT,
  SETTING_BYTES
};

struct setting {
  const char *name;
  enum setting_kind kind;
  const char *least, *most;   /* of a number: the bounds, both accepted */
  const char *standard;       /* the default, as the user would write it; NULL:
                              ** no value */
  const char *environment[2]; /* the first that is set and not blank counts */
  const char *help;           /* a line for the user */
};

extern const struct setting settings_table[SETTINGS];

enum setting_source {
  SOURCE_DEFAULT,
  SOURCE_ENVIRONMENT,
  SOURCE_SET,
  SOURCE_FILE /* of the token: the Hub's token file */
};

struct setting_value {
  char *text;    /* owned; of a URL or a secret; NULL: no value */
  double number; /* of the other kinds; negative: no value */
};

struct settings {
  struct {
    struct setting_value value;
    enum setting_source source;
    bool refused; /* the environment's value is not accepted; `value` is the
                  ** default, which nothing should rely on */
    char *given;  /* owned: what the environment had; NULL: nothing */
    const char *variable; /* that had it */
  } of[SETTINGS];
  char *token_path; /* owned; NULL: no file is to be looked at */
  bool token_read;  /* the file was looked at */
  char *cache_path; /* owned; of the cache by default; NULL: no home */
  char *user_agent; /* owned */
  char *endpoint;   /* owned; that loading had; NULL: it was not accepted */
  unsigned changes; /* counts up with each change of any setting */
  struct net_settings net;
};

/* Takes the environment's values. Opens no file. False when there is no
** memory; settings_clear is due in any case. */
bool settings_init(struct settings *settings, const char *user_agent);
void settings_clear(struct settings *settings);

/* Which setting has the name; SETTINGS, with an error that suggests one, if
** none has. */
enum setting_id settings_find(struct slice name, struct error *error);

/* False, with an error that begins with `what`, when the settings are locked:
** they cannot be changed then, no file is read and the cache is not emptied,
** because the SQL is other people's. Nothing unlocks them. */
bool settings_allow(const struct settings *settings, const char *what,
                    struct error *error);

/* Sets one; "no value" goes back to what loading had. False with the error
** set, and all as it was, when the value is not accepted (the error says what
** is), the settings are locked or there is no memory. */
bool settings_set(struct settings *settings, enum setting_id id,
                  struct slice text, struct error *error);

/* False, with an error that names the variable, when the environment's value
** of this setting is not accepted. */
bool settings_check(const struct settings *settings, enum setting_id id,
                    struct error *error);

/* All that the network wants to know, checked; reads the token file where it
** is due. Call it before a statement's first request. The struct is the same
** one every time and follows each change by itself, but its texts are valid
** only until their setting changes. NULL with the error set when a value of
** the environment or the token file is not accepted. */
const struct net_settings *settings_net(struct settings *settings,
                                        struct error *error);

/* `https://huggingface.co` or where else to ask: no slash at the end. Valid
** until it is set; call settings_net first, which checks it. */
const char *settings_endpoint(const struct settings *settings);

/* The default, to be cleared by the caller; perhaps no value. Fails only for
** want of memory. */
void settings_standard(const struct settings *settings, enum setting_id id,
                       struct setting_value *value, struct error *error);

/* The file of the cache, or :memory:; NULL: there is to be none. */
const char *settings_cache(const struct settings *settings);

/* Why there is no file for it, where nobody has said that there be none; NULL:
** there is one, or it is switched off. */
const char *settings_no_cache(const struct settings *settings);

/* The value of a number or a switch. */
double settings_number(const struct settings *settings, enum setting_id id);

#endif
