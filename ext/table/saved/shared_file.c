/* The list of descriptors that wait, one list for all connections and threads.
** Knows files and descriptors, nothing of SQLite and nothing of listings. */
#include "table/saved/shared_file.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A descriptor of a regular file that was opened here. */
struct shared_file {
  struct shared_file *next;
  int file;
  dev_t device;
  ino_t inode;
  bool is_read;   /* a scan reads it now */
  bool is_shared; /* something else in the process has the file open */
};

/* One list for the process, because locks belong to the process. */
static struct shared_file *all;
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

static bool is_of(const struct shared_file *shared, const struct stat *facts) {
  return shared->device == facts->st_dev && shared->inode == facts->st_ino;
}

static struct shared_file *find_shared(int file) {
  struct shared_file *shared = all;
  while (shared && shared->file != file)
    shared = shared->next;
  return shared;
}

/* Marks the files that this descriptor of the process has open, too. */
static void mark_shared(int file) {
  struct stat facts;
  if (find_shared(file) || fstat(file, &facts) != 0) return;
  for (struct shared_file *shared = all; shared; shared = shared->next) {
    if (is_of(shared, &facts)) shared->is_shared = true;
  }
}

/* Marks the files that are open elsewhere in the process. Where the system does
** not list the descriptors, it tries every number up to the limit of open
** files, and at most MOST. */
static void mark_all_shared(void) {
  enum { MOST = 64 * 1024 };
  DIR *folder = opendir("/proc/self/fd");
  struct dirent *entry;
  while (folder && (entry = readdir(folder))) {
    if (entry->d_name[0] == '.') continue;
    mark_shared((int)strtol(entry->d_name, NULL, 10));
  }
  if (folder) {
    closedir(folder);
    return;
  }
  long most = sysconf(_SC_OPEN_MAX);
  if (most < 0 || most > MOST) most = MOST;
  for (int file = 0; file < most; file++)
    mark_shared(file);
}

/* Closes the descriptors that are neither read nor shared. */
static void close_unshared(void) {
  for (struct shared_file *shared = all; shared; shared = shared->next)
    shared->is_shared = false;
  if (all) mark_all_shared();
  struct shared_file **link = &all;
  while (*link) {
    struct shared_file *shared = *link;
    if (shared->is_read || shared->is_shared) {
      link = &shared->next;
      continue;
    }
    *link = shared->next;
    close(shared->file);
    free(shared);
  }
}

/* Finds a waiting descriptor of the same file; negative if there is none. */
static int reuse_shared(const char *path) {
  struct stat facts;
  if (!all || stat(path, &facts) != 0) return -1;
  if (faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) != 0) return -1;
  for (struct shared_file *shared = all; shared; shared = shared->next) {
    if (shared->is_read || !is_of(shared, &facts)) continue;
    if (lseek(shared->file, 0, SEEK_SET) != 0) continue;
    shared->is_read = true;
    return shared->file;
  }
  return -1;
}

static void add_shared(struct shared_file *shared) {
  pthread_mutex_lock(&guard);
  shared->next = all;
  all = shared;
  pthread_mutex_unlock(&guard);
}

/* Only a regular file can be locked; the list holds no other files. */
static int open_new(const char *path) {
  struct stat facts;
  struct shared_file *shared = calloc(1, sizeof *shared);
  if (!shared) {
    errno = ENOMEM;
    return -1;
  }
  int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (file < 0 || fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode)) {
    free(shared);
    return file;
  }
  shared->file = file;
  shared->device = facts.st_dev;
  shared->inode = facts.st_ino;
  shared->is_read = true;
  add_shared(shared);
  return file;
}

int shared_file_open(const char *path) {
  pthread_mutex_lock(&guard);
  int file = reuse_shared(path);
  if (file < 0) close_unshared();
  pthread_mutex_unlock(&guard);
  return file < 0 ? open_new(path) : file;
}

void shared_file_close(int file) {
  pthread_mutex_lock(&guard);
  struct shared_file *shared = find_shared(file);
  if (shared) {
    assert(shared->is_read);
    shared->is_read = false;
    close_unshared();
  } else {
    close(file);
  }
  pthread_mutex_unlock(&guard);
}
