/* Where each value sits in the service's JSON: fields[], and the tree that is
** made from the rows whose values are wanted. The decoder walks this tree
** along with the parser, so a key that is not in it costs one comparison
** with each key that could stand there, and what is below it nothing.
** Sources: the service's OpenAPI document and the recorded answers. */
#ifndef PAPERS_HUB_FIELDS_H
#define PAPERS_HUB_FIELDS_H

#include "hub/paper.h"

/* A slot takes one value as it stood in the JSON. "ENTRY" is the same thing
** said outside of "paper", where older answers have it. */
enum slot {
  SLOT_NONE, /* of arrays and objects that only lead to others */
  SLOT_ID,
  SLOT_ENTRY_ID, /* of a paper that stands without an entry around it */
  SLOT_TITLE,
  SLOT_ENTRY_TITLE,
  SLOT_SUMMARY,
  SLOT_ENTRY_SUMMARY,
  SLOT_AUTHORS,
  SLOT_ITEM,   /* of the array being read: a text, or an author's name */
  SLOT_HIDDEN, /* whether the item is hidden */
  SLOT_PUBLISHED,
  SLOT_ENTRY_PUBLISHED,
  SLOT_SUBMITTED,
  SLOT_SUBMITTED_BY,
  SLOT_SUBMITTER,
  SLOT_ORGANIZATION,
  SLOT_ORGANIZATION_NAME,
  SLOT_ENTRY_ORGANIZATION,
  SLOT_ENTRY_ORGANIZATION_NAME,
  SLOT_SUBMITTER_ORGANIZATION,
  SLOT_SUBMITTER_ORGANIZATION_NAME,
  SLOT_KEYWORDS,
  SLOT_AI_SUMMARY,
  SLOT_REPO,
  SLOT_REPO_ADDED_BY,
  SLOT_STARS,
  SLOT_PROJECT_PAGE,
  SLOT_MEDIA,
  SLOT_ENTRY_MEDIA,
  SLOT_ENTRY_MEDIUM,
  SLOT_THUMBNAIL,
  SLOT_PAPER_THUMBNAIL,
  SLOT_UPVOTES,
  SLOT_COMMENTS,
  SLOT_PARTICIPATING,
  SLOT_ERROR,
  SLOT_PAGE_DAY,
  SLOTS
};

typedef uint64_t slot_set;
#define SLOT_BIT(slot) ((slot_set)1 << (slot))

enum field_kind {
  FIELD_TEXT,
  FIELD_NUMBER,  /* a whole number */
  FIELD_FLAG,    /* true or false */
  FIELD_OBJECT,  /* leads to others */
  FIELD_LIST,    /* an array of texts, or of objects with a text */
  FIELD_ENTRIES, /* the array whose elements are papers */
  FIELD_KINDS
};

struct field {
  const char *path; /* from the entry: names joined by '.', "[]" for elements */
  enum field_kind kind;
  enum slot slot;
  paper_fields serves; /* the fields that are made from it */
};

extern const struct field fields[];
extern const size_t field_count;

/* One place in the JSON. */
struct node {
  struct slice name, path; /* the last part of the path, and all of it */
  enum field_kind kind;
  enum slot slot;
  bool entry;         /* what stands here is a paper */
  slot_set slots;     /* all that is filled here and below */
  struct node *first; /* of the object's keys; the array's element */
  struct node *next;  /* among its siblings */
};

/* Paths have four parts at most. */
enum { TREE_NODES = 256 };

struct tree {
  struct node nodes[TREE_NODES];
  size_t count;
  struct node *array;  /* a listing; NULL where none is read */
  struct node *object; /* a paper or entry, a page's properties, an error */
};

/* What a tree is for; decode.h says more. */
enum tree_shape { TREE_LISTING, TREE_PAPER, TREE_ANY, TREE_PAGE };

/* Makes it, with what `wanted` needs. It points into itself. */
void tree_build(struct tree *tree, enum tree_shape shape, paper_fields wanted);

/* The child that a key leads to, NULL if nobody wants it. */
struct node *node_child(const struct node *node, struct slice key);

#endif
