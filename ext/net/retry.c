#include "net/retry.h"

bool retry_helps(int status) {
  return status == 408 || status == 500 || (status >= 502 && status <= 504);
}

/* A number in [0,1), by Marsaglia's xorshift. */
static double chance(uint32_t *state) {
  uint32_t x = *state ? *state : 2463534242u;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  *state = x;
  return (double)x / 4294967296.0;
}

double retry_delay(int attempts, uint32_t *random) {
  static const double delays[] = {0.5, 1, 2, 4};
  int last = (int)(sizeof delays / sizeof delays[0]) - 1;
  int row = attempts < 1 ? 0 : attempts > last ? last : attempts - 1;
  return delays[row] * (1 - chance(random) / 2);
}
