/* From a text to the value of a setting: what is accepted, and the words that
** say so. Numbers are read without regard to the locale. */
#ifndef PAPERS_TABLE_SETTINGS_READ_H
#define PAPERS_TABLE_SETTINGS_READ_H

#include "table/settings/settings.h"

/* No URL, secret or path of a setting may be longer. */
enum { SETTING_MAX_LENGTH = 4096 };

/* Gives the text back. */
void setting_value_clear(struct setting_value *value);

/* Fills *value, to be cleared by the caller. False with the error set: `'-1'
** is not accepted: seconds from 0.001 to 86400`, without a name before it, or
** no memory. White space around the text is ignored. A secret that is blank
** is no value. The error never holds a secret or a URL's user. */
bool setting_read(const struct setting *setting, struct slice text,
                  struct setting_value *value, struct error *error);

/* What setting_read accepts, in words; at most `size` bytes. */
void setting_accepts(const struct setting *setting, char *to, size_t size);

/* A plain decimal number: digits, perhaps with a sign and a fraction. */
bool setting_read_number(struct slice text, double *number);

#endif
