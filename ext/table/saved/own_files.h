/* The files of the databases that a connection has open, and of its cache. They
** are never read as listings. */
#ifndef PAPERS_TABLE_SAVED_OWN_FILES_H
#define PAPERS_TABLE_SAVED_OWN_FILES_H

#include "table/connection.h"

/* false, with the error set, if the path is a name of one of these files. A
** path where no file is passes. */
bool own_files_check(const struct connection *connection, const char *path,
                     struct error *error);

#endif
