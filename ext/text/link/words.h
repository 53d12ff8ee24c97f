/* What prose puts beside an address, so that it is told from the address.
** Words are ASCII and compared without regard to capitals unless said. */
#ifndef PAPERS_TEXT_LINK_WORDS_H
#define PAPERS_TEXT_LINK_WORDS_H

#include "base/slice.h"

/* Whether the word glued after an address and a full stop begins a sentence
** that goes on with `after`: a word that often does, or any capitalised word
** before a small one. Endings that names have ("Foo.Json") do not, and
** nothing does at the end of the text. */
bool link_word_begins_sentence(struct slice word, struct slice after);

/* Whether the word is one that stands in a sentence after an address and
** hardly is a repository's name: a small word, or one that begins one. */
bool link_word_is_prose(struct slice word);

/* Whether the text goes on with a space and a verb, whose subject then is the
** word before it. */
bool link_word_is_verb(struct slice text);

#endif
