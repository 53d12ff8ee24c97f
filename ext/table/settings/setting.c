/* The table of the settings, and reading the value of one. Knows no connection
** and nothing of SQL. */
#include "table/settings/setting.h"

#include <assert.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buffer.h"
#include "base/number.h"
#include "table/settings/nearest.h"

/* A kind, and the field of struct net_settings to which the number goes. A
** field of another type than that of the kind does not compile. */
#define NET_FIELD(name) ((struct net_settings *)NULL)->name
#define NET_SECONDS(name)                                                      \
  .kind = SETTING_SECONDS,                                                     \
  .field = _Generic(NET_FIELD(name), double                                    \
                    : offsetof(struct net_settings, name))
#define NET_COUNT(name)                                                        \
  .kind = SETTING_COUNT,                                                       \
  .field = _Generic(NET_FIELD(name), int                                       \
                    : offsetof(struct net_settings, name))
#define NET_BYTES(name)                                                        \
  .kind = SETTING_BYTES,                                                       \
  .field = _Generic(NET_FIELD(name), int64_t                                   \
                    : offsetof(struct net_settings, name))
#define NET_SWITCH(name)                                                       \
  .kind = SETTING_SWITCH,                                                      \
  .field = _Generic(NET_FIELD(name), bool                                      \
                    : offsetof(struct net_settings, name))

const struct setting settings_table[SETTINGS] = {
#define SETTING(id, ...) [SETTING_##id] = {__VA_ARGS__},
#include "table/settings/list.h"
#undef SETTING
};

_Static_assert(offsetof(struct net_settings, no_cache) == 0,
               "the first field is not a setting's: 0 means none");

enum setting_id setting_find(struct slice name, struct error *error) {
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

void setting_apply(const struct setting *setting,
                   const struct setting_value *value,
                   struct net_settings *net) {
  void *field = (char *)net + setting->field;
  if (!setting->field) return;
  switch (setting->kind) {
  case SETTING_SECONDS:
    *(double *)field = value->number;
    break;
  case SETTING_COUNT:
    *(int *)field = (int)value->number;
    break;
  case SETTING_BYTES:
    *(int64_t *)field = (int64_t)value->number;
    break;
  case SETTING_SWITCH:
    *(bool *)field = value->number != 0;
    break;
  case SETTING_URL:
  case SETTING_SECRET:
  case SETTING_FILE:
    assert(!setting->field);
  }
}

void setting_value_clear(struct setting_value *value) {
  free(value->text);
  *value = (struct setting_value){0};
}

static bool read_number(const struct setting *setting, struct slice text,
                        struct setting_value *value) {
  double least, most;
  decimal_read(slice_of(setting->least), &least);
  decimal_read(slice_of(setting->most), &most);
  if (!decimal_read(text, &value->number)) return false;
  if (!(value->number >= least && value->number <= most)) return false;
  if (setting->kind == SETTING_SECONDS) return true;
  return value->number == (double)(int64_t)value->number;
}

static bool read_switch(struct slice text, struct setting_value *value) {
  static const char *const off[] = {"0", "off", "no", "false", NULL};
  static const char *const on[] = {"1", "on", "yes", "true", NULL};
  value->number = ascii_is_one_of(text, on);
  return ascii_is_one_of(text, on) || ascii_is_one_of(text, off);
}

/* Visible ASCII only: a line break would begin another header of the request.
 */
static bool is_visible(struct slice text) {
  for (size_t i = 0; i < text.length; i++) {
    if (text.at[i] <= 0x20 || text.at[i] >= 0x7f) return false;
  }
  return true;
}

static bool is_made_of(struct slice text, const char *set) {
  for (size_t i = 0; i < text.length; i++) {
    char byte = text.at[i];
    if (!ascii_is_word(byte) && !ascii_is_in(byte, set)) return false;
  }
  return text.length > 0;
}

static bool is_host(struct slice text) {
  bool bracketed =
      text.length > 2 && text.at[0] == '[' && text.at[text.length - 1] == ']';
  if (!bracketed) return is_made_of(text, ".-_");
  struct slice address = {text.at + 1, text.length - 2};
  return memchr(address.at, ':', address.length) && is_made_of(address, ":.");
}

/* `host` or `host:port`. */
static bool is_authority(struct slice text) {
  size_t end = text.length;
  while (end && ascii_is_digit(text.at[end - 1]))
    end--;
  if (end && end < text.length && text.at[end - 1] == ':') {
    struct slice digits = slice_between(text.at + end, text.at + text.length);
    int64_t port;
    digits_read_all(digits, &port);
    if (port < 1 || port > 65535) return false;
    text.length = end - 1;
  }
  return is_host(text);
}

/* A path may follow the host, but no query: the paths of the Hub are appended.
 */
static bool is_url(struct slice text) {
  size_t start = 0;
  if (ascii_begins(text, "http://")) start = strlen("http://");
  if (ascii_begins(text, "https://")) start = strlen("https://");
  if (!start || !is_visible(text)) return false;
  for (size_t i = start; i < text.length; i++) {
    if (ascii_is_in(text.at[i], "@?#\\\"<>^`{|}")) return false;
  }
  size_t end = start;
  while (end < text.length && text.at[end] != '/')
    end++;
  return is_authority(slice_between(text.at + start, text.at + end));
}

static bool copy_text(struct slice text, struct setting_value *value,
                      struct error *error) {
  struct buffer buffer;
  buffer_init(&buffer, SETTING_MAX_LENGTH);
  buffer_append_slice(&buffer, text);
  value->text = buffer_take(&buffer);
  bool done = buffer_check(&buffer, error);
  buffer_clear(&buffer);
  return done;
}

/* Puts scheme and host in small letters, so that an origin has one spelling. */
static void lower_origin(char *url) {
  char *end = strchr(strstr(url, "://") + 3, '/');
  for (char *at = url; *at && at != end; at++) {
    *at = ascii_lower(*at);
  }
}

static bool read_url(struct slice text, struct setting_value *value,
                     struct error *error) {
  if (text.length > SETTING_MAX_LENGTH || !is_url(text)) return false;
  while (text.at[text.length - 1] == '/')
    text.length--;
  if (!copy_text(text, value, error)) return false;
  lower_origin(value->text);
  return true;
}

static bool read_secret(struct slice text, struct setting_value *value,
                        struct error *error) {
  if (!text.length) return true;
  if (text.length > SETTING_MAX_LENGTH || !is_visible(text)) return false;
  return copy_text(text, value, error);
}

/* Any text may be a path; one with a control character is taken for a mistake.
 */
static bool is_path(struct slice text) {
  for (size_t i = 0; i < text.length; i++) {
    unsigned char byte = (unsigned char)text.at[i];
    if (byte < 0x20 || byte == 0x7f) return false;
  }
  return text.length && text.length <= SETTING_MAX_LENGTH - 16;
}

/* A `~/` at the front stands for HOME. */
static bool read_path(struct slice text, struct setting_value *value,
                      struct error *error) {
  const char *home = getenv("HOME");
  struct buffer path;
  if (!is_path(text)) return false;
  if (text.length < 2 || memcmp(text.at, "~/", 2) != 0 || !home) {
    return copy_text(text, value, error);
  }
  buffer_init(&path, SETTING_MAX_LENGTH);
  buffer_append_text(&path, home);
  buffer_append(&path, text.at + 1, text.length - 1);
  value->text = buffer_take(&path);
  bool done = buffer_check(&path, error);
  buffer_clear(&path);
  return done;
}

static bool read_kind(const struct setting *setting, struct slice text,
                      struct setting_value *value, struct error *error) {
  switch (setting->kind) {
  case SETTING_URL:
    return read_url(text, value, error);
  case SETTING_SECRET:
    return read_secret(text, value, error);
  case SETTING_FILE:
    return read_path(text, value, error);
  case SETTING_SWITCH:
    return read_switch(text, value);
  case SETTING_SECONDS:
  case SETTING_COUNT:
  case SETTING_BYTES:
    break;
  }
  return read_number(setting, text, value);
}

void setting_accepts(const struct setting *setting, char *to, size_t size) {
  static const char *const words[] = {
      [SETTING_URL] = "an http or https URL without user, query and fragment",
      [SETTING_SECRET] = "visible ASCII characters without a space",
      [SETTING_FILE] = "a path, :memory: or off",
      [SETTING_SWITCH] = "0 or 1, off or on, no or yes, false or true",
      [SETTING_SECONDS] = "seconds",
      [SETTING_COUNT] = "a whole number",
      [SETTING_BYTES] = "a whole number of bytes",
  };
  const char *what = words[setting->kind];
  if (setting->least) {
    snprintf(to, size, "%s from %s to %s", what, setting->least, setting->most);
  } else {
    snprintf(to, size, "%s", what);
  }
}

/* Bytes of a refused value that are shown. */
enum { SHOWN_LENGTH = 200 };

static void set_refusal(const struct setting *setting, struct slice text,
                        struct error *error) {
  char accepted[200];
  setting_accepts(setting, accepted, sizeof accepted);
  bool hide = setting->kind == SETTING_SECRET ||
              (setting->kind == SETTING_URL && text.length &&
               memchr(text.at, '@', text.length));
  if (hide) {
    error_set(error, FAILED, "the value is not accepted: %s", accepted);
    return;
  }
  int shown = text.length > SHOWN_LENGTH ? SHOWN_LENGTH : (int)text.length;
  error_set(error, FAILED, "'%.*s%s' is not accepted: %s", shown, text.at,
            text.length > SHOWN_LENGTH ? "..." : "", accepted);
}

bool setting_read(const struct setting *setting, struct slice text,
                  struct setting_value *value, struct error *error) {
  *value = (struct setting_value){0};
  text = slice_trim(text);
  if (read_kind(setting, text, value, error)) return true;
  set_refusal(setting, text, error);
  return false;
}
