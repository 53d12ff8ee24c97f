/* Fuzzes the settings. Each line of the input is NAME=VALUE: with a `$` before
** it a variable of the environment, which is there when the settings are made,
** else a setting that is set afterwards; a line without `=` takes it back.
** strtod and libcurl's reading of URLs are the second opinions. */
#include <curl/curl.h>
#include <stdio.h>

#include "fuzz/check.h"
#include "table/settings/settings.h"

/* Splits a line at its `=`. false, with *value NULL, if it has none. */
static bool split(char *line, char **value) {
  *value = strchr(line, '=');
  if (!*value) return false;
  *(*value)++ = 0;
  return true;
}

/* --- a value ------------------------------------------------------------ */

static void check_number(const struct setting *row,
                         const struct setting_value *value, const char *text) {
  expect(value->number >= strtod(row->least, NULL));
  expect(value->number <= strtod(row->most, NULL));
  if (strlen(text) <= 15) expect(value->number == strtod(text, NULL));
}

static bool has_part(CURLU *url, CURLUPart part) {
  char *text = NULL;
  curl_url_get(url, part, &text, 0);
  curl_free(text);
  return text != NULL;
}

/* A URL that is accepted can be requested, and a token can go there. */
static void check_url(const char *text) {
  char under[SETTING_MAX_LENGTH + 20];
  struct net_settings net = {.token = "token", .token_endpoint = text};
  CURLU *url = curl_url();
  expect(curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK);
  expect(has_part(url, CURLUPART_HOST));
  expect(!has_part(url, CURLUPART_USER) && !has_part(url, CURLUPART_QUERY));
  expect(!has_part(url, CURLUPART_FRAGMENT));
  snprintf(under, sizeof under, "%s/api/papers", text);
  expect(net_settings_token(&net, under) != NULL);
  curl_url_cleanup(url);
}

static void check_value(enum setting_id id, const struct setting_value *value,
                        const char *text) {
  const struct setting *row = &settings_table[id];
  if (row->kind == SETTING_URL) {
    check_url(value->text);
  } else if (row->kind == SETTING_SWITCH) {
    expect(value->number == 0 || value->number == 1);
  } else if (row->kind == SETTING_FILE) {
    expect(value->text && value->text[0]);
  } else if (row->kind != SETTING_SECRET) {
    check_number(row, value, text);
  }
}

/* --- all of them -------------------------------------------------------- */

/* Settings that are locked stay so, and a refusal changes nothing. */
static void set(struct settings *settings, char *line) {
  struct error error = {0};
  char *value;
  split(line, &value);
  enum setting_id id = setting_find(slice_of(line), &error);
  expect((id == SETTINGS) == (error.outcome != OK));
  if (id == SETTINGS) return;
  unsigned changes = settings->changes;
  bool was_locked = settings_number(settings, SETTING_LOCKED) != 0;
  bool done = settings_set(settings, id, slice_of(value), &error);
  expect(done == (error.outcome == OK));
  expect(done || settings->changes == changes);
  expect(!was_locked || settings_number(settings, SETTING_LOCKED) != 0);
  if (done && value) check_value(id, &settings->of[id].value, value);
  bool is_secret = settings_table[id].kind == SETTING_SECRET;
  if (!done && is_secret && value && strlen(value) > 8) {
    expect(!strstr(error.text, value));
  }
  expect(is_text(slice_of(error.text)));
}

/* Only variables that some setting reads: others say where files are. */
static void set_variable(char *line) {
  char *value;
  if (!split(line, &value)) return;
  for (enum setting_id id = 0; id < SETTINGS; id++) {
    for (int i = 0; i < 2; i++) {
      const char *name = settings_table[id].environment[i];
      if (name && strcmp(name, line) == 0) setenv(name, value, 1);
    }
  }
}

static void for_each_line(struct slice input, struct settings *settings) {
  while (input.length) {
    char *line = copy_terminated(take_line(&input));
    if (settings && *line != '$') set(settings, line);
    if (!settings && *line == '$') set_variable(line + 1);
    free(line);
  }
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length) {
  struct slice input = {(const char *)bytes, length};
  struct settings settings;
  struct error error = {0};
  clearenv();
  setenv("HOME", "/nonexistent", 1);
  for_each_line(input, NULL);
  expect(settings_init(&settings, "papers"));
  for_each_line(input, &settings);
  const struct net_settings *net = settings_net(&settings, &error);
  expect(!net == (error.outcome != OK));
  expect(is_text(slice_of(error.text)));
  if (net) check_url(settings_endpoint(&settings));
  settings_clear(&settings);
  return 0;
}
