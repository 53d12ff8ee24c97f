#include "text/link/read.h"

#include "text/link/reading.h"
#include "text/link/words.h"

void link_take(struct link_reading *reading, char byte, size_t consumed) {
  reading->at += consumed;
  size_t offset = reading->at - reading->start;
  if (reading->length >= LINK_URL_SIZE || offset > UINT16_MAX) {
    reading->too_long = true;
    return;
  }
  reading->bytes[reading->length] = byte;
  reading->ends[reading->length++] = (uint16_t)offset;
}

size_t link_break(struct slice text, size_t at) {
  size_t end = at;
  while (end < text.length && end - at < 3 &&
         (text.at[end] == ' ' || text.at[end] == '\t')) {
    end++;
  }
  if (end < text.length && text.at[end] == '\r') end++;
  if (end < text.length && text.at[end] == '\n') end++;
  if (end == text.length || ascii_is_space(text.at[end])) return 0;
  return end - at;
}

static bool is_host_byte(char byte) {
  return ascii_is_word(byte) || byte == '-' || byte == '.';
}

/* Passes over "user:password@" before a host name. */
static void skip_user(struct link_reading *reading) {
  for (size_t i = 0; i < LINK_LONGEST_TOKEN; i++) {
    char byte = link_peek(reading, i);
    if (byte == '@') {
      reading->at += i + 1;
      reading->start = reading->at;
      return;
    }
    if (!ascii_is_word(byte) && !ascii_is_in(byte, "-._~%!$&*+;=:")) return;
  }
}

static struct slice host_so_far(const struct link_reading *reading) {
  struct slice host = {reading->bytes, reading->length};
  while (host.length && host.at[host.length - 1] == '.')
    host.length--;
  return host;
}

/* Reads over breaks beside dots ("github. com"), as long as what comes is a
** label. */
static void read_broken_host(struct link_reading *reading) {
  for (;;) {
    while (is_host_byte(link_peek(reading, 0)) &&
           reading->length < LINK_LONGEST_HOST) {
      link_take(reading, link_peek(reading, 0), 1);
    }
    size_t length = link_break(reading->text, reading->at);
    bool at_dot = reading->length && reading->bytes[reading->length - 1] == '.';
    if (!length || (!at_dot && link_peek(reading, length) != '.')) return;
    if (!is_host_byte(link_peek(reading, length))) return;
    link_take(reading, link_peek(reading, length), length + 1);
  }
}

static bool read_host(struct link_reading *reading) {
  size_t start = reading->at;
  while (is_host_byte(link_peek(reading, 0)) &&
         reading->length < LINK_LONGEST_HOST) {
    link_take(reading, link_peek(reading, 0), 1);
  }
  size_t end = reading->at, length = reading->length;
  if (!length) return false;
  reading->host = link_host_find(host_so_far(reading));
  if (!reading->host && link_break(reading->text, reading->at)) {
    reading->at = start;
    reading->length = 0;
    read_broken_host(reading);
    reading->host = link_host_find(host_so_far(reading));
    if (!reading->host || link_peek(reading, 0) != '/') {
      reading->host = NULL;
      reading->at = end;
      reading->length = length;
    }
  }
  return true;
}

/* A port after the host name. The usual ones say nothing; with another one
** the host is not the one that is known. */
static void read_port(struct link_reading *reading) {
  size_t digits = 0;
  while (digits < 6 && ascii_is_digit(link_peek(reading, 1 + digits)))
    digits++;
  if (link_peek(reading, 0) != ':' || !digits) return;
  struct slice port = {reading->text.at + reading->at + 1, digits};
  if (slice_is(port, "443") || slice_is(port, "80")) {
    reading->at += 1 + digits;
    return;
  }
  reading->host = NULL;
  for (size_t i = 0; i <= digits; i++)
    link_take(reading, link_peek(reading, 0), 1);
}

size_t link_reading_end(const struct link_reading *reading) {
  if (!reading->length) return reading->start;
  return reading->start + reading->ends[reading->length - 1];
}

/* Cuts a word off that begins the next sentence: "repo.We show". */
static void cut_glued_word(struct link_reading *reading) {
  size_t dot = reading->length;
  while (dot > 0 && ascii_is_letter(reading->bytes[dot - 1]))
    dot--;
  if (dot < 2 || dot == reading->length || reading->bytes[dot - 1] != '.') {
    return;
  }
  struct slice word = {reading->bytes + dot, reading->length - dot};
  struct slice after = ascii_skip(reading->text, link_reading_end(reading));
  if (link_word_begins_sentence(word, after)) reading->length = dot - 1;
}

static void trim(struct link_reading *reading) {
  const char *marks = reading->quote == '_' ? ".,;:!?'*~$_" : ".,;:!?'*~$";
  while (reading->length &&
         ascii_is_in(reading->bytes[reading->length - 1], marks)) {
    reading->length--;
  }
}

static void begin(struct link_reading *reading, struct slice text,
                  const struct link_candidate *candidate) {
  size_t start = candidate->start;
  reading->text = text;
  reading->start = reading->at = candidate->host;
  bool is_quoted = start > 0 && ascii_is_in(text.at[start - 1], "'_*");
  reading->quote = is_quoted ? text.at[start - 1] : 0;
  reading->too_long = false;
  reading->length = reading->host_length = 0;
}

/* The host name and its port, without what the sentence puts behind it. */
static bool read_whole_host(struct link_reading *reading) {
  if (!read_host(reading)) return false;
  read_port(reading);
  if (!ascii_is_in(link_peek(reading, 0), "/?#:\\")) {
    cut_glued_word(reading);
    reading->at = link_reading_end(reading);
  }
  trim(reading);
  reading->host_length = reading->length;
  struct slice host = link_reading_host(reading);
  if (!reading->host) reading->host = link_host_find(host);
  return link_host_is_valid(host);
}

bool link_read(struct link_reading *reading, struct slice text,
               const struct link_candidate *candidate) {
  begin(reading, text, candidate);
  if (candidate->lead == LINK_LEAD_SCHEME) skip_user(reading);
  if (!read_whole_host(reading)) return false;
  if (!reading->host && !candidate->any_host) return false;
  bool is_git =
      candidate->lead == LINK_LEAD_GIT && link_peek(reading, 0) == ':';
  if (is_git) link_take(reading, '/', 1);
  link_read_path(reading, is_git);
  trim(reading);
  if (reading->host_length < reading->length) cut_glued_word(reading);
  trim(reading);
  return !reading->too_long;
}

struct slice link_reading_host(const struct link_reading *reading) {
  return (struct slice){reading->bytes, reading->host_length};
}
