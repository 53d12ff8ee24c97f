/* Parses a keyword query into a tree. The language is that of FTS5 without
** column names. A query that FTS5 accepts means the same as in FTS5:
**
**   word  "two words"  one + two  pref*  ^first  NEAR(a "b c", 5)
**   a b  (both: binds tightest)   NOT   AND   OR  (binds loosest)   ( )
**
** What FTS5 refuses means what people expect:
**   - other characters belong to the word they touch, and the tokens of that
**     word are a phrase (vision-language, GPT-4o, don't). A word that has only
**     such characters, and no token, is left out;
**   - `-x` at the beginning of a word, and NOT without a left side, exclude:
**     `a -b c` is `(a c) NOT b`. A query that only excludes matches nothing;
**   - an operator without a right side, `)` without `(`, `()`, and `*`, `^` and
**     `+` in places without a meaning are left out;
**   - parentheses may stand in a list: `a (b OR c)`.
** Errors: a quote or a parenthesis that is not closed, and a query over a
** limit.
**
** There is no recursion: depth costs memory and no stack. The time is linear in
** the query. */
#ifndef PAPERS_TEXT_KEYWORD_PARSE_H
#define PAPERS_TEXT_KEYWORD_PARSE_H

#include "text/keyword/tree.h"

/* Fills the tree. false, with the error set, for the reasons of keyword_new.
** The caller clears the tree in either case. */
bool keyword_parse(struct keyword_tree *tree, struct slice query,
                   const struct keyword_tokenizer *tokenizer,
                   struct error *error);

#endif
