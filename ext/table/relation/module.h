/* The virtual table of every relation: SQLite's methods over plan, query and
** scan. Which relation it is the module's name says.
**
** Its risk is the ordinary one, so that views over it work: what it reads is
** the service that the connection's settings name, which no schema can set. */
#ifndef PAPERS_TABLE_RELATION_MODULE_H
#define PAPERS_TABLE_RELATION_MODULE_H

#include "table/sqlite.h"

extern const sqlite3_module relation_module;

#endif
