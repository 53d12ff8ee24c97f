#include "text/arxiv.h"

#include <string.h>

#include "base/ascii.h"
#include "text/arxiv_context.h"

/* The archives of the time when an id began with one. */
static const char *const archives[] = {
    "acc-phys", "adap-org", "alg-geom", "ao-sci",   "astro-ph", "atom-ph",
    "bayes-an", "chao-dyn", "chem-ph",  "cmp-lg",   "comp-gas", "cond-mat",
    "cs",       "dg-ga",    "funct-an", "gr-qc",    "hep-ex",   "hep-lat",
    "hep-ph",   "hep-th",   "math",     "math-ph",  "mtrl-th",  "nlin",
    "nucl-ex",  "nucl-th",  "patt-sol", "physics",  "plasm-ph", "q-alg",
    "q-bio",    "quant-ph", "solv-int", "supr-con", NULL};

enum { LONGEST_ARCHIVE = 8 };

/* Where something stands in the text: [start, end). */
struct place {
  size_t start, end;
};

static size_t count_digits(struct slice text, size_t from) {
  size_t end = from;
  while (end < text.length && ascii_is_digit(text.at[end]))
    end++;
  return end - from;
}

static int two_digits(const char *at) {
  return (at[0] - '0') * 10 + (at[1] - '0');
}

static bool only_zeros(const char *at, size_t count) {
  while (count && *at == '0') {
    at++;
    count--;
  }
  return count == 0;
}

static bool month_is_valid(const char *month) {
  int number = two_digits(month);
  return number >= 1 && number <= 12;
}

size_t arxiv_new_length(struct slice text, size_t from) {
  if (count_digits(text, from) != 4) return 0;
  const char *at = text.at + from;
  size_t dot = from + 4;
  if (dot >= text.length || text.at[dot] != '.') return 0;
  size_t digits = count_digits(text, dot + 1);
  int year = two_digits(at), month = two_digits(at + 2);
  if (!month_is_valid(at + 2) || year < 7 || (year == 7 && month < 4)) return 0;
  if (digits != (year < 15 ? 4u : 5u)) return 0;
  return only_zeros(at + 5, digits) ? 0 : 5 + digits;
}

/* Whether the 7 digits are those of an id from the 1990s (papers older than
** arXiv itself were added with the month they were written) to 2007-03. */
static bool old_number_is_valid(const char *at) {
  int year = two_digits(at), month = two_digits(at + 2);
  if (!month_is_valid(at + 2) || only_zeros(at + 4, 3)) return false;
  return year >= 90 || year < 7 || (year == 7 && month < 4);
}

/* Skips a subject class (".GT", ".str-el", ".QA") backwards from `end`. */
static size_t before_subject_class(struct slice text, size_t end) {
  size_t at = end;
  while (at > 0 && end - at < LONGEST_ARCHIVE &&
         (ascii_is_letter(text.at[at - 1]) || text.at[at - 1] == '-')) {
    at--;
  }
  bool is_class = at > 0 && at < end && text.at[at - 1] == '.';
  return is_class ? at - 1 : end;
}

/* The archive's name that ends at `end` and does not begin inside a word. */
static bool archive_before(struct slice text, size_t end,
                           struct place *archive) {
  size_t at = end;
  while (at > 0 && end - at <= LONGEST_ARCHIVE &&
         (ascii_is_letter(text.at[at - 1]) || text.at[at - 1] == '-')) {
    at--;
  }
  *archive = (struct place){at, end};
  struct slice name = {text.at + at, end - at};
  return ascii_is_one_of(name, archives) &&
         (at == 0 || !ascii_is_digit(text.at[at - 1]));
}

/* An old id around the slash: its archive, and its number in *number. */
static bool old_id_around(struct slice text, size_t slash,
                          struct place *archive, struct place *number) {
  if (count_digits(text, slash + 1) != 7) return false;
  if (!old_number_is_valid(text.at + slash + 1)) return false;
  *number = (struct place){slash + 1, slash + 8};
  if (archive_before(text, slash, archive)) return true;
  size_t end = before_subject_class(text, slash);
  return end < slash && archive_before(text, end, archive);
}

/* The end of the id with its version, or 0 where a letter or digit goes on. */
static size_t end_with_version(struct slice text, size_t end) {
  if (end < text.length && ascii_lower(text.at[end]) == 'v') {
    size_t digits = count_digits(text, end + 1);
    if (digits) end += 1 + digits;
  }
  return end < text.length && ascii_is_word(text.at[end]) ? 0 : end;
}

static void store(struct arxiv_id *id, struct slice text, struct place archive,
                  struct place number) {
  size_t length = 0;
  for (size_t i = archive.start; i < archive.end; i++) {
    id->text[length++] = ascii_lower(text.at[i]);
  }
  if (length) id->text[length++] = '/';
  memcpy(id->text + length, text.at + number.start, number.end - number.start);
  id->length = length + number.end - number.start;
  id->text[id->length] = 0;
}

bool arxiv_is_id(struct slice text) {
  if (!text.length || text.length >= ARXIV_ID_SIZE) return false;
  if (ascii_is_digit(text.at[0])) {
    return arxiv_new_length(text, 0) == text.length;
  }
  const char *slash = memchr(text.at, '/', text.length);
  if (!slash) return false;
  struct place archive, number;
  size_t at = (size_t)(slash - text.at);
  if (!old_id_around(text, at, &archive, &number)) return false;
  for (size_t i = 0; i < at; i++) {
    if (ascii_is_upper(text.at[i])) return false;
  }
  return archive.start == 0 && archive.end == at && number.end == text.length;
}

/* What is known while the text is read. */
struct search {
  struct slice text;
  size_t previous; /* where the last bare id ended */
  bool bare_found;
  struct arxiv_id bare;
};

/* Looks at the digits that begin at `at`; true ends the search. */
static bool try_new(struct search *search, size_t at, struct arxiv_id *id) {
  size_t length = arxiv_new_length(search->text, at);
  if (!length) return false;
  struct place number = {at, at + length};
  size_t end = end_with_version(search->text, number.end);
  if (!end) return false;
  if (arxiv_is_marked(search->text, at)) {
    store(id, search->text, (struct place){0}, number);
    return true;
  }
  if (arxiv_left_is_free(search->text, at, search->previous) &&
      arxiv_right_is_free(search->text, end)) {
    search->previous = end;
    if (!search->bare_found) {
      store(&search->bare, search->text, (struct place){0}, number);
    }
    search->bare_found = true;
  }
  return false;
}

static bool try_old(struct search *search, size_t at, struct arxiv_id *id) {
  struct place archive, number;
  if (!at || search->text.at[at - 1] != '/') return false;
  if (!old_id_around(search->text, at - 1, &archive, &number)) return false;
  if (!end_with_version(search->text, number.end)) return false;
  store(id, search->text, archive, number);
  return true;
}

bool arxiv_find(struct slice text, struct arxiv_id *id) {
  struct search search = {.text = text};
  size_t at = 0;
  while (at < text.length) {
    if (!ascii_is_digit(text.at[at])) {
      at++;
      continue;
    }
    if (try_new(&search, at, id) || try_old(&search, at, id)) return true;
    at += count_digits(text, at);
  }
  if (search.bare_found) *id = search.bare;
  return search.bare_found;
}
