/* What went wrong, in words for the user. An error is a plain value with a
** bounded text of its own, so setting one needs no memory. Each layer passes it
** to the layer above. Only ext/table turns it into one of SQLite's codes. */
#ifndef PAPERS_BASE_ERROR_H
#define PAPERS_BASE_ERROR_H

#include <stdbool.h>

enum outcome {
  OK = 0,
  FAILED,      /* any other fault; `text` says which */
  NO_MEMORY,   /* an allocation failed */
  INTERRUPTED, /* the host interrupted the statement */
  TOO_BIG,     /* over a limit of SQLite's or of a setting */
  IO_FAILED    /* a file could not be read or written */
};

enum { ERROR_TEXT_SIZE = 1024 };

struct error {
  enum outcome outcome;
  char text[ERROR_TEXT_SIZE]; /* valid UTF-8, terminated, "" for OK */
};

/* Sets the error, unless one is set already: the first one is the cause. A text
** that is too long is cut between two characters. Invalid UTF-8 and control
** characters, which answers may contain, become '?'. */
void error_set(struct error *error, enum outcome outcome, const char *format,
               ...) __attribute__((format(printf, 3, 4)));

/* Sets the error NO_MEMORY with its text. */
void error_no_memory(struct error *error);

/* Puts a text before that of the error ("WHAT: "). Does nothing if no error is
** set. */
void error_prefix(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Puts a text after that of the error (" (WHERE)"), in the same way. */
void error_suffix(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Back to OK. */
void error_clear(struct error *error);

#endif
