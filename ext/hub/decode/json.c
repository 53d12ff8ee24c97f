/* Wraps yajl: its allocator, its events, its errors, and the pieces that it is
** given. Must not know what the JSON means.
**
** yajl keeps the bytes of a string, key, number or word that a piece breaks off
** and scans them again with every piece. For a long string in small pieces that
** would cost the square of its length. So a piece that does not end such a
** token waits here, until as many bytes wait as yajl keeps of the token. Then
** each byte is scanned only a few times. A piece that ends the token never
** waits, so no event comes later than without this. */
#include "hub/decode/json.h"

#include <assert.h>
#include <setjmp.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>
#include <yajl/yajl_version.h>

#include "base/buffer.h"

/* yajl does not check what its allocator returns. So the allocator never
** returns without memory: it leaves the call into yajl by longjmp. The jump
** crosses only frames of yajl, because no event handler uses this allocator.
** yajl cannot free a parser that was left in this way, so a list holds every
** block. */
struct block {
  struct block *next, **link; /* *link is this block */
  size_t size;                /* of what follows the header */
  alignas(max_align_t) char bytes[];
};

/* The string, key, number or word at the end of the bytes given to yajl that
** has not ended yet. */
struct token {
  enum { NO_TOKEN, STRING_TOKEN, OTHER_TOKEN } kind;
  size_t length;         /* the bytes that yajl keeps of it */
  bool is_escaped;       /* the next byte of the string follows a backslash */
  struct buffer waiting; /* the bytes after those that yajl keeps */
};

/* Pieces of shorter tokens do not wait. */
enum { LONG_TOKEN = 1024 };

/* The value of event_end before the first event. */
static const size_t no_event = SIZE_MAX;

struct json {
  struct json_handler handler;
  yajl_handle parser;
  struct token token;
  size_t event_end; /* of the last event in the piece that yajl has */
  struct block *blocks;
  size_t held; /* the bytes in the blocks */
  jmp_buf leave;
  enum outcome left; /* why the allocator jumped; OK if it did not */
  struct error *error;
  uint64_t before; /* the bytes before the piece that yajl has */
  size_t mark;     /* how many bytes of a byte order mark were skipped */
  int depth, max_depth;
  int skips_from; /* the depth of the value that is skipped; 0: none is */
  bool started;   /* the first byte of the value has come */
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

static _Noreturn void leave_yajl(struct json *json, enum outcome why) {
  json->left = why;
  longjmp(json->leave, 1);
}

/* `old` may be NULL. */
static void *allocate_block(struct json *json, struct block *old, size_t size) {
  size_t rest = json->held - (old ? old->size : 0);
  if (size > JSON_MAX_MEMORY - rest) leave_yajl(json, TOO_BIG);
  if (old) block_unlink(json, old);
  struct block *block = realloc(old, sizeof *block + size);
  if (!block) {
    if (old) block_link(json, old);
    leave_yajl(json, NO_MEMORY);
  }
  block->size = size;
  block_link(json, block);
  return block->bytes;
}

static void *yajl_allocates(void *json, size_t size) {
  return allocate_block(json, NULL, size);
}

static void *yajl_reallocates(void *json, void *bytes, size_t size) {
  return allocate_block(json, bytes ? block_of(bytes) : NULL, size);
}

static void yajl_frees(void *json, void *bytes) {
  if (!bytes) return;
  block_unlink(json, block_of(bytes));
  free(block_of(bytes));
}

/* Gives an event to the handler, unless its value is skipped. */
static int pass_event(void *context, enum json_event event, struct slice text) {
  struct json *json = context;
  json->event_end = yajl_get_bytes_consumed(json->parser);
  if (json->skips_from) return 1;
  return json->handler.handle(json->handler.to, event, text);
}

static int begin_nested(void *context, enum json_event event) {
  struct json *json = context;
  if (++json->depth > json->max_depth) {
    error_set(json->error, FAILED, "JSON nested more than %d deep",
              json->max_depth);
    return 0;
  }
  return pass_event(json, event, (struct slice){0});
}

static int end_nested(void *context, enum json_event event) {
  struct json *json = context;
  assert(json->depth > 0);
  int depth = json->depth--;
  int goes_on = pass_event(json, event, (struct slice){0});
  /* After pass_event: the handler does not get the end of a skipped value. */
  if (depth == json->skips_from) json->skips_from = 0;
  return goes_on;
}

static int on_null(void *json) {
  return pass_event(json, JSON_NULL, (struct slice){0});
}

static int on_boolean(void *json, int truth) {
  return pass_event(json, truth ? JSON_TRUE : JSON_FALSE, (struct slice){0});
}

static int on_number(void *json, const char *at, size_t length) {
  return pass_event(json, JSON_NUMBER, (struct slice){at, length});
}

static int on_string(void *json, const unsigned char *at, size_t length) {
  return pass_event(json, JSON_STRING,
                    (struct slice){(const char *)at, length});
}

static int on_key(void *json, const unsigned char *at, size_t length) {
  return pass_event(json, JSON_KEY, (struct slice){(const char *)at, length});
}

static int on_object(void *json) {
  return begin_nested(json, JSON_OBJECT);
}

static int on_object_end(void *json) {
  return end_nested(json, JSON_OBJECT_END);
}

static int on_array(void *json) {
  return begin_nested(json, JSON_ARRAY);
}

static int on_array_end(void *json) {
  return end_nested(json, JSON_ARRAY_END);
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

/* The calls into yajl that allocate. Each has a function of its own, in which
** no local variable changes after setjmp: longjmp would make its value
** undefined. */
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

/* Sets the error after yajl has failed. */
static void set_error(struct json *json, struct error *error) {
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

/* Removes what stands before the value from *piece: a byte order mark and white
** space. false, with the error set, if no JSON can follow. */
static bool skip_to_value(struct json *json, struct slice *piece,
                          struct error *error) {
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

/* Whether the piece, a part of a string, ends with the backslash of an escape:
** then the number of backslashes at its end is odd. `was_escaped` says the same
** of the piece before; it counts if this piece has only backslashes. */
static bool ends_escaped(bool was_escaped, struct slice piece) {
  size_t count = 0;
  while (count < piece.length && piece.at[piece.length - count - 1] == '\\') {
    count++;
  }
  return (count + (count == piece.length && was_escaped)) % 2 == 1;
}

/* Finds the token that has not ended in the piece. `from` is the end of the
** last event. The bytes between tokens have no events. */
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

/* Notes, after yajl has parsed a piece, which token has not ended in it. */
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

/* Gives a piece to yajl. */
static bool parse_piece(struct json *json, struct slice piece,
                        struct error *error) {
  if (!piece.length) return true;
  json->error = error;
  json->event_end = no_event;
  yajl_status status = guarded_parse(json, piece.at, piece.length);
  if (status == yajl_status_error) set_error(json, error);
  if (status != yajl_status_ok) return false;
  json->before += piece.length;
  note_token(json, piece);
  return true;
}

/* Whether the string ends in the piece: at a quote without a backslash. */
static bool string_ends(const struct token *token, struct slice piece) {
  const char *end = piece.at + piece.length, *from = piece.at, *quote;
  while ((quote = memchr(from, '"', (size_t)(end - from)))) {
    struct slice before = slice_between(piece.at, quote);
    if (!ends_escaped(token->is_escaped, before)) return true;
    from = quote + 1;
  }
  return false;
}

/* Whether the token ends in the piece. The bytes of `others` can go on in a
** number; all other bytes count as an end, which is always safe. */
static bool token_ends(const struct token *token, struct slice piece) {
  static const char others[] = "0123456789+-.eE";
  if (token->kind == STRING_TOKEN) return string_ends(token, piece);
  for (size_t i = 0; i < piece.length; i++) {
    if (!memchr(others, piece.at[i], sizeof others - 1)) return true;
  }
  return false;
}

/* Whether yajl would keep the whole piece, so that it can get the piece
** later. */
static bool can_wait(const struct token *token, struct slice piece) {
  return token->kind != NO_TOKEN && token->length >= LONG_TOKEN &&
         token->waiting.length + piece.length < token->length &&
         !token_ends(token, piece);
}

/* Gives the waiting bytes to yajl. */
static bool parse_waiting(struct json *json, struct error *error) {
  struct token *token = &json->token;
  bool is_escaped = token->is_escaped; /* after the waiting bytes */
  bool is_well = parse_piece(json, buffer_slice(&token->waiting), error);
  token->is_escaped = is_escaped;
  buffer_reset(&token->waiting);
  return is_well;
}

bool json_feed(struct json *json, const char *bytes, size_t length,
               struct error *error) {
  struct slice piece = {bytes, length};
  struct token *token = &json->token;
  if (!json->started && !skip_to_value(json, &piece, error)) return false;
  if (!can_wait(token, piece)) {
    return parse_waiting(json, error) && parse_piece(json, piece, error);
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
  /* yajl overlooks a string behind the value that does not end. */
  bool has_string = json->token.kind == STRING_TOKEN;
  if (status == yajl_status_ok && !has_string) return true;
  if (status == yajl_status_ok) {
    error_set(error, FAILED, "malformed JSON after %llu bytes: open string",
              (unsigned long long)json->before);
  }
  *truncated = status == yajl_status_error && json->left == OK;
  if (*truncated) {
    error_set(error, FAILED, "the JSON breaks off after %llu bytes",
              (unsigned long long)json->before);
  } else if (status == yajl_status_error) {
    set_error(json, error);
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
