/* The function author_count(x). This file knows what a JSON array of authors
** looks like. It must not know how plain lists and single names are written:
** text/authors and text/author_names do. */
#include "table/function/author_count.h"

#include "base/ascii.h"
#include "hub/decode/json.h"
#include "table/function/texts.h"
#include "table/report.h"
#include "text/author_names.h"
#include "text/authors.h"

/* The limit of SQLite's own JSON functions. */
enum { DEEPEST = 1000 };

/* The state of the reader: where in the array it is. */
enum array_place {
  BEFORE_ARRAY,  /* to IN_ARRAY, at the bracket */
  IN_ARRAY,      /* to IN_AUTHOR, at an element that is an object */
  IN_AUTHOR,     /* to one of the next at a key, to IN_ARRAY at the end */
  AT_NAME,       /* after the key "name"; to IN_AUTHOR, after the value */
  AT_HIDDEN,     /* after the key "hidden"; likewise */
  AT_OTHER_VALUE /* after another key; likewise */
};

struct author_array {
  struct json *json;
  enum array_place place;
  int64_t authors;
  bool is_open;
  bool is_unclear; /* an element that is neither a name nor an author */
  struct author_piece name; /* of the object being read, if has_name */
  bool has_name, is_hidden;
  uint64_t event_end; /* in bytes from the start: where the last event ended */
};

/* Adds what is an author by its place in the array, whatever it is called. */
static void add_name(struct author_array *array,
                     const struct author_piece *name) {
  switch (name->kind) {
  case AUTHOR_MORE:
    array->is_open = true;
    break;
  case AUTHOR_NUMBER:
    array->authors += name->number;
    break;
  case AUTHOR_NAME:
  case AUTHOR_INITIALS:
  case AUTHOR_UNCLEAR:
    array->authors++;
    break;
  case AUTHOR_NOTHING:
    array->is_unclear |= name->text.length > 0;
    break;
  case AUTHOR_SUFFIX:
    break;
  }
}

/* Reads an element of the array, or its end. */
static void read_element(struct author_array *array, enum json_event event,
                         struct slice text) {
  struct author_piece name;
  switch (event) {
  case JSON_STRING:
    name = author_piece_read(text);
    add_name(array, &name);
    break;
  case JSON_OBJECT:
    array->place = IN_AUTHOR;
    array->has_name = array->is_hidden = false;
    break;
  case JSON_ARRAY:
    json_skip(array->json);
    array->is_unclear = true;
    break;
  case JSON_ARRAY_END:
    break;
  default:
    array->is_unclear = true;
    break;
  }
}

/* Reads a key of an author, or the author's end. */
static void read_key(struct author_array *array, enum json_event event,
                     struct slice key) {
  if (event == JSON_OBJECT_END) {
    bool is_author = array->has_name && !array->is_hidden;
    if (is_author) add_name(array, &array->name);
    array->is_unclear |= !array->has_name && !array->is_hidden;
    array->place = IN_ARRAY;
  } else if (slice_is(key, "name")) {
    array->place = AT_NAME;
  } else {
    array->place = slice_is(key, "hidden") ? AT_HIDDEN : AT_OTHER_VALUE;
  }
}

/* Reads the value after a key. */
static void read_value(struct author_array *array, enum json_event event,
                       struct slice text) {
  if (array->place == AT_HIDDEN) array->is_hidden = event == JSON_TRUE;
  if (array->place == AT_NAME && event == JSON_STRING) {
    array->has_name = true;
    array->name = author_piece_read(text);
  }
  if (event == JSON_OBJECT || event == JSON_ARRAY) json_skip(array->json);
  array->place = IN_AUTHOR;
}

static bool read_event(void *to, enum json_event event, struct slice text) {
  struct author_array *array = to;
  array->event_end = json_offset(array->json);
  switch (array->place) {
  case BEFORE_ARRAY:
    array->place = IN_ARRAY;
    break;
  case IN_ARRAY:
    read_element(array, event, text);
    break;
  case IN_AUTHOR:
    read_key(array, event, text);
    break;
  case AT_NAME:
  case AT_HIDDEN:
  case AT_OTHER_VALUE:
    read_value(array, event, text);
    break;
  }
  return true;
}

/* Where the text stops being a JSON array: the first byte after the last event
** that is neither white space nor the separator that must stand there. */
static size_t find_fault(const struct author_array *array, struct slice text) {
  size_t at = (size_t)array->event_end;
  bool has_mark = false;
  char mark = array->place >= AT_NAME ? ':' : ',';
  while (at < text.length) {
    bool is_mark = !has_mark && text.at[at] == mark;
    if (!is_mark && !ascii_is_space(text.at[at])) break;
    has_mark |= is_mark;
    at++;
  }
  return at;
}

/* Counts the authors of a text that begins with a bracket. */
static bool count_array(struct slice text, int64_t *authors,
                        struct error *error) {
  struct author_array array = {.place = BEFORE_ARRAY};
  bool is_truncated;
  struct json *json =
      json_new((struct json_handler){read_event, &array}, error);
  if (!json) return false;
  array.json = json;
  json_allow_depth(json, DEEPEST);
  json_allow_bytes(json);
  bool is_array = json_feed(json, text.at, text.length, error) &&
                  json_end(json, &is_truncated, error);
  json_free(json);
  if (is_array) {
    bool is_known = !array.is_open && !array.is_unclear;
    *authors = is_known ? array.authors : AUTHORS_UNKNOWN;
  } else if (error->outcome == FAILED) {
    error_clear(error);
    error_set(error, FAILED,
              "the text begins with [ and is no JSON array (byte %zu)",
              find_fault(&array, text) + 1);
  }
  return is_array;
}

void author_count_call(sqlite3_context *context, int count,
                       sqlite3_value **values) {
  struct slice text;
  struct error error = {0};
  int64_t authors;
  (void)count;
  if (sqlite3_value_type(values[0]) == SQLITE_BLOB) return;
  if (!text_of_argument(context, values[0], &text)) return;
  text = slice_trim(text);
  bool is_array = text.length && text.at[0] == '[';
  if (!is_array) {
    authors = authors_count(text);
  } else if (!count_array(text, &authors, &error)) {
    error_prefix(&error, "author_count: ");
    report_result(context, &error);
    return;
  }
  if (authors != AUTHORS_UNKNOWN) sqlite3_result_int64(context, authors);
}
