/* Writes marks into a text where something was found, and chooses the stretch
** that a snippet shows. Knows what was found, but no query. */
#include "text/keyword/keyword.h"

#include <stdlib.h>

/* --- Marks ------------------------------------------------------------- */

/* A run of occurrences of which each shares a token with the one before. */
struct run {
  size_t next;         /* the first occurrence behind it */
  int64_t first, last; /* tokens; -1 when there is none */
};

static void next_run(struct run *run, const struct keyword_found *found) {
  run->first = run->last = -1;
  for (; run->next < found->instance_count; run->next++) {
    const struct keyword_instance *at = &found->instances[run->next];
    int64_t last = (int64_t)at->start + at->length - 1;
    if (run->first < 0) {
      run->first = at->start;
      run->last = last;
    } else if (at->start > run->last) {
      return;
    } else if (last > run->last) {
      run->last = last;
    }
  }
}

struct marker {
  struct buffer *to;
  struct slice text;
  const struct keyword_found *found;
  const struct keyword_marks *marks;
  struct run run;
  size_t copied; /* bytes of the text that are dealt with */
  bool open;
};

static void copy_to(struct marker *marker, size_t end) {
  if (end <= marker->copied) return;
  buffer_append(marker->to, marker->text.at + marker->copied,
                end - marker->copied);
  marker->copied = end;
}

static void close_mark(struct marker *marker) {
  if (marker->open) buffer_append_slice(marker->to, marker->marks->close);
  marker->open = false;
}

static void mark_token(struct marker *marker, int64_t number) {
  const struct keyword_span *span = &marker->found->spans[number];
  struct run *run = &marker->run;
  bool inside = run->first >= 0 && number > run->first;
  if (!inside && span->start > marker->copied) close_mark(marker);
  if (number == run->first && !marker->open) {
    copy_to(marker, span->start);
    buffer_append_slice(marker->to, marker->marks->open);
    marker->open = true;
  }
  if (number == run->last) {
    copy_to(marker, span->end);
    next_run(run, marker->found);
  }
}

/* Appends the tokens from `first` up to, not including, `end`. */
static void mark_tokens(struct marker *marker, int64_t first, int64_t end) {
  do {
    next_run(&marker->run, marker->found);
  } while (marker->run.first >= 0 && marker->run.first < first);
  for (int64_t i = first; i < end; i++)
    mark_token(marker, i);
}

void keyword_highlight(struct buffer *to, struct slice text,
                       const struct keyword_found *found,
                       const struct keyword_marks *marks) {
  struct marker marker = {to, text, found, marks, {0, -1, -1}, 0, false};
  mark_tokens(&marker, 0, (int64_t)found->span_count);
  close_mark(&marker);
  copy_to(&marker, text.length);
}

/* --- Which stretch is best ------------------------------------------------ */

/* The occurrences that begin in a stretch, and what they are worth. */
struct passage {
  const struct keyword_found *found;
  uint32_t *counts; /* by entry */
  size_t first, end;
  int64_t worth;
};

/* The first of each phrase is worth a thousand, the others one. */
static int64_t worth(const struct passage *passage, size_t number) {
  uint32_t entry = passage->found->instances[number].entry;
  int64_t weight = passage->found->weights[entry];
  return passage->counts[entry] ? weight : 1000 * weight;
}

/* Moves the passage to tokens start to end; it never moves back. */
static void move(struct passage *passage, int64_t start, int64_t end) {
  const struct keyword_instance *instances = passage->found->instances;
  size_t count = passage->found->instance_count;
  for (; passage->end < count && instances[passage->end].start < end;
       passage->end++) {
    passage->worth += worth(passage, passage->end);
    passage->counts[instances[passage->end].entry]++;
  }
  for (;
       passage->first < passage->end && instances[passage->first].start < start;
       passage->first++) {
    passage->counts[instances[passage->first].entry]--;
    passage->worth -= worth(passage, passage->first);
  }
}

/* Finds the beginnings of sentences in one pass over the text: tokens that
** stand behind `.` or `:` and white space, and the first token. */
struct sentences {
  struct slice text;
  const struct keyword_found *found;
  size_t read;   /* bytes looked at */
  size_t solid;  /* behind the last byte that is no white space */
  size_t next;   /* the token to look at */
  int64_t start; /* the last beginning found */
};

static bool begins_sentence(struct sentences *sentences, size_t token) {
  size_t start = sentences->found->spans[token].start;
  for (; sentences->read < start; sentences->read++) {
    char byte = sentences->text.at[sentences->read];
    if (byte != ' ' && byte != '\t' && byte != '\n' && byte != '\r') {
      sentences->solid = sentences->read + 1;
    }
  }
  if (!token) return true;
  if (sentences->solid >= start || !sentences->solid) return false;
  char last = sentences->text.at[sentences->solid - 1];
  return last == '.' || last == ':';
}

/* The last beginning of a sentence up to a token; asked in rising order. */
static int64_t sentence_of(struct sentences *sentences, uint32_t token) {
  for (; sentences->next <= token; sentences->next++) {
    if (begins_sentence(sentences, sentences->next)) {
      sentences->start = (int64_t)sentences->next;
    }
  }
  return sentences->start;
}

/* Where a stretch begins that has the occurrences of the passage, which begins
** with `first`, in its middle. */
static int64_t center(const struct passage *passage, int64_t first,
                      int64_t tokens) {
  const struct keyword_instance *last =
      &passage->found->instances[passage->end - 1];
  int64_t end = (int64_t)last->start + last->length;
  int64_t start = first - (tokens - (end - first)) / 2;
  int64_t all = (int64_t)passage->found->span_count;
  if (start + tokens > all) start = all - tokens;
  return start > 0 ? start : 0;
}

struct best {
  int64_t worth, start;
};

static void improve(struct best *best, int64_t worth_found, int64_t start) {
  if (worth_found > best->worth) *best = (struct best){worth_found, start};
}

/* A stretch around each occurrence, and one from the beginning of its
** sentence, which has an advantage: the first sentence more than others. */
static int64_t best_start(struct passage *around, struct passage *from,
                          struct slice text, int64_t tokens) {
  const struct keyword_found *found = around->found;
  struct sentences sentences = {.text = text, .found = found};
  struct best best = {0, 0};
  for (size_t i = 0; i < found->instance_count; i++) {
    int64_t start = found->instances[i].start;
    move(around, start, start + tokens);
    improve(&best, around->worth, center(around, start, tokens));
    if ((int64_t)found->span_count <= tokens) continue;
    int64_t sentence = sentence_of(&sentences, found->instances[i].start);
    if (sentence >= start) continue;
    move(from, sentence, sentence + tokens);
    improve(&best, from->worth + (sentence ? 100 : 120), sentence);
  }
  return best.start;
}

static void append_snippet(struct marker *marker, int64_t start,
                           int64_t tokens) {
  const struct keyword_found *found = marker->found;
  int64_t all = (int64_t)found->span_count;
  int64_t end = start + tokens < all ? start + tokens : all;
  if (start > 0) {
    buffer_append_slice(marker->to, marker->marks->ellipsis);
    marker->copied = found->spans[start].start;
  }
  mark_tokens(marker, start, end);
  if (end > start && marker->open && marker->run.first >= 0 &&
      marker->run.first < end) {
    copy_to(marker, found->spans[end - 1].end);
  }
  close_mark(marker);
  if (end == all) {
    copy_to(marker, marker->text.length);
    return;
  }
  copy_to(marker, found->spans[end - 1].end);
  buffer_append_slice(marker->to, marker->marks->ellipsis);
}

bool keyword_snippet(struct buffer *to, struct slice text,
                     const struct keyword_found *found,
                     const struct keyword_marks *marks, uint32_t tokens,
                     struct error *error) {
  uint32_t *counts = calloc(2 * found->entry_count + 1, sizeof *counts);
  if (!counts) {
    error_no_memory(error);
    return false;
  }
  struct passage around = {found, counts, 0, 0, 0};
  struct passage from = {found, counts + found->entry_count, 0, 0, 0};
  int64_t start = best_start(&around, &from, text, tokens);
  free(counts);
  struct marker marker = {to, text, found, marks, {0, -1, -1}, 0, false};
  append_snippet(&marker, start, tokens);
  return true;
}
