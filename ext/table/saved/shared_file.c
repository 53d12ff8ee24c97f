#include "table/saved/shared_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A descriptor of a regular file that was opened here. */
struct kept {
  struct kept *next;
  int file;
  dev_t device;
  ino_t inode;
  bool is_read;   /* now */
  bool is_shared; /* something else in the process has the file open */
};

/* Of all connections and threads of the process, because locks are. */
static struct kept *all;
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

static bool is_of(const struct kept *kept, const struct stat *facts) {
  return kept->device == facts->st_dev && kept->inode == facts->st_ino;
}

static struct kept *find_kept(int file) {
  struct kept *kept = all;
  while (kept && kept->file != file)
    kept = kept->next;
  return kept;
}

/* Looks at a descriptor of the process, if there is one of this number. */
static void mark_shared(int file) {
  struct stat facts;
  if (find_kept(file) || fstat(file, &facts) != 0) return;
  for (struct kept *kept = all; kept; kept = kept->next) {
    if (is_of(kept, &facts)) kept->is_shared = true;
  }
}

/* Where the system does not list its descriptors, every number is tried, up to
** more than a process usually may have. */
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

/* Closes what is neither read nor shared. */
static void close_unshared(void) {
  for (struct kept *kept = all; kept; kept = kept->next)
    kept->is_shared = false;
  if (all) mark_all_shared();
  struct kept **link = &all;
  while (*link) {
    struct kept *kept = *link;
    if (kept->is_read || kept->is_shared) {
      link = &kept->next;
      continue;
    }
    *link = kept->next;
    close(kept->file);
    free(kept);
  }
}

/* A descriptor of the same file from before; negative if there is none. */
static int use_kept(const char *path) {
  struct stat facts;
  if (!all || stat(path, &facts) != 0) return -1;
  if (faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) != 0) return -1;
  for (struct kept *kept = all; kept; kept = kept->next) {
    if (kept->is_read || !is_of(kept, &facts)) continue;
    if (lseek(kept->file, 0, SEEK_SET) != 0) continue;
    kept->is_read = true;
    return kept->file;
  }
  return -1;
}

static void keep(struct kept *kept) {
  pthread_mutex_lock(&guard);
  kept->next = all;
  all = kept;
  pthread_mutex_unlock(&guard);
}

/* What is no regular file has no locks, and is not kept. */
static int open_new(const char *path) {
  struct stat facts;
  struct kept *kept = calloc(1, sizeof *kept);
  if (!kept) {
    errno = ENOMEM;
    return -1;
  }
  int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (file < 0 || fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode)) {
    free(kept);
    return file;
  }
  kept->file = file;
  kept->device = facts.st_dev;
  kept->inode = facts.st_ino;
  kept->is_read = true;
  keep(kept);
  return file;
}

int shared_file_open(const char *path) {
  pthread_mutex_lock(&guard);
  int file = use_kept(path);
  if (file < 0) close_unshared();
  pthread_mutex_unlock(&guard);
  return file < 0 ? open_new(path) : file;
}

void shared_file_close(int file) {
  pthread_mutex_lock(&guard);
  struct kept *kept = find_kept(file);
  if (kept) {
    kept->is_read = false;
    close_unshared();
  } else {
    close(file);
  }
  pthread_mutex_unlock(&guard);
}
