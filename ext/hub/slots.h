/* The values of one entry as they stood in the JSON, each in its slot, before
** the rules of finish.h choose among them. */
#ifndef PAPERS_HUB_SLOTS_H
#define PAPERS_HUB_SLOTS_H

#include "hub/fields.h"

struct slots {
  struct buffer store;
  struct buffer list; /* the array that is being read, as JSON */
  struct {
    size_t start, length; /* of a text or a JSON array, in the store */
    int64_t number;       /* also the number of elements of an array */
  } values[SLOTS];
  slot_set present;
  size_t entry; /* its place in the array, 1 for the first; 0 for none */
};

void slots_init(struct slots *slots);
void slots_clear(struct slots *slots);

/* Empties them for the next entry, keeping the memory. */
void slots_reset(struct slots *slots, size_t entry);

/* A text, made fit to be stored. A failure to store is kept in slots->store,
** to be checked once when the entry is complete. */
void slots_set_text(struct slots *slots, enum slot slot, struct slice text);

void slots_set_number(struct slots *slots, enum slot slot, int64_t number);

/* An array: begun, then each element put into SLOT_ITEM (and SLOT_HIDDEN,
** which leaves it out) and said to be complete, then ended. */
void slots_list_begin(struct slots *slots, enum slot list);
void slots_list_item(struct slots *slots, enum slot list);
void slots_list_end(struct slots *slots, enum slot list);

void slots_forget(struct slots *slots, slot_set set);

bool slots_has(const struct slots *slots, enum slot slot);

/* "No value" when absent. Valid until a text is set. */
struct slice slots_text(const struct slots *slots, enum slot slot);

/* How an error calls the value at `path`: "paper.upvotes of entry 3"; without
** an entry "upvotes", for then the paper is the whole answer. */
enum { SLOT_NAME_SIZE = 96 };
void slots_name(const struct slots *slots, struct slice path,
                char name[SLOT_NAME_SIZE]);

#endif
