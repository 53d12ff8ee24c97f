/* ISO 8601 moments. This file does not know the calendar: text/day does. */
#include "text/moment.h"

#include <string.h>

#include "base/ascii.h"
#include "base/number.h"

static const long long DAY_SECONDS = 86400;

/* Reads a number of exactly `digits` digits and moves *text after it. */
static bool read_number(struct slice *text, size_t digits, int *number) {
  int64_t value;
  if (text->length < digits) return false;
  if (!digits_read_all((struct slice){text->at, digits}, &value)) return false;
  *number = (int)value;
  *text = ascii_skip(*text, digits);
  return true;
}

/* Moves *text after its first byte if that is one of these. */
static bool skip_one_of(struct slice *text, const char *any_of) {
  for (; text->length && *any_of; any_of++) {
    if (text->at[0] != *any_of) continue;
    text->at++;
    text->length--;
    return true;
  }
  return false;
}

static bool read_day(struct slice *text, int *day) {
  struct slice written = {text->at, MOMENT_DAY_LENGTH};
  if (text->length < MOMENT_DAY_LENGTH) return false;
  if (!day_read(written, PART_DAY, day, day)) return false;
  text->at += MOMENT_DAY_LENGTH;
  text->length -= MOMENT_DAY_LENGTH;
  return true;
}

static bool read_time(struct slice *text, long *seconds) {
  int hour, minute, second = 0, ignored;
  if (!read_number(text, 2, &hour) || !skip_one_of(text, ":")) return false;
  if (!read_number(text, 2, &minute)) return false;
  if (skip_one_of(text, ":")) {
    if (!read_number(text, 2, &second)) return false;
    if (skip_one_of(text, ".,")) {
      if (!read_number(text, 1, &ignored)) return false;
      while (read_number(text, 1, &ignored)) {
      }
    }
  }
  *seconds = hour * 3600L + minute * 60L + second;
  return hour < 24 && minute < 60 && second < 60;
}

static bool read_offset(struct slice *text, long *seconds) {
  int hours, minutes = 0;
  *seconds = 0;
  if (!text->length || skip_one_of(text, "Zz")) return true;
  bool west = text->at[0] == '-';
  if (!skip_one_of(text, "+-") || !read_number(text, 2, &hours)) return false;
  bool colon = skip_one_of(text, ":");
  if ((colon || text->length) && !read_number(text, 2, &minutes)) return false;
  *seconds = hours * 3600L + minutes * 60L;
  if (west) *seconds = -*seconds;
  return hours < 24 && minutes < 60;
}

/* Copies the moment's own text, which is enough for one in UTC with seconds:
** the usual case. */
static bool copy_text(struct slice text, char moment[MOMENT_TEXT_SIZE]) {
  if (text.length < MOMENT_LENGTH || text.at[16] != ':') return false;
  memcpy(moment, text.at, MOMENT_LENGTH);
  memcpy(moment + MOMENT_LENGTH - 1, "Z", 2);
  moment[MOMENT_DAY_LENGTH] = 'T';
  return true;
}

bool moment_read(struct slice text, char moment[MOMENT_TEXT_SIZE]) {
  struct slice rest = text;
  int day;
  long seconds = 0, offset = 0;
  if (!read_day(&rest, &day)) return false;
  if (rest.length) {
    if (!skip_one_of(&rest, "Tt ") || !read_time(&rest, &seconds)) return false;
    if (!read_offset(&rest, &offset) || rest.length) return false;
  }
  if (!offset && copy_text(text, moment)) return true;
  long long utc = day * DAY_SECONDS + seconds - offset;
  if (utc < DAY_MIN * DAY_SECONDS) return false;
  if (utc >= (DAY_MAX + 1) * DAY_SECONDS) return false;
  moment_write(utc, moment);
  return true;
}
