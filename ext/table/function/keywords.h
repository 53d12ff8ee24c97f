/* The functions keyword_match, keyword_score, keyword_highlight and
** keyword_snippet. text/keyword defines the query language; FTS5 makes the
** tokens. Each is NULL if an argument is NULL. */
#ifndef PAPERS_TABLE_FUNCTION_KEYWORDS_H
#define PAPERS_TABLE_FUNCTION_KEYWORDS_H

#include "table/sqlite.h"

/* keyword_match(query): whether the query can match any text. */
void keyword_can_match_call(sqlite3_context *context, int count,
                            sqlite3_value **values);

/* (text, query [, tokenizer]) */
void keyword_match_call(sqlite3_context *context, int count,
                        sqlite3_value **values);
void keyword_score_call(sqlite3_context *context, int count,
                        sqlite3_value **values);

/* (text, query, open, close [, tokenizer]) */
void keyword_highlight_call(sqlite3_context *context, int count,
                            sqlite3_value **values);

/* (text, query, open, close, ellipsis, tokens [, tokenizer]) */
void keyword_snippet_call(sqlite3_context *context, int count,
                          sqlite3_value **values);

#endif
