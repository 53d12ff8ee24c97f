/* Which of a text's repositories is the paper's own. The words between two
** links are read once. They say whether the text offers the next link as code
** ("Our code is available at"), and whether as somebody else's ("built on").
*/
#include "base/ascii.h"
#include "text/link/links.h"

/* How many bytes before a link are read, at most. */
enum { WINDOW = 400 };

/* What the words of the sentence say up to the link. */
struct offer {
  bool code;         /* they speak of code */
  bool leads;        /* and then of the place where it is */
  bool foreign;      /* since the last link, of what others made */
  char last;         /* the last byte but for spaces and brackets */
  bool ends_leading; /* the last word is one that comes before a place */
};

static const char *const code_words[] = {"code",
                                         "codes",
                                         "codebase",
                                         "codebases",
                                         "implementation",
                                         "implementations",
                                         "repository",
                                         "repositories",
                                         "repo",
                                         "repos",
                                         "release",
                                         "releases",
                                         "released",
                                         "releasing",
                                         "sourced",
                                         "sourcing",
                                         NULL};
static const char *const leading_words[] = {
    "available",  "released", "release",   "accessible", "accessed",
    "found",      "provided", "published", "hosted",     "sourced",
    "downloaded", "public",   NULL};
static const char *const prepositions[] = {
    "at",    "in",  "via",     "from", "on",   "here", "under",
    "visit", "see", "through", "url",  "link", NULL};
static const char *const foreign_words[] = {
    "based",    "built",     "build",      "builds",    "building", "adapted",
    "adapt",    "adapts",    "fork",       "forked",    "modified", "modify",
    "extend",   "extends",   "extended",   "extending", "uses",     "using",
    "use",      "follow",    "following",  "follows",   "baseline", "baselines",
    "compare",  "compared",  "original",   "unlike",    "borrowed", "thanks",
    "evaluate", "evaluated", "evaluating", NULL};

static void read_word(struct offer *offer, struct slice word) {
  bool is_code = ascii_is_one_of(word, code_words);
  offer->ends_leading = is_code || ascii_is_one_of(word, prepositions);
  if (is_code) offer->code = true;
  if (offer->code && ascii_is_one_of(word, leading_words)) offer->leads = true;
  if (ascii_is_one_of(word, foreign_words)) offer->foreign = true;
}

/* Whether a sentence ends at this byte: a full stop before white space and no
** small letter. */
static bool ends_sentence(struct slice text, size_t at) {
  if (!ascii_is_in(text.at[at], ".!?")) return false;
  size_t next = at + 1;
  while (next < text.length && ascii_is_space(text.at[next]))
    next++;
  return next > at + 1 && next < text.length && !ascii_is_lower(text.at[next]);
}

static void read_gap(struct offer *offer, struct slice gap) {
  if (gap.length > WINDOW) {
    *offer = (struct offer){0};
    gap = ascii_skip(gap, gap.length - WINDOW);
  }
  offer->foreign = false;
  size_t word = 0;
  for (size_t i = 0; i <= gap.length; i++) {
    bool at_end = i == gap.length;
    if (!at_end && ascii_is_letter(gap.at[i])) continue;
    if (i > word) {
      read_word(offer, (struct slice){gap.at + word, i - word});
      offer->last = gap.at[i - 1];
    }
    word = i + 1;
    if (at_end) return;
    if (ends_sentence(gap, i)) *offer = (struct offer){0};
    if (!ascii_is_space(gap.at[i]) && !ascii_is_in(gap.at[i], "({[<\\\"'`*")) {
      offer->last = gap.at[i];
    }
  }
}

static bool is_offered(const struct offer *offer) {
  return offer->code && !offer->foreign &&
         (offer->leads || offer->ends_leading || offer->last == ':');
}

/* The higher the better; the same does not replace an earlier one. */
static int merit(const struct link *link, const struct offer *offer) {
  if (link->repo == LINK_REPO_NONE) return 0;
  return (link->repo == LINK_REPO_CODE ? 3 : 1) + is_offered(offer);
}

enum { BEST_MERIT = 4 };

bool repo_link_find(struct slice text, struct link *link) {
  struct link_scan scan;
  struct offer offer = {0};
  struct link next;
  int best = 0;
  link_scan_init(&scan, text);
  while (best < BEST_MERIT) {
    size_t from = scan.floor;
    if (!link_scan_next(&scan, &next)) break;
    size_t to = (size_t)(next.raw.at - text.at);
    read_gap(&offer, (struct slice){text.at + from, to - from});
    int value = merit(&next, &offer);
    if (value > best) {
      *link = next;
      best = value;
    }
  }
  return best > 0;
}
