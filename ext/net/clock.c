/* A file of its own, so that nothing else depends on the system's clocks. */
#include "net/clock.h"

#include <time.h>

static double seconds(clockid_t clock) {
  struct timespec time = {0};
  clock_gettime(clock, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

double clock_steady(void) {
  return seconds(CLOCK_MONOTONIC);
}

double clock_unix(void) {
  return seconds(CLOCK_REALTIME);
}
