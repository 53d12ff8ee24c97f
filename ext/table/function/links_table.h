/* The table-valued function repo_links(text): the links of a text, one row
** each, in the order of the text. Each row is found only when SQLite moves to
** it. The hidden column `text` is exactly the value that was given. */
#ifndef PAPERS_TABLE_FUNCTION_LINKS_TABLE_H
#define PAPERS_TABLE_FUNCTION_LINKS_TABLE_H

#include "table/columns.h"

extern const sqlite3_module links_module;
extern const struct surface links_surface;

#endif
