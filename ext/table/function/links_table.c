/* The table repo_links. Must not know what a link looks like: text/link
** does. */
#include "table/function/links_table.h"

#include <assert.h>
#include <stdint.h>

#include "base/hash.h"
#include "table/function/texts.h"
#include "table/report.h"
#include "text/link/links.h"

enum { URL, KIND, HOST, OWNER, NAME, RAW, START, IS_REPO, TEXT };

static const struct plain_column columns[] = {
    [URL] = {"url", "TEXT",
             "canonical: two texts that name the same thing have the same url, "
             "but for the capitals of owner and name"},
    [KIND] = {"kind", "TEXT",
              "of the host, as the table of hosts says; `other` where it is "
              "not in the table"},
    [HOST] = {"host", "TEXT", "of the url"},
    [OWNER] = {"owner", "TEXT", "of the url; NULL where it has none"},
    [NAME] = {"name", "TEXT", "of the url; NULL where it has none"},
    [RAW] = {"raw", "TEXT", "the link as it stands in the text"},
    [START] = {"start", "INTEGER", "where it stands: characters before it"},
    [IS_REPO] = {"is_repo", "INTEGER",
                 "1 for a repository: code, or a model, a dataset, a Space; "
                 "else 0"},
};

static const struct plain_column inputs[] = {
    {"text", "", "the text to look through"}};

const struct surface links_surface = {
    .own = columns, .own_count = TEXT, .inputs = inputs, .input_count = 1};

_Static_assert(sizeof columns / sizeof columns[0] == TEXT,
               "every column has its row");

/* The plans. PLAN_NO_TEXT ends in an error. It costs so much that SQLite takes
** it only if there is no other. */
enum { PLAN_NO_TEXT, PLAN_TEXT };

/* What EXPLAIN QUERY PLAN shows. Not const, because idxStr is not. */
static char plan_in_words[] = "text=?";

struct cursor {
  sqlite3_vtab_cursor base; /* must be first */
  sqlite3_value *text;      /* the argument; `scan` and `link` point into it */
  struct link_scan scan;
  struct link link;
  sqlite3_int64 number; /* of the link in its text, from 1 */
  uint64_t hash;        /* of the text; 0: not yet needed */
  bool at_end;
};

/* The table is innocuous: views of an untrusted schema may use it. */
static int links_connect(sqlite3 *db, void *connection, int count,
                         const char *const *arguments, sqlite3_vtab **table,
                         char **message) {
  (void)connection;
  (void)count;
  (void)arguments;
  (void)message;
  int code = columns_declare(db, &links_surface);
  if (code != SQLITE_OK) return code;
  sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
  *table = sqlite3_malloc(sizeof **table);
  if (!*table) return SQLITE_NOMEM;
  **table = (sqlite3_vtab){0};
  return SQLITE_OK;
}

static int links_disconnect(sqlite3_vtab *table) {
  sqlite3_free(table);
  return SQLITE_OK;
}

/* The plan is text=?, with the value as the only argument of xFilter. If the
** text comes from a table that comes later in this join order, the result is
** SQLITE_CONSTRAINT, so that the planner tries another order. */
static int links_best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  bool is_unusable = false;
  (void)table;
  for (int i = 0; i < info->nConstraint; i++) {
    if (info->aConstraint[i].iColumn != TEXT ||
        info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ) {
      continue;
    }
    if (!info->aConstraint[i].usable) {
      is_unusable = true;
      continue;
    }
    info->aConstraintUsage[i].argvIndex = 1;
    info->aConstraintUsage[i].omit = 1;
    info->idxNum = PLAN_TEXT;
    info->idxStr = plan_in_words;
    info->estimatedCost = 10;
    info->estimatedRows = 2;
    return SQLITE_OK;
  }
  if (is_unusable) return SQLITE_CONSTRAINT;
  info->idxNum = PLAN_NO_TEXT;
  info->estimatedCost = 1e99;
  return SQLITE_OK;
}

static int links_open(sqlite3_vtab *table, sqlite3_vtab_cursor **opened) {
  (void)table;
  struct cursor *cursor = sqlite3_malloc(sizeof *cursor);
  if (!cursor) return SQLITE_NOMEM;
  *cursor = (struct cursor){.at_end = true};
  *opened = &cursor->base;
  return SQLITE_OK;
}

static void reset_cursor(struct cursor *cursor) {
  sqlite3_value_free(cursor->text);
  cursor->text = NULL;
  cursor->number = 0;
  cursor->hash = 0;
  cursor->at_end = true;
}

static int links_close(sqlite3_vtab_cursor *base) {
  reset_cursor((struct cursor *)base);
  sqlite3_free(base);
  return SQLITE_OK;
}

static int links_next(sqlite3_vtab_cursor *base) {
  struct cursor *cursor = (struct cursor *)base;
  cursor->at_end = !link_scan_next(&cursor->scan, &cursor->link);
  cursor->number++;
  return SQLITE_OK;
}

static int links_filter(sqlite3_vtab_cursor *base, int plan, const char *words,
                        int count, sqlite3_value **values) {
  struct cursor *cursor = (struct cursor *)base;
  struct slice text;
  (void)words;
  (void)count;
  reset_cursor(cursor);
  if (plan == PLAN_NO_TEXT) {
    struct error error = {0};
    error_set(&error, FAILED, "repo_links: a text is needed: repo_links(text)");
    return report_table(base->pVtab, &error);
  }
  if (sqlite3_value_type(values[0]) == SQLITE_NULL) return SQLITE_OK;
  cursor->text = sqlite3_value_dup(values[0]);
  if (!cursor->text || !text_of_value(cursor->text, &text)) {
    return SQLITE_NOMEM;
  }
  link_scan_init(&cursor->scan, text);
  return links_next(base);
}

static int links_eof(sqlite3_vtab_cursor *base) {
  return ((struct cursor *)base)->at_end;
}

static void show_text(sqlite3_context *context, struct slice text) {
  if (!text.at) return;
  sqlite3_result_text(context, text.at, (int)text.length, SQLITE_TRANSIENT);
}

static int links_column(sqlite3_vtab_cursor *base, sqlite3_context *context,
                        int column) {
  const struct cursor *cursor = (const struct cursor *)base;
  const struct link *link = &cursor->link;
  switch (column) {
  case URL:
    show_text(context, link_url(link));
    break;
  case KIND:
    show_text(context, slice_of(link->kind));
    break;
  case HOST:
    show_text(context, link_part(link, link->host));
    break;
  case OWNER:
    show_text(context, link_part(link, link->owner));
    break;
  case NAME:
    show_text(context, link_part(link, link->name));
    break;
  case RAW:
    show_text(context, link->raw);
    break;
  case START:
    sqlite3_result_int64(context, (sqlite3_int64)link->start);
    break;
  case IS_REPO:
    sqlite3_result_int(context, link->repo != LINK_REPO_NONE);
    break;
  case TEXT:
    sqlite3_result_value(context, cursor->text);
    break;
  }
  return SQLITE_OK;
}

/* A hash of the text, never 0. */
static uint64_t hash_text(struct slice text) {
  uint64_t hash = hash_bytes(HASH_START, text);
  return hash ? hash : 1;
}

/* The rowid is made from the text and the number of the link in it. If a
** statement has several texts joined by OR, SQLite tells their rows apart by
** the rowid. Other statements do not need it, so the text is hashed only
** here, once. */
static int links_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *rowid) {
  struct cursor *cursor = (struct cursor *)base;
  assert(!cursor->at_end);
  if (!cursor->hash) cursor->hash = hash_text(cursor->scan.text);
  uint64_t mixed = hash_number(cursor->hash ^ (uint64_t)cursor->number);
  *rowid = (sqlite3_int64)(mixed >> 1);
  return SQLITE_OK;
}

const sqlite3_module links_module = {
    .xConnect = links_connect,
    .xBestIndex = links_best_index,
    .xDisconnect = links_disconnect,
    .xOpen = links_open,
    .xClose = links_close,
    .xFilter = links_filter,
    .xNext = links_next,
    .xEof = links_eof,
    .xColumn = links_column,
    .xRowid = links_rowid,
};
