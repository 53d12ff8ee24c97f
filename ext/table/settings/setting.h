/* One setting: its row in the table, and what is accepted as its value. */
#ifndef PAPERS_TABLE_SETTINGS_SETTING_H
#define PAPERS_TABLE_SETTINGS_SETTING_H

#include "base/error.h"
#include "base/slice.h"
#include "net/settings.h"

/* One for each row of table/settings/list. */
enum setting_id {
#define SETTING(id, ...) SETTING_##id,
#include "table/settings/list.h"
#undef SETTING
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
  size_t field; /* of struct net_settings, where the number goes; 0: none */
};

extern const struct setting settings_table[SETTINGS];

struct setting_value {
  char *text;    /* owned; of a URL, a secret or a file; NULL: no value */
  double number; /* of the other kinds; negative: no value */
};

/* Frees the text. */
void setting_value_clear(struct setting_value *value);

/* Which setting has the name; SETTINGS, with an error that suggests one, if
** none has. */
enum setting_id setting_find(struct slice name, struct error *error);

/* No URL, secret or path of a setting may be longer. */
enum { SETTING_MAX_LENGTH = 4096 };

/* Fills *value, to be cleared by the caller. False with the error set: `'-1' is
** not accepted: seconds from 0.001 to 86400`, without a name before it, or no
** memory. White space around the text is ignored. A secret that is blank is no
** value. The error never holds a secret or a URL's user. Numbers are read
** without regard to the locale. */
bool setting_read(const struct setting *setting, struct slice text,
                  struct setting_value *value, struct error *error);

/* Writes what setting_read accepts, in words of at most `size` bytes. */
void setting_accepts(const struct setting *setting, char *to, size_t size);

/* Copies the value of a setting that net obeys to its field there; does nothing
** for any other. */
void setting_apply(const struct setting *setting,
                   const struct setting_value *value, struct net_settings *net);

#endif
