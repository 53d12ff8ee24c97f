/* Where each value sits in the JSON: a tree made from the places of the columns
** that are wanted. The decoder walks it along with the parser, so that a key
** that is not in it costs one comparison with each key that could stand there,
** and what is below such a key nothing. */
#ifndef PAPERS_HUB_DECODE_TREE_H
#define PAPERS_HUB_DECODE_TREE_H

#include "hub/relation.h"

/* A slot takes one value as it stood in the JSON. The first are the same for
** every relation; a place of a column has one of those behind them. */
enum {
  SLOT_NONE,   /* no value: of arrays and objects that only lead to others */
  SLOT_ITEM,   /* of the list being read: a string, or a "name" */
  SLOT_HIDDEN, /* whether that item is hidden */
  SLOT_TALLY,  /* the number of that item, in a tally */
  SLOT_ERROR,
  SLOT_PAGE_DAY,
  SLOT_BARE_ID, /* of a record where entries were possible, too */
  SLOT_FIRST,
  SLOTS = 64
};

typedef uint64_t slot_set;
#define SLOT_BIT(slot) ((slot_set)1 << (slot))

enum node_kind {
  NODE_TEXT,
  NODE_NUMBER, /* a whole number */
  NODE_FLAG,   /* true or false */
  NODE_OBJECT, /* leads to others */
  NODE_LIST,   /* an array of strings, or of objects with a string */
  NODE_ARRAY,  /* an array whose elements are entries or rows */
  NODE_KINDS
};

/* One place in the JSON. */
struct node {
  struct slice name, path; /* the last part of the path, and all of it */
  enum node_kind kind;
  int slot;
  bool is_entry;      /* what stands here is an entry */
  bool is_row;        /* what stands here is a row of an entry */
  bool leads_to_rows; /* such rows stand below */
  bool is_tally;      /* NODE_LIST: of names and numbers */
  slot_set slots;     /* all that is filled here and below */
  struct node *first; /* of the object's keys; the array's element, which may
                      ** be a row around it */
  struct node *next;  /* among its siblings */
};

enum { TREE_NODES = 256 };

struct tree {
  struct node nodes[TREE_NODES];
  int count;
  struct node *array;  /* a listing; NULL where none is read */
  struct node *object; /* a record or entry, a page's properties, an error */
  /* The slot of each place; SLOT_NONE where it is not wanted. */
  signed char slot_of[FIELDS_MAX][COLUMN_PLACES];
  int slots;
  slot_set row_slots; /* those that each row of an entry fills anew */
};

/* Makes it, with what `wanted` needs. It points into itself. */
void tree_build(struct tree *tree, const struct relation *relation,
                enum shape shape, field_set wanted);

/* The child that a key leads to; NULL if it is not wanted. */
struct node *node_child(const struct node *node, struct slice key);

#endif
