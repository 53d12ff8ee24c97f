/* The virtual table of every relation. The name under which the module is
** registered is that of the relation.
**
** The risk level is the ordinary one, so that a user's own views work. No
** schema can change from which service it reads: the settings name it. */
#ifndef PAPERS_TABLE_RELATION_MODULE_H
#define PAPERS_TABLE_RELATION_MODULE_H

#include "table/sqlite.h"

extern const sqlite3_module relation_module;

#endif
