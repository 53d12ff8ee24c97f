#include "hub/paper.h"

void paper_init(struct paper *paper) {
  *paper = (struct paper){0};
  buffer_init(&paper->store, PAPER_MAX_BYTES);
}

void paper_clear(struct paper *paper) {
  buffer_clear(&paper->store);
  paper->present = 0;
}

void paper_reset(struct paper *paper) {
  buffer_reset(&paper->store);
  paper->present = 0;
}

void paper_set_text(struct paper *paper, enum paper_field field,
                    struct slice text) {
  if (!text.at) return;
  size_t start = paper->store.length;
  buffer_append_slice(&paper->store, text);
  paper_set_stored(paper, field, start);
}

void paper_set_stored(struct paper *paper, enum paper_field field,
                      size_t start) {
  if (paper->store.failed != OK) return;
  paper->texts[field].start = start;
  paper->texts[field].length = paper->store.length - start;
  paper->present |= PAPER_BIT(field);
}

void paper_set_number(struct paper *paper, enum paper_field field,
                      int64_t number) {
  paper->numbers[field - PAPER_TEXTS] = number;
  paper->present |= PAPER_BIT(field);
}

bool paper_has(const struct paper *paper, enum paper_field field) {
  return (paper->present & PAPER_BIT(field)) != 0;
}

struct slice paper_text(const struct paper *paper, enum paper_field field) {
  if (!paper_has(paper, field)) return (struct slice){0};
  const char *store = paper->store.at ? paper->store.at : "";
  return (struct slice){store + paper->texts[field].start,
                        paper->texts[field].length};
}

int64_t paper_number(const struct paper *paper, enum paper_field field) {
  return paper_has(paper, field) ? paper->numbers[field - PAPER_TEXTS] : 0;
}
