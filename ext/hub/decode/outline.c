/* Writes the outline of a listing: see the header. Must not know who keeps it.
 */
#include "hub/decode/outline.h"

#include <string.h>

#include "base/ascii.h"

/* The longest listings of a day have some hundred entries. */
enum { OUTLINE_MAX_BYTES = 64 * 1024 };

void outline_init(struct outline *outline, const struct relation *relation,
                  enum shape shape) {
  *outline = (struct outline){.relation = relation};
  outline->is_possible =
      shape == SHAPE_LISTING && !relation_has_parts(relation);
  buffer_init(&outline->text, OUTLINE_MAX_BYTES);
}

void outline_clear(struct outline *outline) {
  buffer_clear(&outline->text);
}

void outline_restart(struct outline *outline) {
  buffer_reset(&outline->text);
  outline->entries = 0;
  outline->is_none = !outline->is_possible;
}

/* Whether JSON has it between quotes as it is. */
static bool is_plain(struct slice id) {
  for (size_t i = 0; i < id.length; i++) {
    bool is_mark = ascii_is_in(id.at[i], "./-_");
    if (!is_mark && !ascii_is_word(id.at[i])) return false;
  }
  return id.length > 0;
}

/* Appends `text` in objects within each other whose keys the path names. */
static void append_at(struct buffer *to, const char *path, struct slice text) {
  int depth = 0;
  while (*path) {
    size_t length = strcspn(path, ".");
    buffer_append_text(to, "{\"");
    buffer_append(to, path, length);
    buffer_append_text(to, "\":");
    path += length + (path[length] == '.');
    depth++;
  }
  buffer_append_byte(to, '"');
  buffer_append_slice(to, text);
  buffer_append_byte(to, '"');
  while (depth-- > 0) {
    buffer_append_byte(to, '}');
  }
}

void outline_add(struct outline *outline, struct slice id) {
  const struct relation *relation = outline->relation;
  outline->entries++;
  if (!is_plain(id)) outline->is_none = true;
  if (outline->is_none) return;
  buffer_append_byte(&outline->text, outline->text.length ? ',' : '[');
  append_at(&outline->text, relation->columns[relation->id].from[0], id);
}

struct slice outline_end(struct outline *outline, size_t entries) {
  if (outline->is_none || outline->entries != entries) return (struct slice){0};
  if (!outline->text.length) buffer_append_byte(&outline->text, '[');
  buffer_append_byte(&outline->text, ']');
  if (outline->text.failed != OK) return (struct slice){0};
  return buffer_slice(&outline->text);
}

bool outline_tells(const struct relation *relation, field_set wanted) {
  return !relation_has_parts(relation) && !(wanted & ~FIELD_BIT(relation->id));
}
