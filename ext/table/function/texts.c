/* The functions from one text to one text. Must not know what an arXiv id or a
** link looks like: text/ does. */
#include "table/function/texts.h"

#include <assert.h>
#include "text/arxiv.h"
#include "text/link/links.h"

bool text_of_value(sqlite3_value *value, struct slice *text) {
  bool is_blob = sqlite3_value_type(value) == SQLITE_BLOB;
  assert(sqlite3_value_type(value) != SQLITE_NULL);
  text->at = is_blob ? sqlite3_value_blob(value)
                     : (const char *)sqlite3_value_text(value);
  text->length = (size_t)sqlite3_value_bytes(value);
  /* The address of an empty BLOB is NULL. */
  if (!text->at && is_blob && !text->length) text->at = "";
  return text->at != NULL;
}

bool text_of_argument(sqlite3_context *context, sqlite3_value *value,
                      struct slice *text) {
  if (sqlite3_value_type(value) == SQLITE_NULL) return false;
  if (text_of_value(value, text)) return true;
  sqlite3_result_error_nomem(context);
  return false;
}

void arxiv_id_call(sqlite3_context *context, int count,
                   sqlite3_value **values) {
  struct slice text;
  struct arxiv_id id;
  (void)count;
  if (!text_of_argument(context, values[0], &text)) return;
  if (!arxiv_find(text, &id)) return;
  sqlite3_result_text(context, id.text, (int)id.length, SQLITE_TRANSIENT);
}

void repo_link_call(sqlite3_context *context, int count,
                    sqlite3_value **values) {
  struct slice text;
  struct link link;
  (void)count;
  if (!text_of_argument(context, values[0], &text)) return;
  if (!repo_link_find(text, &link)) return;
  sqlite3_result_text(context, link.url, (int)link.length, SQLITE_TRANSIENT);
}
