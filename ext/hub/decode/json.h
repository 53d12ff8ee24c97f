/* A JSON parser that takes bytes in pieces and gives events. The only module
** that knows yajl. It adds to yajl 2.1.0:
**   - running out of memory is an error, and not a crash;
**   - depth and memory are bounded;
**   - the time is linear in the bytes, whatever the size of the pieces;
**   - a byte order mark is skipped;
**   - an HTML page and an empty body have error messages of their own;
**   - numbers come as text, because yajl reads them depending on the locale. */
#ifndef PAPERS_HUB_DECODE_JSON_H
#define PAPERS_HUB_DECODE_JSON_H

#include <stdint.h>

#include "base/error.h"
#include "base/slice.h"

enum {
  JSON_MAX_DEPTH = 64,
  /* The same where rows are nested in rows, two levels for each: a thousand
   *rows
   ** and what is around and in them. */
  JSON_ROWS_DEPTH = 2048,
  /* The most memory that yajl may hold. It holds a string that has an escape or
  ** crosses the end of a piece, in buffers that grow by doubling. Bytes that
  ** wait (see json.c) are at most as many as yajl holds of the string. */
  JSON_MAX_MEMORY = 96 * 1024 * 1024
};

enum json_event {
  JSON_NULL,
  JSON_FALSE,
  JSON_TRUE,
  JSON_NUMBER,
  JSON_STRING,
  JSON_OBJECT, /* begins */
  JSON_ARRAY,
  JSON_KEY,
  JSON_OBJECT_END,
  JSON_ARRAY_END
};

/* Gets every event in order. `text` is that of a key, a string (without
** escapes; yajl accepts some invalid UTF-8) or a number, valid during the call.
** The handler may call json_offset and json_skip, and nothing else of this
** object. It returns false to stop the parser for good, and keeps the reason
** itself. */
struct json_handler {
  bool (*handle)(void *to, enum json_event event, struct slice text);
  void *to;
};

struct json;

/* NULL, with the error set, when there is no memory. */
struct json *json_new(struct json_handler handler, struct error *error);

/* Allows a nesting of `depth` instead of JSON_MAX_DEPTH. To be called before
** the first piece. */
void json_allow_depth(struct json *json, int depth);

/* Allows any bytes in strings instead of UTF-8. To be called before the first
** piece. */
void json_allow_bytes(struct json *json);

/* Harmless for NULL. */
void json_free(struct json *json);

/* Parses the next piece. false if the bytes are not JSON, with the error set,
** or if the handler stopped. Then neither this nor json_end may be called
** again. */
bool json_feed(struct json *json, const char *bytes, size_t length,
               struct error *error);

/* To be called after the last piece. false on a fault, with the error set, or
** if the handler stopped. *truncated is true if the JSON is incomplete. */
bool json_end(struct json *json, bool *truncated, struct error *error);

/* Skips the object or array whose beginning is being handled: the handler gets
** no event of its content and not its end. */
void json_skip(struct json *json);

/* The end of the event that is being handled, in bytes from the first one that
** was fed. */
uint64_t json_offset(const struct json *json);

/* The version of yajl: 10000 * major + 100 * minor + micro. */
int json_library_version(void);

#endif
