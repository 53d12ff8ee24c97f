/* Pages of answers in memory and in a file: see the header. Does not know what
** the bytes are, nor who reads them. */
#include "net/spool.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a page takes at first, enough for a small answer; it grows by doubling.
 */
enum { SPOOL_FIRST = 4 * 1024 };

void spool_init(struct spool *spool, size_t budget) {
  *spool = (struct spool){.budget = budget, .window_slot = -1};
}

void spool_clear(struct spool *spool) {
  if (spool->file) fclose(spool->file);
  free(spool->free_slots);
  free(spool->window);
  spool_init(spool, spool->budget);
}

int64_t spool_size(const struct spool *spool) {
  int64_t slots = spool->slots - spool->first_slot - (int64_t)spool->free_count;
  return (int64_t)spool->used + slots * SPOOL_PAGE;
}

void spool_leave_file(struct spool *spool) {
  if (spool->file) fclose(spool->file);
  spool->file = NULL;
  spool->first_slot = spool->slots;
  spool->free_count = 0;
  spool->window_slot = -1;
}

void spool_run_init(struct spool_run *run, struct spool *spool) {
  *run = (struct spool_run){.spool = spool};
}

static bool file_failed(const char *what, struct error *error) {
  error_set(error, IO_FAILED, "the temporary file could not be %s (error %d)",
            what, errno);
  return false;
}

static bool open_file(struct spool *spool, struct error *error) {
  if (spool->file) return true;
  spool->file = tmpfile();
  if (!spool->file) return file_failed("made", error);
  int file = fileno(spool->file);
  if (fcntl(file, F_SETFD, FD_CLOEXEC) < 0) return file_failed("made", error);
  return true;
}

/* Makes sure that every slot can be freed without allocating memory. */
static bool reserve_slot(struct spool *spool, struct error *error) {
  size_t used = (size_t)(spool->slots - spool->first_slot);
  if (used < spool->free_capacity) return true;
  size_t capacity = spool->free_capacity ? 2 * spool->free_capacity : 64;
  int64_t *grown =
      realloc(spool->free_slots, capacity * sizeof *spool->free_slots);
  if (!grown) {
    error_no_memory(error);
    return false;
  }
  spool->free_slots = grown;
  spool->free_capacity = capacity;
  return true;
}

/* Negative, with the error set, when there is no memory. */
static int64_t take_slot(struct spool *spool, struct error *error) {
  if (spool->free_count) return spool->free_slots[--spool->free_count];
  if (!reserve_slot(spool, error)) return -1;
  return spool->slots++;
}

static void truncate_file(struct spool *spool) {
  if (ftruncate(fileno(spool->file), 0) != 0) return;
  spool->slots = spool->first_slot;
  spool->free_count = 0;
}

static void free_slot(struct spool *spool, int64_t slot) {
  if (slot < spool->first_slot) return;
  assert(slot < spool->slots && spool->free_count < spool->free_capacity);
  if (spool->window_slot == slot) spool->window_slot = -1;
  spool->free_slots[spool->free_count++] = slot;
  if (spool_size(spool) == (int64_t)spool->used) truncate_file(spool);
}

static off_t place_of(const struct spool *spool, int64_t slot) {
  return (off_t)(slot - spool->first_slot) * SPOOL_PAGE;
}

static bool write_slot(struct spool *spool, int64_t slot, const char *bytes,
                       size_t length, struct error *error) {
  off_t at = place_of(spool, slot);
  while (length) {
    ssize_t wrote = pwrite(fileno(spool->file), bytes, length, at);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return file_failed("written", error);
    bytes += wrote;
    at += wrote;
    length -= (size_t)wrote;
  }
  return true;
}

static bool read_slot(struct spool *spool, int64_t slot, size_t length,
                      struct error *error) {
  off_t at = place_of(spool, slot);
  size_t got = 0;
  while (got < length) {
    ssize_t more = pread(fileno(spool->file), spool->window + got, length - got,
                         at + (off_t)got);
    if (more < 0 && errno == EINTR) continue;
    if (more <= 0) return file_failed("read", error);
    got += (size_t)more;
  }
  return true;
}

static void free_page(struct spool *spool, struct spool_page *page) {
  if (page->at) {
    spool->used -= page->capacity;
    free(page->at);
  } else if (page->slot >= 0) {
    free_slot(spool, page->slot);
  }
}

void spool_run_clear(struct spool_run *run) {
  for (size_t i = 0; i < run->count; i++) {
    free_page(run->spool, &run->pages[i]);
  }
  free(run->pages);
  spool_run_init(run, run->spool);
}

/* How many bytes of page number `page` are filled. */
static size_t filled_bytes(const struct spool_run *run, size_t page) {
  size_t before = page * SPOOL_PAGE;
  size_t rest = run->length - before;
  return rest < SPOOL_PAGE ? rest : SPOOL_PAGE;
}

static bool resize_page(struct spool *spool, struct spool_page *page,
                        size_t capacity, struct error *error) {
  char *at = realloc(page->at, capacity);
  if (!at) {
    error_no_memory(error);
    return false;
  }
  spool->used = spool->used - page->capacity + capacity;
  page->at = at;
  page->capacity = capacity;
  return true;
}

static bool add_page(struct spool_run *run, struct error *error) {
  if (run->count == run->capacity) {
    size_t capacity = run->capacity ? 2 * run->capacity : 4;
    struct spool_page *pages =
        realloc(run->pages, capacity * sizeof *run->pages);
    if (!pages) {
      error_no_memory(error);
      return false;
    }
    run->pages = pages;
    run->capacity = capacity;
  }
  run->pages[run->count++] = (struct spool_page){.slot = -1};
  run->held++;
  return true;
}

/* Moves the last page from memory to the file. */
static bool write_last_page(struct spool_run *run, struct error *error) {
  struct spool *spool = run->spool;
  struct spool_page *page = &run->pages[run->count - 1];
  if (!open_file(spool, error)) return false;
  int64_t slot = take_slot(spool, error);
  if (slot < 0) return false;
  if (!write_slot(spool, slot, page->at, filled_bytes(run, run->count - 1),
                  error)) {
    free_slot(spool, slot);
    return false;
  }
  spool->used -= page->capacity;
  free(page->at);
  *page = (struct spool_page){.slot = slot};
  run->held--;
  return true;
}

/* The last page, in memory, with room for at least one byte, and for `length`
** of them if a page is that large. NULL with the error set. */
static struct spool_page *find_room(struct spool_run *run, size_t length,
                                    struct error *error) {
  size_t used = run->length % SPOOL_PAGE;
  if (!used && run->count * SPOOL_PAGE == run->length) {
    if (!add_page(run, error)) return NULL;
  }
  struct spool_page *page = &run->pages[run->count - 1];
  if (used < page->capacity) return page;
  size_t capacity = page->capacity ? 2 * page->capacity : SPOOL_FIRST;
  if (capacity < used + length) capacity = used + length;
  if (capacity > SPOOL_PAGE) capacity = SPOOL_PAGE;
  return resize_page(run->spool, page, capacity, error) ? page : NULL;
}

static bool is_over_budget(const struct spool_run *run) {
  return run->spool->used > run->spool->budget || run->held > SPOOL_SHARE;
}

bool spool_append(struct spool_run *run, const char *bytes, size_t length,
                  struct error *error) {
  while (length) {
    struct spool_page *page = find_room(run, length, error);
    if (!page) return false;
    size_t used = run->length % SPOOL_PAGE;
    size_t fits = page->capacity - used;
    if (fits > length) fits = length;
    memcpy(page->at + used, bytes, fits);
    run->length += fits;
    bytes += fits;
    length -= fits;
    bool full = used + fits == SPOOL_PAGE;
    if (full && is_over_budget(run) && !write_last_page(run, error))
      return false;
  }
  return true;
}

bool spool_settle(struct spool_run *run, struct error *error) {
  if (!run->count) return true;
  struct spool_page *page = &run->pages[run->count - 1];
  size_t length = filled_bytes(run, run->count - 1);
  if (!page->at || !length) return true;
  if (is_over_budget(run)) return write_last_page(run, error);
  return resize_page(run->spool, page, length, error);
}

bool spool_has(const struct spool_run *run, size_t offset) {
  const struct spool_page *page = &run->pages[offset / SPOOL_PAGE];
  return page->at || page->slot >= run->spool->first_slot;
}

struct slice spool_read(struct spool_run *run, size_t offset,
                        struct error *error) {
  static const struct slice none = {0};
  struct spool *spool = run->spool;
  if (offset >= run->length) return (struct slice){"", 0};
  size_t number = offset / SPOOL_PAGE;
  size_t within = offset % SPOOL_PAGE;
  size_t length = filled_bytes(run, number);
  const struct spool_page *page = &run->pages[number];
  if (page->at) return (struct slice){page->at + within, length - within};
  if (!spool_has(run, offset)) {
    error_set(error, IO_FAILED, "the temporary file is another process's");
    return none;
  }
  if (!spool->window) spool->window = malloc(SPOOL_PAGE);
  if (!spool->window) {
    error_no_memory(error);
    return none;
  }
  if (spool->window_slot != page->slot) {
    spool->window_slot = -1;
    if (!read_slot(spool, page->slot, length, error)) return none;
    spool->window_slot = page->slot;
  }
  return (struct slice){spool->window + within, length - within};
}
