/* How much of yajl's own speed is left after making papers: the same bytes
** through yajl with empty callbacks, and through the decoder with five
** columns wanted. Arguments: JSON files, each an array of entries. Prints
** megabytes a second and the ratio; the best of several rounds counts,
** because other work on the machine only ever slows one down. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <yajl/yajl_parse.h>

#include "base/buffer.h"
#include "listing/decode.h"

enum { ROUNDS = 9, PIECE = 64 * 1024, ENOUGH = 8 * 1024 * 1024 };

static int nothing(void *context) {
  (void)context;
  return 1;
}

static int no_boolean(void *context, int truth) {
  (void)context;
  (void)truth;
  return 1;
}

static int no_number(void *context, const char *at, size_t length) {
  (void)context;
  (void)at;
  (void)length;
  return 1;
}

static int no_text(void *context, const unsigned char *at, size_t length) {
  (void)context;
  (void)at;
  (void)length;
  return 1;
}

static const yajl_callbacks empty = {
    .yajl_null = nothing,
    .yajl_boolean = no_boolean,
    .yajl_number = no_number,
    .yajl_string = no_text,
    .yajl_start_map = nothing,
    .yajl_map_key = no_text,
    .yajl_end_map = nothing,
    .yajl_start_array = nothing,
    .yajl_end_array = nothing,
};

static size_t piece_at(struct slice body, size_t at) {
  return body.length - at < PIECE ? body.length - at : PIECE;
}

static void run_yajl(struct slice body) {
  yajl_handle handle = yajl_alloc(&empty, NULL, NULL);
  for (size_t at = 0; at < body.length; at += PIECE) {
    yajl_parse(handle, (const unsigned char *)body.at + at, piece_at(body, at));
  }
  if (yajl_complete_parse(handle) != yajl_status_ok) exit(1);
  yajl_free(handle);
}

static void run_decoder(struct slice body, paper_fields wanted) {
  struct error error = {0};
  struct decoder *decoder = decode_new(DECODE_LISTING, wanted, &error);
  bool truncated;
  for (size_t at = 0; at < body.length; at += PIECE) {
    decode_feed(decoder, body.at + at, piece_at(body, at), &error);
    while (decode_pop(decoder)) {
    }
  }
  if (!decode_end(decoder, &truncated, &error)) {
    fprintf(stderr, "%s\n", error.text);
    exit(1);
  }
  decode_free(decoder);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Entries such as the service sends, where there are no recorded ones. */
static void generate(struct buffer *body) {
  for (int i = 0; body->length < ENOUGH; i++) {
    buffer_format(body, "%s{\"paper\":{\"id\":\"2601.%05d\",\"authors\":[",
                  i ? "," : "[", i);
    for (int author = 0; author < 12; author++) {
      buffer_format(body,
                    "%s{\"_id\":\"66540321d200a2ecdf78%04d\",\"name\":"
                    "\"Author N. %d\",\"hidden\":false}",
                    author ? "," : "", author, author);
    }
    buffer_append_text(body, "],\"publishedAt\":\"2026-01-15T18:55:03.000Z\","
                             "\"submittedOnDailyAt\":"
                             "\"2026-01-16T00:00:00.000Z\",\"title\":"
                             "\"A paper about nothing\",\"summary\":\"");
    for (int line = 0; line < 20; line++) {
      buffer_append_text(body, "A line of an abstract, as long as such lines "
                               "are when arXiv wraps them.\\n");
    }
    buffer_format(body, "\",\"upvotes\":%d},\"numComments\":3,", i % 100);
    buffer_append_text(body, "\"title\":\"A paper about nothing\","
                             "\"isAuthorParticipating\":false}");
  }
  buffer_append_byte(body, ']');
}

/* Appends the file's elements to the array in `body`. */
static void read_file(const char *path, struct buffer *body) {
  FILE *file = fopen(path, "rb");
  if (!file) exit(1);
  size_t start = body->length, length;
  char piece[4096];
  while ((length = fread(piece, 1, sizeof piece, file)) > 0) {
    buffer_append(body, piece, length);
  }
  fclose(file);
  while (body->length > start && body->at[body->length - 1] != ']') {
    body->length--;
  }
  if (start) {
    body->at[start - 1] = ',';
    while (body->at[start] != '[') {
      body->at[start++] = ' ';
    }
    body->at[start] = ' ';
  }
}

int main(int count, char **arguments) {
  static const paper_fields columns =
      PAPER_BIT(PAPER_ID) | PAPER_BIT(PAPER_TITLE) |
      PAPER_BIT(PAPER_PUBLISHED) | PAPER_BIT(PAPER_LISTED) |
      PAPER_BIT(PAPER_UPVOTES);
  struct buffer body;
  double best[3] = {1e9, 1e9, 1e9};
  buffer_init(&body, (size_t)1 << 30);
  for (int i = 1; i < count; i++) {
    read_file(arguments[i], &body);
  }
  if (count < 2) generate(&body);
  for (int i = 0; i < ROUNDS * 3; i++) {
    double start = now();
    if (i % 3 == 0) run_yajl(buffer_slice(&body));
    if (i % 3 == 1) run_decoder(buffer_slice(&body), columns);
    if (i % 3 == 2) run_decoder(buffer_slice(&body), PAPER_ALL);
    double time = now() - start;
    if (time < best[i % 3]) best[i % 3] = time;
  }
  double size = (double)body.length / 1e6;
  printf("yajl %.0f MB/s, five columns %.0f MB/s (%.2f of it, at least 0.60), "
         "all %.0f MB/s (%.2f)\n",
         size / best[0], size / best[1], best[0] / best[1], size / best[2],
         best[0] / best[2]);
  buffer_clear(&body);
  return best[0] / best[1] < 0.6;
}
