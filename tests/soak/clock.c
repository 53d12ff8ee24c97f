/* A clock that a test sets: to be loaded before a program (LD_PRELOAD). The
** file $PAPERS_CLOCK has two doubles: the Unix time, which stands still until
** the test writes another one, and how many seconds the test has skipped in
** all. What measures how long something takes goes on, so that waits end, with
** the skipped seconds added. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

long syscall(long number, ...); /* not in POSIX */

struct clock {
  double unix_time, skipped;
};

static const struct clock *set;

__attribute__((constructor)) static void open_clock(void) {
  int file = open(getenv("PAPERS_CLOCK"), O_RDONLY | O_CLOEXEC);
  set = mmap(NULL, sizeof *set, PROT_READ, MAP_SHARED, file, 0);
  close(file);
  if (set == MAP_FAILED) abort();
}

static void add_seconds(struct timespec *time, double seconds) {
  long whole = (long)seconds;
  time->tv_sec += whole;
  time->tv_nsec += (long)((seconds - (double)whole) * 1e9);
  time->tv_sec += time->tv_nsec / 1000000000;
  time->tv_nsec %= 1000000000;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  *time = (struct timespec){0};
  if (!set || (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)) {
    return (int)syscall(SYS_clock_gettime, clock, time);
  }
  if (clock == CLOCK_REALTIME) {
    add_seconds(time, set->unix_time);
    return 0;
  }
  int code = (int)syscall(SYS_clock_gettime, clock, time);
  add_seconds(time, set->skipped);
  return code;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  struct timespec now;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &now);
  *time = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
  return 0;
}

time_t time(time_t *to) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (to) *to = now.tv_sec;
  return now.tv_sec;
}
