/* The table-valued function repo_links(text): every link of a text, a row
** each, in the order of the text.
**
** A cursor holds the text and where it stands in it; the next row is found
** when it is asked for. The hidden column `text` is the value that was given,
** to the bit. */
#ifndef PAPERS_TABLE_FUNCTION_LINKS_TABLE_H
#define PAPERS_TABLE_FUNCTION_LINKS_TABLE_H

#include "table/sqlite.h"

extern const sqlite3_module links_module;

#endif
