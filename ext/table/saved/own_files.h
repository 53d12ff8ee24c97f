/* The files of the databases that a connection has open, and of its cache: no
** listings, whatever is in them. */
#ifndef PAPERS_TABLE_SAVED_OWN_FILES_H
#define PAPERS_TABLE_SAVED_OWN_FILES_H

#include "table/connection.h"

/* Whether a path names another file than these, under any of its names. false
** with the error set. A path that names nothing is none of them. */
bool own_files_allow(const struct connection *connection, const char *path,
                     struct error *error);

#endif
