/* The keyword functions in SQL: their arguments, the compiled query that a
** statement keeps, their results. Must not know how a query matches. */
#include "table/function/keywords.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "table/function/tokenizer.h"
#include "table/report.h"
#include "text/keyword/keyword.h"

/* The numbers of the arguments. Each function has the first few of them, and
** after these perhaps the tokenizer. */
enum { TEXT, QUERY, OPEN, CLOSE, ELLIPSIS, TOKENS };

/* A compiled query. SQLite keeps it with the statement as auxiliary data of the
** argument QUERY, as long as that argument is constant. The tokenizer argument
** may vary all the same, and is compared each time. */
struct compiled {
  char *specification;
  struct tokenizer *tokenizer;
  struct keyword_query *query;
};

/* One call of a function. */
struct call {
  sqlite3_context *context;
  sqlite3_value **values;
  struct compiled *compiled;
  bool is_new; /* `compiled` is not yet given to the statement */
  struct slice text;
  struct error error;
};

static void compiled_free(void *object) {
  struct compiled *compiled = object;
  if (!compiled) return;
  keyword_free(compiled->query);
  tokenizer_free(compiled->tokenizer);
  free(compiled->specification);
  free(compiled);
}

/* The bytes of an argument, with a zero byte after them. */
static struct slice read_argument(struct call *call, int number) {
  const char *at = (const char *)sqlite3_value_text(call->values[number]);
  int length = sqlite3_value_bytes(call->values[number]);
  if (!at && length) error_no_memory(&call->error);
  return at ? (struct slice){at, (size_t)length} : slice_of("");
}

static struct compiled *compile_query(struct call *call, struct slice query,
                                      struct slice specification) {
  struct compiled *compiled = calloc(1, sizeof *compiled);
  char *copy = malloc(specification.length + 1);
  if (!compiled || !copy) {
    free(compiled);
    free(copy);
    error_no_memory(&call->error);
    return NULL;
  }
  memcpy(copy, specification.at, specification.length);
  copy[specification.length] = 0;
  compiled->specification = copy;
  compiled->tokenizer =
      tokenizer_new(sqlite3_user_data(call->context), copy, &call->error);
  if (compiled->tokenizer) {
    compiled->query = keyword_new(query, tokenizer_keyword(compiled->tokenizer),
                                  &call->error);
    if (compiled->query) return compiled;
    error_prefix(&call->error, "keyword query: ");
  }
  compiled_free(compiled);
  return NULL;
}

/* Reads the arguments that all functions have and finds or compiles the query.
** `tokenizer` is the number of that argument. False if an argument is NULL, and
** with call->error set; then the function needs only end_call(). */
static bool begin_call(struct call *call, sqlite3_context *context, int count,
                       sqlite3_value **values, int tokenizer) {
  *call = (struct call){.context = context, .values = values};
  for (int i = 0; i < count; i++) {
    if (sqlite3_value_type(values[i]) == SQLITE_NULL) return false;
  }
  call->text = read_argument(call, TEXT);
  struct slice specification = count > tokenizer
                                   ? read_argument(call, tokenizer)
                                   : slice_of("porter unicode61");
  call->compiled = sqlite3_get_auxdata(context, QUERY);
  if (call->compiled &&
      slice_is(specification, call->compiled->specification)) {
    return true;
  }
  struct slice query = read_argument(call, QUERY);
  if (call->error.outcome == OK) {
    call->compiled = compile_query(call, query, specification);
    call->is_new = true;
  }
  assert(call->compiled || call->error.outcome != OK);
  return call->error.outcome == OK;
}

/* Reports the error, if there is one, and gives a new query to the statement.
** SQLite may free the query at once. */
static void end_call(struct call *call) {
  if (call->error.outcome != OK) report_result(call->context, &call->error);
  if (call->is_new && call->compiled) {
    sqlite3_set_auxdata(call->context, QUERY, call->compiled, compiled_free);
  }
}

/* No text is read: the query stands in its place. */
void keyword_can_match_call(sqlite3_context *context, int count,
                            sqlite3_value **values) {
  struct call call;
  sqlite3_value *both[] = {values[0], values[0]};
  (void)count;
  if (begin_call(&call, context, 2, both, OPEN)) {
    sqlite3_result_int(context, keyword_can_match(call.compiled->query));
  }
  end_call(&call);
}

void keyword_match_call(sqlite3_context *context, int count,
                        sqlite3_value **values) {
  struct call call;
  bool matches = false;
  if (begin_call(&call, context, count, values, OPEN) &&
      keyword_match(call.compiled->query, call.text, &matches, &call.error)) {
    sqlite3_result_int(context, matches);
  }
  end_call(&call);
}

void keyword_score_call(sqlite3_context *context, int count,
                        sqlite3_value **values) {
  struct call call;
  double score = 0;
  if (begin_call(&call, context, count, values, OPEN) &&
      keyword_score(call.compiled->query, call.text, &score, &call.error)) {
    sqlite3_result_double(context, score);
  }
  end_call(&call);
}

static struct keyword_marks read_marks(struct call *call, bool ellipsis) {
  struct keyword_marks marks = {read_argument(call, OPEN),
                                read_argument(call, CLOSE), slice_of("")};
  if (ellipsis) marks.ellipsis = read_argument(call, ELLIPSIS);
  return marks;
}

/* Marks may make the text many times as long. So the host's limit on lengths
** holds already while the text is written. */
static void begin_output(const struct call *call, struct buffer *buffer) {
  sqlite3 *db = sqlite3_context_db_handle(call->context);
  buffer_init(buffer, (size_t)sqlite3_limit(db, SQLITE_LIMIT_LENGTH, -1));
}

/* Gives the text to SQLite, or sets the error. */
static void end_output(struct call *call, struct buffer *buffer) {
  size_t length = buffer->length;
  char *text = buffer_take(buffer);
  if (call->error.outcome == OK && buffer_check(buffer, &call->error)) {
    sqlite3_result_text64(call->context, text, length, free, SQLITE_UTF8);
  } else {
    error_prefix(&call->error, "the marked text: ");
    free(text);
  }
  buffer_clear(buffer);
}

void keyword_highlight_call(sqlite3_context *context, int count,
                            sqlite3_value **values) {
  struct call call;
  struct keyword_found found;
  struct buffer buffer;
  if (begin_call(&call, context, count, values, ELLIPSIS) &&
      keyword_find(call.compiled->query, call.text, &found, &call.error)) {
    struct keyword_marks marks = read_marks(&call, false);
    begin_output(&call, &buffer);
    keyword_highlight(&buffer, call.text, &found, &marks);
    end_output(&call, &buffer);
  }
  end_call(&call);
}

void keyword_snippet_call(sqlite3_context *context, int count,
                          sqlite3_value **values) {
  struct call call;
  struct keyword_found found;
  struct buffer buffer;
  bool ready = begin_call(&call, context, count, values, TOKENS + 1);
  int64_t tokens = ready ? sqlite3_value_int64(values[TOKENS]) : 1;
  if (tokens < 1 || tokens > KEYWORD_MAX_SNIPPET) {
    error_set(&call.error, FAILED,
              "keyword_snippet: tokens is %lld: from 1 to %d are possible",
              (long long)tokens, (int)KEYWORD_MAX_SNIPPET);
  } else if (ready && keyword_find(call.compiled->query, call.text, &found,
                                   &call.error)) {
    struct keyword_marks marks = read_marks(&call, true);
    begin_output(&call, &buffer);
    keyword_snippet(&buffer, call.text, &found, &marks, (uint32_t)tokens,
                    &call.error);
    end_output(&call, &buffer);
  }
  end_call(&call);
}
