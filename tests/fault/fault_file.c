/* Calls of the C library that fail where the extension makes them: its spool,
** the place of the cache, saved listings, the token's file. SQLite's own calls
** and those of others go through. */
#define _GNU_SOURCE /* RTLD_NEXT, dladdr */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fault/fault.h"

/* Sets a pointer to a function to the real one: C has no cast for that. */
static void find(void *function, const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  memcpy(function, &found, sizeof found);
}

/* Whether the call that returns to `caller` fails; sets errno then. */
static bool fails(void *caller, int why) {
  Dl_info place;
  if (!dladdr(caller, &place) || !strstr(place.dli_fname, "papers.so"))
    return false;
  if (!fault_is_due(FAULT_FILE)) return false;
  errno = why;
  return true;
}

int open(const char *path, int flags, ...) {
  int (*real)(const char *, int, ...);
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  find(&real, "open");
  if (fails(__builtin_return_address(0), EMFILE)) return -1;
  return real(path, flags, mode);
}

int fcntl(int file, int command, ...) {
  int (*real)(int, int, ...);
  va_list arguments;
  va_start(arguments, command);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  find(&real, "fcntl");
  if (fails(__builtin_return_address(0), EBADF)) return -1;
  return real(file, command, argument);
}

FILE *tmpfile(void) {
  FILE *(*real)(void);
  find(&real, "tmpfile");
  return fails(__builtin_return_address(0), EMFILE) ? NULL : real();
}

ssize_t read(int file, void *to, size_t length) {
  ssize_t (*real)(int, void *, size_t);
  find(&real, "read");
  if (fails(__builtin_return_address(0), EIO)) return -1;
  return real(file, to, length);
}

ssize_t pread(int file, void *to, size_t length, off_t at) {
  ssize_t (*real)(int, void *, size_t, off_t);
  find(&real, "pread");
  if (fails(__builtin_return_address(0), EIO)) return -1;
  return real(file, to, length, at);
}

ssize_t pwrite(int file, const void *from, size_t length, off_t at) {
  ssize_t (*real)(int, const void *, size_t, off_t);
  find(&real, "pwrite");
  if (fails(__builtin_return_address(0), ENOSPC)) return -1;
  return real(file, from, length, at);
}

int ftruncate(int file, off_t length) {
  int (*real)(int, off_t);
  find(&real, "ftruncate");
  return fails(__builtin_return_address(0), EIO) ? -1 : real(file, length);
}

off_t lseek(int file, off_t by, int from) {
  off_t (*real)(int, off_t, int);
  find(&real, "lseek");
  return fails(__builtin_return_address(0), EIO) ? -1 : real(file, by, from);
}

int fstat(int file, struct stat *facts) {
  int (*real)(int, struct stat *);
  find(&real, "fstat");
  return fails(__builtin_return_address(0), EIO) ? -1 : real(file, facts);
}

int stat(const char *path, struct stat *facts) {
  int (*real)(const char *, struct stat *);
  find(&real, "stat");
  return fails(__builtin_return_address(0), EIO) ? -1 : real(path, facts);
}

int lstat(const char *path, struct stat *facts) {
  int (*real)(const char *, struct stat *);
  find(&real, "lstat");
  return fails(__builtin_return_address(0), EIO) ? -1 : real(path, facts);
}

int faccessat(int folder, const char *path, int mode, int flags) {
  int (*real)(int, const char *, int, int);
  find(&real, "faccessat");
  if (fails(__builtin_return_address(0), EIO)) return -1;
  return real(folder, path, mode, flags);
}

DIR *opendir(const char *path) {
  DIR *(*real)(const char *);
  find(&real, "opendir");
  return fails(__builtin_return_address(0), EMFILE) ? NULL : real(path);
}

int mkdir(const char *path, mode_t mode) {
  int (*real)(const char *, mode_t);
  find(&real, "mkdir");
  return fails(__builtin_return_address(0), EROFS) ? -1 : real(path, mode);
}

int link(const char *from, const char *to) {
  int (*real)(const char *, const char *);
  find(&real, "link");
  return fails(__builtin_return_address(0), EPERM) ? -1 : real(from, to);
}

int rename(const char *from, const char *to) {
  int (*real)(const char *, const char *);
  find(&real, "rename");
  return fails(__builtin_return_address(0), EACCES) ? -1 : real(from, to);
}

int unlink(const char *path) {
  int (*real)(const char *);
  find(&real, "unlink");
  return fails(__builtin_return_address(0), EACCES) ? -1 : real(path);
}

int socket(int family, int kind, int protocol) {
  int (*real)(int, int, int);
  find(&real, "socket");
  if (fails(__builtin_return_address(0), EMFILE)) return -1;
  return real(family, kind, protocol);
}

int getnameinfo(const struct sockaddr *address, socklen_t length, char *host,
                socklen_t host_size, char *port, socklen_t port_size,
                int flags) {
  int (*real)(const struct sockaddr *, socklen_t, char *, socklen_t, char *,
              socklen_t, int);
  find(&real, "getnameinfo");
  if (fails(__builtin_return_address(0), EIO)) return EAI_SYSTEM;
  return real(address, length, host, host_size, port, port_size, flags);
}
