/* saved_driver FILE PIECE [YEAR]: reads a saved listing in pieces of PIECE
** bytes. Prints a line for each paper, its fields as `number=value` with tabs
** between them, and the error, if there is one, after a '!'. */
#include <stdio.h>
#include <stdlib.h>

#include "hub/relation/papers.h"
#include "saved/saved.h"

static void print_papers(struct saved *saved) {
  const struct values *paper;
  while ((paper = saved_pop(saved))) {
    for (int i = 0; i < PAPERS_COLUMNS; i++) {
      if (!values_has(paper, i)) continue;
      if (!column_is_number(&papers.columns[i])) {
        struct slice text = values_text(paper, i);
        printf("%d=%.*s\t", i, (int)text.length, text.at);
      } else {
        printf("%d=%lld\t", i, (long long)values_number(paper, i));
      }
    }
    putchar('\n');
  }
}

/* Feeds a copy of the piece in a block of its own, so that a checker sees reads
** beyond its end. */
static bool feed(struct saved *saved, FILE *file, size_t size,
                 struct error *error) {
  char *piece = malloc(size);
  size_t length = piece ? fread(piece, 1, size, file) : 0;
  char *exact = length ? realloc(piece, length) : piece;
  bool going = exact && length && saved_feed(saved, exact, length, error);
  free(exact);
  return going;
}

int main(int count, char **arguments) {
  struct error error = {0};
  if (count < 3) return 2;
  FILE *file = fopen(arguments[1], "rb");
  size_t size = (size_t)strtoul(arguments[2], NULL, 10);
  int year = count > 3 ? atoi(arguments[3]) : 0;
  struct saved *saved = saved_new(FIELD_ALL, year, &error);
  if (!file || !saved) return 2;
  while (feed(saved, file, size, &error)) {
    print_papers(saved);
  }
  saved_end(saved, &error);
  print_papers(saved);
  if (error.outcome != OK) printf("!%s\n", error.text);
  saved_free(saved);
  fclose(file);
  return 0;
}
