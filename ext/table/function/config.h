/* The settings in SQL: the table papers_config, one row each, and the function
** papers_config(name) and papers_config(name, value). */
#ifndef PAPERS_TABLE_FUNCTION_CONFIG_H
#define PAPERS_TABLE_FUNCTION_CONFIG_H

#include "table/sqlite.h"

extern const sqlite3_module config_module;

/* The value of a setting as its kind is: REAL for seconds, INTEGER for counts,
** bytes and switches, TEXT for URLs; of a secret 'set' or NULL. */
void config_read_call(sqlite3_context *context, int count,
                      sqlite3_value **values);

/* Sets it for this connection and gives the new value; NULL goes back to what
** loading had. */
void config_write_call(sqlite3_context *context, int count,
                       sqlite3_value **values);

#endif
