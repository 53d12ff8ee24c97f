#include "table/function/texts.h"

#include "table/report.h"
#include "text/arxiv.h"
#include "text/authors.h"
#include "text/link/links.h"

bool text_of_value(sqlite3_value *value, struct slice *text) {
  bool is_blob = sqlite3_value_type(value) == SQLITE_BLOB;
  text->at = is_blob ? sqlite3_value_blob(value)
                     : (const char *)sqlite3_value_text(value);
  text->length = (size_t)sqlite3_value_bytes(value);
  /* An empty BLOB has no address. */
  if (!text->at && is_blob && !text->length) text->at = "";
  return text->at != NULL;
}

/* The one argument as a text; false where the result is already said. */
static bool read_argument(sqlite3_context *context, sqlite3_value *value,
                          struct slice *text) {
  if (sqlite3_value_type(value) == SQLITE_NULL) return false;
  if (text_of_value(value, text)) return true;
  sqlite3_result_error_nomem(context);
  return false;
}

void author_count_call(sqlite3_context *context, int count,
                       sqlite3_value **values) {
  struct slice text;
  struct error error = {0};
  int64_t authors;
  (void)count;
  if (sqlite3_value_type(values[0]) == SQLITE_BLOB) return;
  if (!read_argument(context, values[0], &text)) return;
  if (!authors_count(text, &authors, &error)) {
    error_prefix(&error, "author_count: ");
    report_result(context, &error);
  } else if (authors != AUTHORS_UNKNOWN) {
    sqlite3_result_int64(context, authors);
  }
}

void arxiv_id_call(sqlite3_context *context, int count,
                   sqlite3_value **values) {
  struct slice text;
  struct arxiv_id id;
  (void)count;
  if (!read_argument(context, values[0], &text)) return;
  if (!arxiv_find(text, &id)) return;
  sqlite3_result_text(context, id.text, (int)id.length, SQLITE_TRANSIENT);
}

void repo_link_call(sqlite3_context *context, int count,
                    sqlite3_value **values) {
  struct slice text;
  struct link link;
  (void)count;
  if (!read_argument(context, values[0], &text)) return;
  if (!repo_link_find(text, &link)) return;
  sqlite3_result_text(context, link.url, (int)link.length, SQLITE_TRANSIENT);
}
