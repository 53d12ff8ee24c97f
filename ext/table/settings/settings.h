/* What the user has set, for one connection. What there is to set stands in
** table/settings/list: the kind, the bounds, the default, the variables of the
** environment and the help; docs/settings.md is written out from it.
**
** A setting begins with what the environment had when the extension was loaded,
** else with its default. Nothing is printed, and loading never fails because of
** a bad variable: a value of the environment that is not accepted is an error
** at the first request (settings_net), because to go on without it could send
** requests to a server that the user did not mean, or send any at all. The
** error goes away when the setting is set.
**
** Knows nothing of SQL: table/function/config is its face there. */
#ifndef PAPERS_TABLE_SETTINGS_SETTINGS_H
#define PAPERS_TABLE_SETTINGS_SETTINGS_H

#include "table/settings/setting.h"

enum setting_source {
  SOURCE_DEFAULT,
  SOURCE_ENVIRONMENT,
  SOURCE_SET,
  SOURCE_FILE /* of the token: the Hub's token file */
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
  char *endpoint;   /* owned; after loading; NULL: it was not accepted */
  unsigned changes; /* counts up with each change of any setting */
  struct net_settings net;
};

/* Takes the environment's values. Opens no file. False when there is no
** memory; settings_clear is due in any case. */
bool settings_init(struct settings *settings, const char *user_agent);
void settings_clear(struct settings *settings);

/* False, with an error that begins with `what`, when the settings are locked.
** Then they cannot be changed, no file is read and the cache is not emptied,
** because the SQL is other people's. Nothing unlocks them. */
bool settings_allow(const struct settings *settings, const char *what,
                    struct error *error);

/* Sets one; "no value" goes back to what it was after loading. False with the
** error set, and nothing changed, when the value is not accepted (the error
** says what is), the settings are locked or there is no memory. */
bool settings_set(struct settings *settings, enum setting_id id,
                  struct slice text, struct error *error);

/* False, with an error that names the variable, when the environment's value
** of this setting is not accepted. */
bool settings_check(const struct settings *settings, enum setting_id id,
                    struct error *error);

/* What the network is to obey, checked; reads the token file if that is due.
** Call it before a statement's first request. It is the same struct every time
** and follows each change by itself, but its texts are valid only until their
** setting changes. NULL with the error set when a value of the environment or
** the token file is not accepted. */
const struct net_settings *settings_net(struct settings *settings,
                                        struct error *error);

/* `https://huggingface.co` or another URL of the Hub, without a slash at the
** end. Valid until it is set; call settings_net first, which checks it. */
const char *settings_endpoint(const struct settings *settings);

/* The default, to be cleared by the caller; perhaps no value. The error is set
** only when there is no memory. */
void settings_standard(const struct settings *settings, enum setting_id id,
                       struct setting_value *value, struct error *error);

/* The file of the cache, or :memory:; NULL: there is no cache. */
const char *settings_cache(const struct settings *settings);

/* Why there is no file for the cache although nobody switched it off; NULL:
** there is one, or it is switched off. */
const char *settings_no_cache(const struct settings *settings);

/* The value of a number or a switch. */
double settings_number(const struct settings *settings, enum setting_id id);

#endif
