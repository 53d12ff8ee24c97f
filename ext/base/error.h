/* What went wrong, in words for the user. An error is a value that its owner
** keeps: it holds its own bounded text, so that reporting one can never fail
** for want of memory. The layer above moves it outward; only the outermost
** glue turns it into SQLite's codes. */
#ifndef PAPERS_BASE_ERROR_H
#define PAPERS_BASE_ERROR_H

#include <stdbool.h>

enum outcome {
  OK = 0,
  FAILED,      /* anything the user can read about in `text` */
  NO_MEMORY,   /* an allocation failed */
  INTERRUPTED, /* the host said stop */
  TOO_BIG,     /* over a limit of SQLite's or of a setting */
  IO_FAILED    /* a file could not be read or written */
};

enum { ERROR_TEXT_SIZE = 1024 };

struct error {
  enum outcome outcome;
  char text[ERROR_TEXT_SIZE]; /* valid UTF-8, terminated, "" for OK */
};

/* Sets the error unless one is already set: the first one is the cause.
** A text too long is cut between two characters. Bytes that are not UTF-8 and
** control characters, which remote answers may bring, become '?'. */
void error_set(struct error *error, enum outcome outcome, const char *format,
               ...) __attribute__((format(printf, 3, 4)));

/* The same for the commonest cause, whose text never varies. */
void error_no_memory(struct error *error);

/* Puts `format` before the text of an error that is set ("WHAT: "). */
void error_prefix(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Puts `format` behind it (" (WHERE)"). */
void error_suffix(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Back to OK. */
void error_clear(struct error *error);

#endif
