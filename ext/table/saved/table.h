/* The table functions papers_read(path [, year]) and papers_parse(content
** [, year]): a saved listing, from a file or from a value, as rows.
**
** papers_read is DIRECTONLY: a view or a trigger in somebody else's database
** must not read the files of whoever opens it. papers_parse reads nothing but
** what it is given, and has the ordinary risk level. */
#ifndef PAPERS_TABLE_SAVED_TABLE_H
#define PAPERS_TABLE_SAVED_TABLE_H

#include "table/connection.h"

extern const sqlite3_module papers_read_module;
extern const sqlite3_module papers_parse_module;

#endif
