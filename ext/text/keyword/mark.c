/* Writes marks into a text, and chooses the stretch that a snippet shows. Gets
** the occurrences that were found, and must not know the query. */
#include "text/keyword/keyword.h"

#include <stdlib.h>

/* --- Marks ------------------------------------------------------------- */

/* A run: occurrences, each of which shares a token with one before it. */
struct run {
  size_t next;         /* the first occurrence after the run */
  int64_t first, last; /* its tokens; -1 if there is no run */
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
  size_t copied; /* bytes of the text that were copied or left out */
  bool open;     /* the opening mark was written, the closing one not yet */
};

/* Copies the text up to byte `end`. */
static void copy_text(struct marker *marker, size_t end) {
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
    copy_text(marker, span->start);
    buffer_append_slice(marker->to, marker->marks->open);
    marker->open = true;
  }
  if (number == run->last) {
    copy_text(marker, span->end);
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
  copy_text(&marker, text.length);
}

/* --- Which stretch is best ------------------------------------------------
** The rules are FTS5's. The candidates are a stretch around each occurrence and
** one from the beginning of its sentence. A stretch is worth 1000 for each
** phrase in it and 1 for each further occurrence; one from the beginning of a
** sentence 100 more, of the first sentence 120 more. Of equal stretches the
** first one counts. */

/* The occurrences that begin in a stretch, and their worth. */
struct passage {
  const struct keyword_found *found;
  uint32_t *counts;  /* by entry */
  size_t first, end; /* instances */
  int64_t worth;
};

/* The worth of an instance beside those in the passage. */
static int64_t worth_of(const struct passage *passage, size_t number) {
  uint32_t entry = passage->found->instances[number].entry;
  int64_t weight = passage->found->weights[entry];
  return passage->counts[entry] ? weight : 1000 * weight;
}

/* Moves the passage to the tokens from `start` to `end`. It only moves
** forwards. */
static void move_passage(struct passage *passage, int64_t start, int64_t end) {
  const struct keyword_instance *instances = passage->found->instances;
  size_t count = passage->found->instance_count;
  for (; passage->end < count && instances[passage->end].start < end;
       passage->end++) {
    passage->worth += worth_of(passage, passage->end);
    passage->counts[instances[passage->end].entry]++;
  }
  for (;
       passage->first < passage->end && instances[passage->first].start < start;
       passage->first++) {
    passage->counts[instances[passage->first].entry]--;
    passage->worth -= worth_of(passage, passage->first);
  }
}

/* Finds the beginnings of sentences in one pass over the text: the first token,
** and each token after `.` or `:` and white space. */
struct sentences {
  struct slice text;
  const struct keyword_found *found;
  size_t read;   /* bytes read so far */
  size_t solid;  /* the end of the last byte that is not white space */
  size_t next;   /* the next token */
  int64_t start; /* the token of the last beginning */
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

/* The last beginning of a sentence up to the token. Tokens must come in
** ascending order. */
static int64_t sentence_start(struct sentences *sentences, uint32_t token) {
  for (; sentences->next <= token; sentences->next++) {
    if (begins_sentence(sentences, sentences->next)) {
      sentences->start = (int64_t)sentences->next;
    }
  }
  return sentences->start;
}

/* The start of the stretch that has the occurrences of the passage in its
** middle. The first of them begins at token `first`. */
static int64_t centered_start(const struct passage *passage, int64_t first,
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

static void keep_better(struct best *best, int64_t worth, int64_t start) {
  if (worth > best->worth) *best = (struct best){worth, start};
}

/* The start of the best stretch. The two passages are empty at first. */
static int64_t best_start(struct passage *around, struct passage *from,
                          struct slice text, int64_t tokens) {
  const struct keyword_found *found = around->found;
  struct sentences sentences = {.text = text, .found = found};
  struct best best = {0, 0};
  for (size_t i = 0; i < found->instance_count; i++) {
    int64_t start = found->instances[i].start;
    move_passage(around, start, start + tokens);
    keep_better(&best, around->worth, centered_start(around, start, tokens));
    if ((int64_t)found->span_count <= tokens) continue;
    int64_t sentence = sentence_start(&sentences, found->instances[i].start);
    if (sentence >= start) continue;
    move_passage(from, sentence, sentence + tokens);
    keep_better(&best, from->worth + (sentence ? 100 : 120), sentence);
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
    copy_text(marker, found->spans[end - 1].end);
  }
  close_mark(marker);
  if (end == all) {
    copy_text(marker, marker->text.length);
    return;
  }
  copy_text(marker, found->spans[end - 1].end);
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
