/* Reads heads of answers from standard input, each ended by an empty line, and
** prints of each what was understood: a line with tabs between. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "net/header.h"

enum { LINE_SIZE = 4096 };

static void print_fields(const struct header_fields *fields) {
  printf("%d\t%s\t%d\t%d\t%" PRId64 "\t%" PRId64 "\t%s\t%s\t%d\t%s\n",
         fields->has_next_page, fields->next, fields->is_html,
         fields->has_retry_after, fields->has_limit ? fields->limit.left : -1,
         fields->has_limit ? fields->limit.reset : -1, fields->etag,
         fields->message, fields->codings, fields->coding);
}

int main(void) {
  struct header_fields fields = {0};
  char line[LINE_SIZE];
  while (fgets(line, sizeof line, stdin)) {
    header_read_line(&fields, (struct slice){line, strlen(line)});
    if (!fields.has_ended) continue;
    print_fields(&fields);
    fflush(stdout);
    fields = (struct header_fields){0};
  }
  return 0;
}
