/* The settings in SQL: the table papers_config, one row each, and the functions
** papers_config(name) and papers_config(name, value). And papers_cache_clear(),
** which also has an effect beyond its result. */
#ifndef PAPERS_TABLE_FUNCTION_CONFIG_H
#define PAPERS_TABLE_FUNCTION_CONFIG_H

#include "table/rows.h"

extern const struct rows_source papers_config_rows;

/* All of them have the connection as user data. */

/* The value of a setting: REAL for seconds, INTEGER for counts, bytes and
** switches, TEXT for URLs and files; for a secret, 'set' or NULL. */
void config_read_call(sqlite3_context *context, int count,
                      sqlite3_value **values);

/* Sets a setting for this connection and returns the new value. NULL restores
** the value that it had when the extension was loaded. */
void config_write_call(sqlite3_context *context, int count,
                       sqlite3_value **values);

/* Deletes all stored answers and returns how many there were. */
void cache_clear_call(sqlite3_context *context, int count,
                      sqlite3_value **values);

#endif
