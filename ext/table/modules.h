/* The virtual tables: one row each in modules[] (modules.c). */
#ifndef PAPERS_TABLE_MODULES_H
#define PAPERS_TABLE_MODULES_H

#include <stddef.h>

#include "table/connection.h"

struct module {
  const char *name;
  const sqlite3_module *methods;
  const char *help; /* a line for the manual */
};

/* The table, and the number of its rows. */
extern const struct module modules[];
extern const size_t module_count;

/* Registers them all; each holds the connection as its pAux. Returns an SQLite
** code: the first that is not SQLITE_OK. */
int modules_register(struct connection *connection);

#endif
