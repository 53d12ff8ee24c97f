/* Writes and combines the texts of errors, cut and cleaned for a terminal. Must
** not allocate, and knows no SQLite. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* Room for a prefix and a text, both of full length, before the cut. */
enum { SCRATCH_SIZE = 2 * ERROR_TEXT_SIZE };

/* Whether the character is safe on a terminal. The control characters are not:
** those of ASCII (ESC) and those from U+0080 to U+009F (CSI). */
static bool is_printable(uint32_t character) {
  return (character >= 0x20 && character < 0x7f) || character >= 0xa0;
}

/* Stores the text, with '?' for what is not printable, cut to its room. */
static void store_printable(struct error *error, const char *text) {
  struct slice rest = slice_of(text);
  size_t length = 0;
  while (rest.length) {
    uint32_t character;
    size_t width = utf8_read(rest, &character);
    bool printable = width && is_printable(character);
    size_t needed = printable ? width : 1;
    if (length + needed >= ERROR_TEXT_SIZE) break;
    memcpy(error->text + length, printable ? rest.at : "?", needed);
    length += needed;
    width = width ? width : 1;
    rest.at += width;
    rest.length -= width;
  }
  error->text[length] = 0;
}

void error_set(struct error *error, enum outcome outcome, const char *format,
               ...) {
  char scratch[SCRATCH_SIZE];
  va_list arguments;
  if (error->outcome != OK) return;
  va_start(arguments, format);
  vsnprintf(scratch, sizeof scratch, format, arguments);
  va_end(arguments);
  error->outcome = outcome;
  store_printable(error, scratch);
}

void error_no_memory(struct error *error) {
  error_set(error, NO_MEMORY, "out of memory");
}

void error_prefix(struct error *error, const char *format, ...) {
  char scratch[SCRATCH_SIZE];
  va_list arguments;
  if (error->outcome == OK) return;
  va_start(arguments, format);
  vsnprintf(scratch, ERROR_TEXT_SIZE, format, arguments);
  va_end(arguments);
  size_t length = strlen(scratch);
  memcpy(scratch + length, error->text, strlen(error->text) + 1);
  store_printable(error, scratch);
}

void error_suffix(struct error *error, const char *format, ...) {
  char scratch[SCRATCH_SIZE];
  va_list arguments;
  if (error->outcome == OK) return;
  size_t length = strlen(error->text);
  memcpy(scratch, error->text, length);
  va_start(arguments, format);
  vsnprintf(scratch + length, SCRATCH_SIZE - length, format, arguments);
  va_end(arguments);
  store_printable(error, scratch);
}

void error_clear(struct error *error) {
  error->outcome = OK;
  error->text[0] = 0;
}
