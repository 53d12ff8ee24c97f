/* JSON, streamed: bytes in, events out. The only file that knows yajl.
**
** What it adds to yajl 2.1.0: memory that runs out is an error and no crash,
** depth and memory are bounded, the time is linear in the bytes whatever the
** pieces are, a byte order mark is skipped, an HTML page and an empty body are
** called by their names, and numbers are told as text because yajl's own way to
** read them depends on the locale. */
#ifndef PAPERS_HUB_DECODE_JSON_H
#define PAPERS_HUB_DECODE_JSON_H

#include <stdint.h>

#include "base/error.h"
#include "base/slice.h"

enum {
  JSON_MAX_DEPTH = 64,
  /* The same where rows are nested in rows, two deep each: a thousand of them
  ** and what is around and in them. */
  JSON_ROWS_DEPTH = 2048,
  /* What yajl may hold at once. It holds the longest string that is broken
  ** by the end of a piece or has an escape, its buffers growing by doubling;
  ** beside it no more waits than it holds of such a string. */
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

/* Told of every event in order. `text` is that of a key, a string (escapes
** undone; yajl lets some invalid UTF-8 pass) or a number, valid during the
** call. Must not call back into this object but
** json_offset and json_skip. false stops for
** good, the handler having kept the reason. */
struct json_handler {
  bool (*handle)(void *to, enum json_event event, struct slice text);
  void *to;
};

struct json;

/* NULL, with the error set, when there is no memory. */
struct json *json_new(struct json_handler handler, struct error *error);

/* Before the first byte: lets values be nested `depth` deep, in place of
** JSON_MAX_DEPTH. */
void json_allow_depth(struct json *json, int depth);

/* Before the first byte: lets strings hold any bytes, in place of UTF-8. */
void json_allow_bytes(struct json *json);

/* Harmless for NULL. */
void json_free(struct json *json);

/* The next piece. false, with the error set (unless the handler stopped), on
** what is not JSON; then neither this nor json_end may be called again. */
bool json_feed(struct json *json, const char *bytes, size_t length,
               struct error *error);

/* No more bytes come. false, with the error set, if the value is not complete;
** *truncated tells that from a handler that stopped. */
bool json_end(struct json *json, bool *truncated, struct error *error);

/* To be called while the beginning of an object or an array is handled: nothing
** in it is told, nor its end. */
void json_skip(struct json *json);

/* The number of bytes up to the end of the event that is being handled,
** counted from the very first one that was fed. */
uint64_t json_offset(const struct json *json);

/* Which yajl reads the JSON, as 10000 * major + 100 * minor + micro. */
int json_library_version(void);

#endif
