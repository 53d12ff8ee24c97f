/* Prints the hosts of links as the table in docs/functions.md. A test compares
** the two. */
#include <stdio.h>
#include <string.h>

#include "text/link/hosts.h"

static void print_host(const struct link_host *host) {
  bool is_beginning = host->name[strlen(host->name) - 1] == '.';
  printf("| `%s%s%s` | `%s` | ", host->name[0] == '.' ? "*" : "", host->name,
         is_beginning ? "*" : "", host->kind);
}

static void print_prefixed(const struct link_host *host, const char *name) {
  for (size_t i = 0; host->prefixes && host->prefixes[i]; i++) {
    printf("%s`%s/%s`", i ? ", " : "", host->prefixes[i], name);
  }
}

static void print_form(const struct link_host *host) {
  switch (host->shape) {
  case PATH_PAIR:
    printf("`OWNER/NAME`%s", host->prefixes ? ", " : "");
    print_prefixed(host, "OWNER/NAME");
    break;
  case PATH_TYPED:
    print_prefixed(host, "OWNER/NAME");
    break;
  case PATH_GROUPS:
    printf("`GROUP/.../NAME`");
    break;
  case PATH_PREFIX:
    print_prefixed(host, "NAME");
    break;
  case PATH_PAGE:
    break;
  case PATH_SITE:
    printf("`OWNER%s/NAME`", host->name);
    break;
  }
}

int main(void) {
  const struct link_host *host;
  puts("| host | kind | names | is_repo |");
  puts("|---|---|---|---|");
  for (size_t i = 0; (host = link_host_row(i)); i++) {
    print_host(host);
    print_form(host);
    if (host->canonical) printf(" (of `%s`)", host->canonical);
    printf(" | %d |\n", host->repo != LINK_REPO_NONE);
  }
  return 0;
}
