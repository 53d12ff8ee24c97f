/* The tree of wanted places in the JSON, made from the declaration of a
** relation. The decoder follows the JSON through it: each node stands for a
** key, an array or its elements. A key that has no node costs a comparison with
** each key that has one there. The value of such a key costs nothing. */
#ifndef PAPERS_HUB_DECODE_TREE_H
#define PAPERS_HUB_DECODE_TREE_H

#include "hub/relation.h"

/* A slot holds one value as it stood in the JSON. Each wanted place of a column
** has one, numbered from SLOT_FIRST. The slots before that are the same for
** every relation. */
enum {
  SLOT_NONE,   /* for nodes without a value of their own */
  SLOT_ITEM,   /* the string of a list's element that is being read */
  SLOT_HIDDEN, /* whether that element is hidden */
  SLOT_TALLY,  /* its number, in a tally */
  SLOT_ERROR,  /* the text of an error answer */
  SLOT_PAGE_DAY,
  SLOT_BARE_ID, /* the id of a record, where an entry could stand as well */
  SLOT_FIRST,
  SLOTS = 64
};

typedef uint64_t slot_set;
#define SLOT_BIT(slot) ((slot_set)1 << (slot))

enum node_kind {
  NODE_TEXT,
  NODE_NUMBER, /* a whole number */
  NODE_FLAG,   /* true or false */
  NODE_WORD,   /* a string, true or false */
  NODE_OBJECT, /* has no value; its children may */
  NODE_LIST,   /* an array of strings, or of objects with a string */
  NODE_ARRAY,  /* an array whose elements are entries or rows */
  NODE_KINDS
};

/* One place in the JSON. */
struct node {
  struct slice name, path; /* the last part of the path, the whole path; of a
                           ** place "*.likes" only what stands behind "*." */
  const char *rows;        /* the path of the array of rows to which that place
                           ** belongs here; else NULL */
  enum node_kind kind;
  int slot;
  bool is_entry;      /* the value here is an entry */
  bool is_row;        /* the value here is a row of an entry */
  int array;          /* with is_row: which of the relation's arrays it is in */
  unsigned leads_to;  /* by bit: the arrays of rows that stand here or below */
  bool is_tally;      /* NODE_LIST: of names and numbers */
  slot_set slots;     /* the slots of this node and of all below it */
  struct node *first; /* child: an object's first key; an array's element, which
                      ** may be the row that the array stands in */
  struct node *next;  /* sibling */
};

enum { TREE_NODES = 256 };

struct tree {
  struct node nodes[TREE_NODES];
  int count;
  struct node *array;  /* the root if it is an array; NULL if it must not be */
  struct node *object; /* the root if it is an object: a record, an entry, a
                       ** page or an error */
  /* The slot of each place of each column; SLOT_NONE if it is not wanted. */
  unsigned char slot_of[FIELDS_MAX][COLUMN_PLACES];
  int slots;
  bool has_rows;      /* rows stand in an entry; else an entry is one row */
  slot_set row_slots; /* the slots that belong to the rows of an entry */
};

/* Builds the tree for the wanted columns. It points into itself, so it must not
** be copied. */
void tree_build(struct tree *tree, const struct relation *relation,
                enum shape shape, field_set wanted);

/* The child with that key; NULL if the key is not wanted. */
struct node *node_child(const struct node *node, struct slice key);

#endif
