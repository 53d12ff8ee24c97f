/* arXiv ids in texts: their grammar first, then what may stand around them. The
** words around digits tell an id from a phone number, a version or an amount of
** money. */
#include "text/arxiv.h"

#include <assert.h>
#include <string.h>

#include "base/ascii.h"

/* The archives that ids began with, until 2007-03. */
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

/* arXiv's manual lets the years run on to 2106. Today a later one than this is
 *a
 ** mistake: another number, or a year of the 1990s, whose ids had an archive.
 */
enum { LAST_YEAR = 49 };

/* The length of the new id (YYMM.NNNNN) whose digits begin at `from`, with no
** other digit after them; 0 if they are not an id. */
static size_t new_id_length(struct slice text, size_t from) {
  if (count_digits(text, from) != 4) return 0;
  const char *at = text.at + from;
  size_t dot = from + 4;
  if (dot >= text.length || text.at[dot] != '.') return 0;
  size_t digits = count_digits(text, dot + 1);
  int year = two_digits(at), month = two_digits(at + 2);
  if (!month_is_valid(at + 2) || year > LAST_YEAR) return 0;
  if (year < 7 || (year == 7 && month < 4)) return 0;
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

/* Writes the canonical id; the archive is empty for a new one. */
static void store(struct arxiv_id *id, struct slice text, struct place archive,
                  struct place number) {
  size_t length = 0;
  assert(archive.end - archive.start <= LONGEST_ARCHIVE);
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
    return new_id_length(text, 0) == text.length;
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

/* Whether the text before `end` closes with this, in any case. */
static bool ends_with(struct slice text, size_t end, const char *small) {
  size_t length = strlen(small);
  if (length > end) return false;
  return ascii_is((struct slice){text.at + end - length, length}, small);
}

/* Whether one of the words that stand before an id stands there, and no letter
** before it: "CoRR abs/2405.15738" is DBLP's form. */
static bool has_word_mark(struct slice text, size_t start) {
  static const char *const marks[] = {
      "abs/", "id=", "id_list=", "eprint=", "arxiv=", NULL};
  for (size_t i = 0; marks[i]; i++) {
    size_t before = start - strlen(marks[i]);
    if (!ends_with(text, start, marks[i])) continue;
    if (before == 0 || !ascii_is_word(text.at[before - 1])) return true;
  }
  return false;
}

/* Whether what stands before `start` says that an arXiv id follows. */
static bool is_marked(struct slice text, size_t start) {
  /* The last one is a full-width colon. */
  static const char *const marks[] = {
      "/pdf/",    "/html/",      "papers/",
      "/format/", "/src/",       "/e-print/",
      "/ps/",     "/bibtex/",    "/overview/",
      "/audio/",  "/resources/", "alphaxiv.org/",
      "arxiv/",   "arxiv.",      "arxiv_",
      "arxiv-",   "arxiv",       "arxiv\xef\xbc\x9a",
      NULL};
  for (size_t i = 0; marks[i]; i++) {
    if (ends_with(text, start, marks[i])) return true;
  }
  if (has_word_mark(text, start)) return true;
  size_t at = start;
  while (at > 0 && start - at < 4 && ascii_is_space(text.at[at - 1]))
    at--;
  if (at > 0 && text.at[at - 1] == ':') at--;
  while (at > 0 && start - at < 8 && ascii_is_space(text.at[at - 1]))
    at--;
  return at < start && ends_with(text, at, "arxiv");
}

/* Words beside which YYMM.NNNNN is a number of another kind. */
static const char *const foreign_words[] = {
    "version", "ver",    "v",    "release", "build",     "revision", "tel",
    "phone",   "fax",    "call", "mobile",  "telephone", "price",    "cost",
    "costs",   "usd",    "eur",  "gbp",     "cny",       "rmb",      "inr",
    "jpy",     "chf",    "rs",   "dollar",  "dollars",   "euro",     "euros",
    "yuan",    "pounds", "yen",  "rupees",  "percent",   NULL};

/* The word that ends at `end`, perhaps before a dot or colon. */
static struct slice word_before(struct slice text, size_t end) {
  if (end > 0 && (text.at[end - 1] == '.' || text.at[end - 1] == ':')) end--;
  size_t at = end;
  while (at > 0 && end - at < 12 && ascii_is_letter(text.at[at - 1]))
    at--;
  return (struct slice){text.at + at, end - at};
}

static struct slice word_after(struct slice text, size_t start) {
  size_t at = start;
  while (at < text.length && at - start < 12 && ascii_is_letter(text.at[at])) {
    at++;
  }
  return (struct slice){text.at + start, at - start};
}

/* Skips at most a few spaces and hyphens backwards from `at`. */
static size_t before_gap(struct slice text, size_t at) {
  for (int i = 0; i < 3 && at > 0; i++) {
    char byte = text.at[at - 1];
    if (!ascii_is_space(byte) && byte != '-' && byte != '(') break;
    at--;
  }
  return at;
}

/* Signs of money outside ASCII, in UTF-8; the last two are what yuan and yen
** are written with after an amount. */
static const char *const signs[] = {
    "\xe2\x82\xac", "\xc2\xa3",     "\xc2\xa5", "\xe2\x82\xb9",
    "\xe5\x85\x83", "\xe5\x86\x86", NULL};

static bool sign_before(struct slice text, size_t end) {
  for (size_t i = 0; signs[i]; i++) {
    if (ends_with(text, end, signs[i])) return true;
  }
  return false;
}

static bool sign_at(struct slice text, size_t at) {
  for (size_t i = 0; signs[i]; i++) {
    if (ascii_begins(ascii_skip(text, at), signs[i])) return true;
  }
  return false;
}

/* Whether the text before `end` closes with a year in parentheses, and not with
** the area code of a phone number. */
static bool is_year_before(struct slice text, size_t end) {
  if (end < 6) return false;
  struct slice year = {text.at + end - 6, 6};
  bool is_recent = ascii_begins(year, "(19") || ascii_begins(year, "(20");
  return is_recent && count_digits(text, end - 5) == 4;
}

/* Whether what stands before a bare id leaves it a number of its own.
** `previous` is where the last bare id ended, or 0: spaces alone may separate
** the ids of a list. */
static bool is_free_left(struct slice text, size_t start, size_t previous) {
  if (start == 0) return true;
  char byte = text.at[start - 1];
  bool is_ascii = (unsigned char)byte < 0x80;
  if (is_ascii && !ascii_is_space(byte) && !ascii_is_in(byte, "([{<\"',;:#")) {
    return false;
  }
  if (sign_before(text, start)) return false;
  size_t at = before_gap(text, start);
  if (at == 0 || (previous && at == previous)) return true;
  byte = text.at[at - 1];
  if (byte == ')') return is_year_before(text, at);
  if (ascii_is_digit(byte) || ascii_is_in(byte, "+$")) return false;
  if (sign_before(text, at)) return false;
  return !ascii_is_one_of(word_before(text, at), foreign_words);
}

/* The same for the text from `end` on. */
static bool is_free_right(struct slice text, size_t end) {
  if (end == text.length) return true;
  size_t next = end + 1;
  char byte = text.at[end];
  if (ascii_is_in(byte, "-+%$/_=@*\\")) return false;
  if (byte == ',' && new_id_length(text, next)) return true;
  if ((byte == '.' || byte == ',') && next < text.length &&
      ascii_is_digit(text.at[next])) {
    return false;
  }
  if (sign_at(text, end) || sign_at(text, next)) return false;
  if (!ascii_is_space(byte)) return true;
  if (next == text.length) return true;
  if (ascii_is_in(text.at[next], "$%")) return false;
  if (ascii_is_one_of(word_after(text, next), foreign_words)) return false;
  return !ascii_is_digit(text.at[next]) || new_id_length(text, next);
}

/* What is known while a text is read. */
struct search {
  struct slice text;
  size_t previous; /* where the last bare id ended */
  bool bare_found;
  struct arxiv_id bare;
};

/* Takes Markdown's marks of the same kind on both sides into the id. */
static void skip_emphasis(struct slice text, size_t *start, size_t *end) {
  for (int i = 0; i < 3 && *start > 0 && *end < text.length; i++) {
    char mark = text.at[*start - 1];
    if (mark != text.at[*end] || !mark || !ascii_is_in(mark, "*_`|~")) return;
    --*start;
    ++*end;
  }
}

/* Reads the digits that begin at `at`; true if they are a marked id, which ends
** the search. A bare one is kept. */
static bool read_new_id(struct search *search, size_t at, struct arxiv_id *id) {
  size_t length = new_id_length(search->text, at);
  if (!length) return false;
  struct place number = {at, at + length};
  size_t end = end_with_version(search->text, number.end);
  if (!end) return false;
  if (is_marked(search->text, at)) {
    store(id, search->text, (struct place){0}, number);
    return true;
  }
  skip_emphasis(search->text, &at, &end);
  if (is_free_left(search->text, at, search->previous) &&
      is_free_right(search->text, end)) {
    search->previous = end;
    if (!search->bare_found) {
      store(&search->bare, search->text, (struct place){0}, number);
    }
    search->bare_found = true;
  }
  return false;
}

/* The same for an old id, which its archive marks. */
static bool read_old_id(struct search *search, size_t at, struct arxiv_id *id) {
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
    if (read_new_id(&search, at, id) || read_old_id(&search, at, id))
      return true;
    at += count_digits(text, at);
  }
  if (search.bare_found) *id = search.bare;
  return search.bare_found;
}
