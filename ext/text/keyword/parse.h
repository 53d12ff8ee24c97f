/* A keyword query as a tree. The language is FTS5's without columns, and
** every query that FTS5 accepts has FTS5's meaning:
**
**   word  "two words"  one + two  pref*  ^first  NEAR(a "b c", 5)
**   a b  (both: binds tightest)   NOT   AND   OR  (binds loosest)   ( )
**
** What FTS5 refuses is read as people mean it:
**   - other characters belong to the word they touch, whose tokens are then
**     a phrase (vision-language, GPT-4o, don't). A word of only such
**     characters, without a token, is left out;
**   - `-x` at the beginning of a word, NOT without a left side, and their
**     combinations with AND take rows away: `a -b c` is `(a c) NOT b`. Where
**     nothing is left to take from, nothing matches;
**   - an operator without a right side, `)` without `(`, `*`, `^` and `+` in
**     odd places, and `()` are left out;
**   - parentheses may stand in a list: `a (b OR c)`.
** Only an open quote or parenthesis is an error, and what is too large.
**
** No recursion: depth costs memory, not stack. Linear in the query. */
#ifndef PAPERS_TEXT_KEYWORD_PARSE_H
#define PAPERS_TEXT_KEYWORD_PARSE_H

#include "text/keyword/tree.h"

/* Reads `query`. false, with the error set, for the reasons of keyword_new.
** The tree is to be cleared in any case. */
bool keyword_parse(struct keyword_tree *tree, struct slice query,
                   const struct keyword_tokenizer *tokenizer,
                   struct error *error);

#endif
