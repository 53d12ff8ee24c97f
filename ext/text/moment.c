#include "text/moment.h"

#include <string.h>

static const long long DAY_SECONDS = 86400;

/* A number of exactly `digits` digits at the start of *text, taken off. */
static bool take_number(struct slice *text, size_t digits, int *number) {
  if (text->length < digits) return false;
  *number = 0;
  for (size_t i = 0; i < digits; i++) {
    char byte = text->at[i];
    if (byte < '0' || byte > '9') return false;
    *number = *number * 10 + (byte - '0');
  }
  text->at += digits;
  text->length -= digits;
  return true;
}

static bool take(struct slice *text, const char *any_of) {
  for (; text->length && *any_of; any_of++) {
    if (text->at[0] != *any_of) continue;
    text->at++;
    text->length--;
    return true;
  }
  return false;
}

static bool take_day(struct slice *text, int *day) {
  struct slice written = {text->at, MOMENT_DAY_LENGTH};
  if (text->length < MOMENT_DAY_LENGTH) return false;
  if (!day_read(written, PART_DAY, day, day)) return false;
  text->at += MOMENT_DAY_LENGTH;
  text->length -= MOMENT_DAY_LENGTH;
  return true;
}

static bool take_time(struct slice *text, long *seconds) {
  int hour, minute, second = 0, ignored;
  if (!take_number(text, 2, &hour) || !take(text, ":")) return false;
  if (!take_number(text, 2, &minute)) return false;
  if (take(text, ":")) {
    if (!take_number(text, 2, &second)) return false;
    if (take(text, ".,")) {
      if (!take_number(text, 1, &ignored)) return false;
      while (take_number(text, 1, &ignored)) {
      }
    }
  }
  *seconds = hour * 3600L + minute * 60L + second;
  return hour < 24 && minute < 60 && second < 60;
}

static bool take_offset(struct slice *text, long *seconds) {
  int hours, minutes = 0;
  *seconds = 0;
  if (!text->length || take(text, "Zz")) return true;
  bool west = text->at[0] == '-';
  if (!take(text, "+-") || !take_number(text, 2, &hours)) return false;
  bool colon = take(text, ":");
  if ((colon || text->length) && !take_number(text, 2, &minutes)) return false;
  *seconds = hours * 3600L + minutes * 60L;
  if (west) *seconds = -*seconds;
  return hours < 24 && minutes < 60;
}

/* Nearly every moment is told in UTC and to the second or beyond: then it is
** a piece of what it is made of. */
static bool copy(struct slice text, char moment[MOMENT_TEXT_SIZE]) {
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
  if (!take_day(&rest, &day)) return false;
  if (rest.length) {
    if (!take(&rest, "Tt ") || !take_time(&rest, &seconds)) return false;
    if (!take_offset(&rest, &offset) || rest.length) return false;
  }
  if (!offset && copy(text, moment)) return true;
  long long utc = day * DAY_SECONDS + seconds - offset;
  if (utc < DAY_MIN * DAY_SECONDS) return false;
  if (utc >= (DAY_MAX + 1) * DAY_SECONDS) return false;
  moment_write(utc, moment);
  return true;
}
