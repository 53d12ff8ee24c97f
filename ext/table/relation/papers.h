/* The table `papers`: SQLite's methods over plan, request and scan.
**
** Its risk is the ordinary one, so that views over it work: what it reads is
** the service that the connection's settings name, which no schema can set. */
#ifndef PAPERS_TABLE_RELATION_PAPERS_H
#define PAPERS_TABLE_RELATION_PAPERS_H

#include "table/connection.h"

extern const sqlite3_module papers_module;

/* The connection of a table of this module. */
struct connection *papers_connection(sqlite3_vtab *table);

#endif
