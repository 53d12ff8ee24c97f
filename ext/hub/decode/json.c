#include "hub/decode/json.h"

#include <assert.h>
#include <setjmp.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>
#include <yajl/yajl_version.h>

#include "base/buffer.h"

/* yajl does not look at what its allocator returns. So the allocator never
** returns without memory: it leaves the call into yajl by longjmp, over yajl's
** frames only, since no event handler allocates through it. The parser is then
** broken and cannot be asked to free itself, so every block stands in a list.
*/
struct block {
  struct block *next, **link; /* *link is this block */
  size_t size;                /* of what follows the header */
  alignas(max_align_t) char bytes[];
};

/* A string, key, number or word that the bytes given to yajl break off.
**
** yajl keeps its bytes and reads them anew with every piece, which for a long
** string in small pieces would cost its length squared. So pieces that do not
** end a long token wait here until they are as much as yajl keeps of it. Each
** byte is then read a few times only; and because the piece that does end the
** token is never kept back, no event comes later than it would without this. */
struct token {
  enum { NO_TOKEN, STRING_TOKEN, OTHER_TOKEN } kind;
  size_t length;         /* of what yajl keeps of it */
  bool is_escaped;       /* a string's next byte is behind a backslash */
  struct buffer waiting; /* its bytes behind those */
};

/* Shorter tokens are not worth the trouble. */
enum { LONG_TOKEN = 1024 };

/* An event_end: there was no event yet. */
static const size_t no_event = SIZE_MAX;

struct json {
  struct json_handler handler;
  yajl_handle parser;
  struct token token;
  size_t event_end; /* of the last one in the bytes given to yajl now */
  struct block *blocks;
  size_t held; /* the bytes in them */
  jmp_buf leave;
  enum outcome left; /* why the allocator left, OK if it did not */
  struct error *error;
  uint64_t before; /* the bytes given to yajl before, and a mark's */
  size_t mark;     /* how much of a byte order mark was skipped */
  int depth, max_depth;
  int skips_from; /* the depth of what is skipped; 0: nothing is */
  bool started;
};

static struct block *block_of(void *bytes) {
  return (struct block *)((char *)bytes - offsetof(struct block, bytes));
}

static void block_link(struct json *json, struct block *block) {
  block->next = json->blocks;
  block->link = &json->blocks;
  if (block->next) block->next->link = &block->next;
  json->blocks = block;
  json->held += block->size;
}

static void block_unlink(struct json *json, struct block *block) {
  *block->link = block->next;
  if (block->next) block->next->link = block->link;
  json->held -= block->size;
}

static _Noreturn void leave(struct json *json, enum outcome why) {
  json->left = why;
  longjmp(json->leave, 1);
}

/* `old` may be NULL. */
static void *allocate(struct json *json, struct block *old, size_t size) {
  size_t rest = json->held - (old ? old->size : 0);
  if (size > JSON_MAX_MEMORY - rest) leave(json, TOO_BIG);
  if (old) block_unlink(json, old);
  struct block *block = realloc(old, sizeof *block + size);
  if (!block) {
    if (old) block_link(json, old);
    leave(json, NO_MEMORY);
  }
  block->size = size;
  block_link(json, block);
  return block->bytes;
}

static void *yajl_allocates(void *json, size_t size) {
  return allocate(json, NULL, size);
}

static void *yajl_reallocates(void *json, void *bytes, size_t size) {
  return allocate(json, bytes ? block_of(bytes) : NULL, size);
}

static void yajl_frees(void *json, void *bytes) {
  if (!bytes) return;
  block_unlink(json, block_of(bytes));
  free(block_of(bytes));
}

static int tell(void *context, enum json_event event, struct slice text) {
  struct json *json = context;
  json->event_end = yajl_get_bytes_consumed(json->parser);
  if (json->skips_from) return 1;
  return json->handler.handle(json->handler.to, event, text);
}

static int enter(void *context, enum json_event event) {
  struct json *json = context;
  if (++json->depth > json->max_depth) {
    error_set(json->error, FAILED, "JSON nested more than %d deep",
              json->max_depth);
    return 0;
  }
  return tell(json, event, (struct slice){0});
}

static int exit_from(void *context, enum json_event event) {
  struct json *json = context;
  int depth = json->depth--;
  int goes_on = tell(json, event, (struct slice){0});
  /* The end of what is skipped was not told either. */
  if (depth == json->skips_from) json->skips_from = 0;
  return goes_on;
}

static int on_null(void *json) {
  return tell(json, JSON_NULL, (struct slice){0});
}

static int on_boolean(void *json, int truth) {
  return tell(json, truth ? JSON_TRUE : JSON_FALSE, (struct slice){0});
}

static int on_number(void *json, const char *at, size_t length) {
  return tell(json, JSON_NUMBER, (struct slice){at, length});
}

static int on_string(void *json, const unsigned char *at, size_t length) {
  return tell(json, JSON_STRING, (struct slice){(const char *)at, length});
}

static int on_key(void *json, const unsigned char *at, size_t length) {
  return tell(json, JSON_KEY, (struct slice){(const char *)at, length});
}

static int on_object(void *json) {
  return enter(json, JSON_OBJECT);
}

static int on_object_end(void *json) {
  return exit_from(json, JSON_OBJECT_END);
}

static int on_array(void *json) {
  return enter(json, JSON_ARRAY);
}

static int on_array_end(void *json) {
  return exit_from(json, JSON_ARRAY_END);
}

static const yajl_callbacks callbacks = {
    .yajl_null = on_null,
    .yajl_boolean = on_boolean,
    .yajl_number = on_number,
    .yajl_string = on_string,
    .yajl_start_map = on_object,
    .yajl_map_key = on_key,
    .yajl_end_map = on_object_end,
    .yajl_start_array = on_array,
    .yajl_end_array = on_array_end,
};

/* The calls into yajl that allocate. Each stands alone in its function, with
** nothing changed between setjmp and the jump but what *json holds. */
static void guarded_new(struct json *json) {
  yajl_alloc_funcs functions = {yajl_allocates, yajl_reallocates, yajl_frees,
                                json};
  if (setjmp(json->leave)) return;
  json->parser = yajl_alloc(&callbacks, &functions, json);
}

static yajl_status guarded_parse(struct json *json, const char *bytes,
                                 size_t length) {
  if (setjmp(json->leave)) return yajl_status_error;
  return yajl_parse(json->parser, (const unsigned char *)bytes, length);
}

static yajl_status guarded_complete(struct json *json) {
  if (setjmp(json->leave)) return yajl_status_error;
  return yajl_complete_parse(json->parser);
}

static const char *guarded_reason(struct json *json) {
  if (setjmp(json->leave)) return "";
  return (const char *)yajl_get_error(json->parser, 0, NULL, 0);
}

struct json *json_new(struct json_handler handler, struct error *error) {
  struct json *json = calloc(1, sizeof *json);
  if (json) {
    json->handler = handler;
    json->max_depth = JSON_MAX_DEPTH;
    buffer_init(&json->token.waiting, JSON_MAX_MEMORY);
    guarded_new(json);
  }
  if (json && json->parser) return json;
  json_free(json);
  error_no_memory(error);
  return NULL;
}

void json_allow_depth(struct json *json, int depth) {
  assert(!json->started);
  json->max_depth = depth;
}

void json_allow_bytes(struct json *json) {
  assert(!json->started);
  yajl_config(json->parser, yajl_dont_validate_strings, 1);
}

void json_free(struct json *json) {
  if (!json) return;
  for (struct block *block = json->blocks, *next; block; block = next) {
    next = block->next;
    free(block);
  }
  buffer_clear(&json->token.waiting);
  free(json);
}

/* Puts yajl's failure into words. */
static void explain(struct json *json, struct error *error) {
  uint64_t offset = json_offset(json);
  const char *reason = json->left == OK ? guarded_reason(json) : "";
  if (json->left == NO_MEMORY) error_no_memory(error);
  if (json->left == TOO_BIG) {
    error_set(error, TOO_BIG, "a JSON string is too long");
  }
  int length = (int)strcspn(reason, "\n");
  error_set(error, FAILED, "malformed JSON after %llu bytes: %.*s",
            (unsigned long long)offset, length, reason);
}

/* Takes what stands before the value off *piece: a byte order mark and white
** space. false on what cannot be JSON. */
static bool start(struct json *json, struct slice *piece, struct error *error) {
  static const char mark[] = "\xef\xbb\xbf";
  for (; piece->length; piece->at++, piece->length--, json->before++) {
    char byte = *piece->at;
    if (json->before == json->mark && json->mark < 3 &&
        byte == mark[json->mark]) {
      json->mark++;
      continue;
    }
    if (json->mark == 1 || json->mark == 2) break;
    if (byte == ' ' || (byte >= '\t' && byte <= '\r')) continue;
    json->started = byte != '<';
    if (json->started) return true;
    error_set(error, FAILED, "an HTML page where JSON is meant");
    return false;
  }
  if (!piece->length) return true;
  error_set(error, FAILED,
            "malformed JSON: it begins with half a byte order "
            "mark");
  return false;
}

/* Whether a string goes on behind a backslash: an odd number of them, counted
** over from the piece before if this one has nothing else. */
static bool ends_escaped(bool was_escaped, struct slice piece) {
  size_t count = 0;
  while (count < piece.length && piece.at[piece.length - count - 1] == '\\') {
    count++;
  }
  return (count + (count == piece.length && was_escaped)) % 2 == 1;
}

/* Where the token begins that is broken off, `from` being the end of the last
** event: what is between has no event of its own. */
static void find_token(struct token *token, struct slice piece, size_t from) {
  static const char between[] = " \t\n\v\f\r,:";
  while (from < piece.length &&
         memchr(between, piece.at[from], sizeof between - 1)) {
    from++;
  }
  token->length = piece.length - from;
  token->kind = !token->length          ? NO_TOKEN
                : piece.at[from] == '"' ? STRING_TOKEN
                                        : OTHER_TOKEN;
}

/* yajl has read a piece. */
static void note_token(struct json *json, struct slice piece) {
  struct token *token = &json->token;
  bool is_same = json->event_end == no_event && token->kind != NO_TOKEN;
  if (is_same) {
    token->length += piece.length;
  } else {
    find_token(token, piece, json->event_end == no_event ? 0 : json->event_end);
  }
  token->is_escaped = ends_escaped(is_same && token->is_escaped, piece);
}

/* Gives bytes to yajl. */
static bool parse(struct json *json, struct slice piece, struct error *error) {
  if (!piece.length) return true;
  json->error = error;
  json->event_end = no_event;
  yajl_status status = guarded_parse(json, piece.at, piece.length);
  if (status == yajl_status_error) explain(json, error);
  if (status != yajl_status_ok) return false;
  json->before += piece.length;
  note_token(json, piece);
  return true;
}

static bool string_ends(const struct token *token, struct slice piece) {
  const char *end = piece.at + piece.length, *from = piece.at, *quote;
  while ((quote = memchr(from, '"', (size_t)(end - from)))) {
    struct slice before = slice_between(piece.at, quote);
    if (!ends_escaped(token->is_escaped, before)) return true;
    from = quote + 1;
  }
  return false;
}

static bool token_ends(const struct token *token, struct slice piece) {
  static const char others[] = "0123456789+-.eE";
  if (token->kind == STRING_TOKEN) return string_ends(token, piece);
  for (size_t i = 0; i < piece.length; i++) {
    if (!memchr(others, piece.at[i], sizeof others - 1)) return true;
  }
  return false;
}

/* Whether yajl would keep all of the piece, and can be given it later. */
static bool can_wait(const struct token *token, struct slice piece) {
  return token->kind != NO_TOKEN && token->length >= LONG_TOKEN &&
         token->waiting.length + piece.length < token->length &&
         !token_ends(token, piece);
}

/* Gives yajl what waits. */
static bool parse_waiting(struct json *json, struct error *error) {
  struct token *token = &json->token;
  bool is_escaped = token->is_escaped; /* which counts what waits already */
  bool is_well = parse(json, buffer_slice(&token->waiting), error);
  token->is_escaped = is_escaped;
  buffer_reset(&token->waiting);
  return is_well;
}

bool json_feed(struct json *json, const char *bytes, size_t length,
               struct error *error) {
  struct slice piece = {bytes, length};
  struct token *token = &json->token;
  if (!json->started && !start(json, &piece, error)) return false;
  if (!can_wait(token, piece)) {
    return parse_waiting(json, error) && parse(json, piece, error);
  }
  token->is_escaped = ends_escaped(token->is_escaped, piece);
  buffer_append_slice(&token->waiting, piece);
  return buffer_check(&token->waiting, error);
}

bool json_end(struct json *json, bool *truncated, struct error *error) {
  *truncated = !json->started;
  if (!json->started) {
    error_set(error, FAILED, "an empty body where JSON is meant");
    return false;
  }
  if (!parse_waiting(json, error)) return false;
  json->error = error;
  yajl_status status = guarded_complete(json);
  if (status == yajl_status_ok) return true;
  *truncated = status == yajl_status_error && json->left == OK;
  if (*truncated) {
    error_set(error, FAILED, "the JSON breaks off after %llu bytes",
              (unsigned long long)json->before);
  } else if (status == yajl_status_error) {
    explain(json, error);
  }
  return false;
}

void json_skip(struct json *json) {
  assert(json->depth > 0 && !json->skips_from);
  json->skips_from = json->depth;
}

uint64_t json_offset(const struct json *json) {
  return json->before + yajl_get_bytes_consumed(json->parser);
}

int json_library_version(void) {
  return yajl_version();
}
