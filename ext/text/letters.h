/* Letters of all scripts, as far as names and links need to tell them from
** punctuation. */
#ifndef PAPERS_TEXT_LETTERS_H
#define PAPERS_TEXT_LETTERS_H

#include <stdbool.h>
#include <stdint.h>

/* Whether the character is a letter, or an accent on one: no punctuation, no
** sign, no emoji. Digits are letters beyond ASCII only. */
bool letter_is(uint32_t character);

/* Whether it may stand in the name of a host beyond ASCII: a letter, or one of
** the digits and signs that browsers take for letters and digits of ASCII. */
bool letter_is_in_names(uint32_t character);

/* Whether it is a capital of Latin, Greek or Cyrillic. */
bool letter_is_capital(uint32_t character);

/* Whether it is Han, kana or Hangul: scripts that put no spaces between words,
** or have no capitals. */
bool letter_is_east_asian(uint32_t character);

/* Whether it is an accent that stands after its letter. */
bool letter_is_accent(uint32_t character);

#endif
