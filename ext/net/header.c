#include "net/header.h"

/* One parameter of a list element: `name`, `name=value` or `name="value"`. */
struct parameter {
  struct slice name;
  struct slice value; /* without its quotes */
};

static void skip(struct slice *rest, size_t count) {
  rest->at += count;
  rest->length -= count;
}

static void skip_space(struct slice *rest) {
  while (rest->length && (*rest->at == ' ' || *rest->at == '\t')) {
    skip(rest, 1);
  }
}

static bool skip_byte(struct slice *rest, char byte) {
  skip_space(rest);
  if (!rest->length || *rest->at != byte) return false;
  skip(rest, 1);
  return true;
}

/* The bytes up to the first of `ends`, which stays. */
static struct slice take_until(struct slice *rest, const char *ends) {
  struct slice taken = {rest->at, 0};
  while (rest->length) {
    for (const char *end = ends; *end; end++) {
      if (*rest->at == *end) return taken;
    }
    skip(rest, 1);
    taken.length++;
  }
  return taken;
}

static struct slice take_quoted(struct slice *rest) {
  struct slice taken = take_until(rest, "\"");
  if (rest->length) skip(rest, 1);
  return taken;
}

static struct slice take_value(struct slice *rest) {
  if (skip_byte(rest, '"')) return take_quoted(rest);
  return slice_trim(take_until(rest, ";,"));
}

static struct parameter take_parameter(struct slice *rest) {
  struct parameter parameter = {0};
  if (skip_byte(rest, '"')) {
    parameter.name = take_quoted(rest);
  } else {
    parameter.name = slice_trim(take_until(rest, "=;,"));
  }
  if (skip_byte(rest, '=')) parameter.value = take_value(rest);
  take_until(rest, ";,");
  return parameter;
}

static int64_t read_number(struct slice digits) {
  int64_t number = 0;
  if (!digits.length) return -1;
  for (size_t i = 0; i < digits.length; i++) {
    if (digits.at[i] < '0' || digits.at[i] > '9') return -1;
    number = number * 10 + (digits.at[i] - '0');
    if (number > RATE_LIMIT_MOST) number = RATE_LIMIT_MOST;
  }
  return number;
}

static struct rate_limit take_policy(struct slice *rest) {
  struct rate_limit limit = {-1, -1};
  take_parameter(rest);
  while (skip_byte(rest, ';')) {
    struct parameter parameter = take_parameter(rest);
    if (slice_is(parameter.name, "r"))
      limit.left = read_number(parameter.value);
    if (slice_is(parameter.name, "t")) {
      limit.reset = read_number(parameter.value);
    }
  }
  return limit;
}

static bool is_tighter(struct rate_limit a, struct rate_limit b) {
  if (a.left < 0 && a.reset < 0) return false;
  if (b.left < 0 && b.reset < 0) return true;
  if (a.left != b.left) return a.left < b.left;
  return a.reset > b.reset;
}

struct rate_limit header_rate_limit(struct slice value) {
  struct rate_limit tightest = {-1, -1};
  do {
    struct rate_limit limit = take_policy(&value);
    if (is_tighter(limit, tightest)) tightest = limit;
  } while (skip_byte(&value, ','));
  return tightest;
}

static bool is_letter_of(char byte, char letter) {
  return byte == letter || byte == letter - 'a' + 'A';
}

static bool is_word(struct slice slice, const char *word) {
  size_t i = 0;
  while (i < slice.length && word[i] && is_letter_of(slice.at[i], word[i]))
    i++;
  return i == slice.length && !word[i];
}

/* Is `next` one of the relation types, which spaces separate? */
static bool names_next(struct slice relations) {
  while (relations.length) {
    skip_space(&relations);
    if (is_word(take_until(&relations, " \t"), "next")) return true;
  }
  return false;
}

static bool take_link_is_next(struct slice *rest) {
  bool is_next = false;
  if (skip_byte(rest, '<')) take_until(rest, ">");
  take_until(rest, ";,");
  while (skip_byte(rest, ';')) {
    struct parameter parameter = take_parameter(rest);
    if (is_word(parameter.name, "rel")) is_next |= names_next(parameter.value);
  }
  return is_next;
}

bool header_has_next(struct slice value) {
  do {
    if (take_link_is_next(&value)) return true;
  } while (skip_byte(&value, ','));
  return false;
}
