/* What is registered with SQLite, with the lines of the manual: the table
** papers_help shows it. register.c, which knows every function and table, makes
** the registry; a connection leads to it. */
#ifndef PAPERS_TABLE_REGISTRY_H
#define PAPERS_TABLE_REGISTRY_H

#include <stddef.h>

#include "table/columns.h"

struct rows_source;

/* A function that takes 2 or 3 arguments is two rows. */
struct function {
  const char *name;
  int arguments;
  int flags;
  void (*call)(sqlite3_context *, int, sqlite3_value **);
  const char *signature; /* name(argument, ...) */
  const char *help;      /* a line for the manual */
  const char *example;   /* a query */
};

struct module {
  const char *name;
  const sqlite3_module *methods;
  const char *help;    /* a line for the manual */
  const char *example; /* a query */
  struct surface surface;
};

struct registry {
  const struct function *functions;
  size_t function_count;
  const struct rows_source *const *small_tables; /* NULL behind the last */
  /* Finds the module of a table by its number, from 0. False behind the last
  ** one. */
  bool (*find_module)(size_t number, struct module *module);
};

#endif
