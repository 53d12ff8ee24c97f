/* Lists of English words that stand beside addresses in abstracts. */
#include "text/link/words.h"

#include "base/ascii.h"

static const char *const openers[] = {"a",         "additionally",
                                      "all",       "also",
                                      "an",        "and",
                                      "as",        "at",
                                      "based",     "benchmark",
                                      "both",      "by",
                                      "check",     "code",
                                      "codes",     "compared",
                                      "data",      "dataset",
                                      "datasets",  "demo",
                                      "demos",     "experiments",
                                      "extensive", "finally",
                                      "for",       "from",
                                      "further",   "furthermore",
                                      "here",      "homepage",
                                      "how",       "however",
                                      "i",         "if",
                                      "in",        "index",
                                      "it",        "its",
                                      "keywords",  "model",
                                      "models",    "moreover",
                                      "more",      "notably",
                                      "on",        "our",
                                      "overall",   "page",
                                      "please",    "pretrained",
                                      "project",   "results",
                                      "see",       "since",
                                      "some",      "supplementary",
                                      "that",      "the",
                                      "then",      "there",
                                      "these",     "they",
                                      "this",      "thus",
                                      "to",        "video",
                                      "videos",    "we",
                                      "website",   "weights",
                                      "when",      "while",
                                      "with",      NULL};

/* Capitalised endings of names with a dot. */
static const char *const endings[] = {"ai",   "app", "core", "cpp", "gym",
                                      "java", "js",  "json", "lib", "ml",
                                      "net",  "nlp", "py",   "rs",  NULL};

static const char *const prose[] = {
    "a",     "all",      "also", "an",     "and",     "are",      "as",
    "at",    "both",     "but",  "by",     "can",     "contains", "for",
    "from",  "has",      "have", "here",   "if",      "in",       "including",
    "is",    "it",       "its",  "may",    "of",      "on",       "or",
    "our",   "provides", "so",   "soon",   "that",    "the",      "their",
    "there", "these",    "they", "this",   "to",      "under",    "upon",
    "using", "via",      "was",  "we",     "were",    "where",    "which",
    "while", "will",     "with", "within", "without", "you",      NULL};

static const char *const verbs[] = {"are",  "can",  "contain", "has",
                                    "have", "is",   "may",     "provide",
                                    "was",  "were", "will",    NULL};

/* The word of letters that the text begins with. */
static struct slice first_word(struct slice text) {
  size_t length = 0;
  while (length < text.length && length < 16 &&
         ascii_is_letter(text.at[length])) {
    length++;
  }
  return (struct slice){text.at, length};
}

static bool is_capitalised(struct slice word) {
  if (word.length < 2 || !ascii_is_upper(word.at[0])) return false;
  for (size_t i = 1; i < word.length; i++) {
    if (!ascii_is_lower(word.at[i])) return false;
  }
  return true;
}

bool link_word_begins_sentence(struct slice word, struct slice after) {
  if (!word.length || !after.length || !ascii_is_upper(word.at[0])) {
    return false;
  }
  if (word.length > 1 && !is_capitalised(word)) return false;
  bool goes_on = after.length > 1 && ascii_is_space(after.at[0]);
  if (ascii_is_one_of(word, openers)) {
    return word.length > 1 || (goes_on && ascii_is_lower(after.at[1]));
  }
  if (ascii_is_one_of(word, endings) || word.length < 2) return false;
  return goes_on && ascii_is_lower(after.at[1]);
}

bool link_word_is_prose(struct slice word) {
  while (word.length && word.at[word.length - 1] == '.')
    word.length--;
  return ascii_is_one_of(word, prose) ||
         (is_capitalised(word) && ascii_is_one_of(word, openers));
}

bool link_word_is_verb(struct slice text) {
  if (!text.length || text.at[0] != ' ') return false;
  return ascii_is_one_of(first_word(ascii_skip(text, 1)), verbs);
}
