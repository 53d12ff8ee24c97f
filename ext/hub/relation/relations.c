/* The list of all relations, and finding one by its name. */
#include "hub/relation/relations.h"

#include <assert.h>
#include <string.h>

#include "hub/relation/artifacts.h"
#include "hub/relation/authors.h"
#include "hub/relation/comments.h"
#include "hub/relation/papers.h"
#include "hub/relation/text.h"

const struct relation *const relations[RELATIONS_MAX] = {
    &papers, &papers_authors, &papers_artifacts, &papers_comments, &papers_text,
};

const struct relation *relation_of(enum source source) {
  const struct relation *const *at = relations;
  while (*at && (*at)->record != source &&
         relation_listed_array(*at, source) == NO_FIELD) {
    at++;
  }
  return *at ? *at : &papers;
}

const struct relation *relation_find(const char *name) {
  const struct relation *const *at = relations;
  while (*at && strcmp((*at)->name, name) != 0) {
    at++;
  }
  assert(*at);
  return *at;
}
