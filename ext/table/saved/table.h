/* The table functions papers_read(path [, year]) and papers_parse(content
** [, year]): the rows of a saved listing, from a file or from a value.
**
** papers_read is DIRECTONLY: a view or a trigger of a strange database must not
** read the files of the person who opens it. papers_parse reads only its
** argument and has the ordinary risk level. */
#ifndef PAPERS_TABLE_SAVED_TABLE_H
#define PAPERS_TABLE_SAVED_TABLE_H

#include "table/columns.h"

/* To be registered as papers_read and as papers_parse. */
extern const sqlite3_module saved_module;

extern const struct surface saved_read_surface, saved_parse_surface;

#endif
