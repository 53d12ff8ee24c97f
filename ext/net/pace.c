/* When requests start: see the header. Knows no request and no clock. */
#include "net/pace.h"

#include <assert.h>

void pace_note(struct pace *pace, struct rate_limit limit, double most,
               double now) {
  double rest = (double)limit.reset + 1;
  bool nearly_spent =
      limit.left >= 0 && limit.left < PACE_FROM && limit.reset >= 0;
  if (limit.left < 0 && limit.reset < 0) return;
  *pace = (struct pace){0};
  if (!nearly_spent || (limit.left == 0 && rest > most)) return;
  pace->gap = rest / (double)(limit.left + 1);
  if (pace->gap > most) pace->gap = most;
  pace->until = now + rest;
  pace->next_at = now + pace->gap;
}

void pace_start(struct pace *pace, double now) {
  if (now < pace->until) pace->next_at = now + pace->gap;
}

bool pace_allows(const struct pace *pace, double now) {
  return now >= pace->next_at || now >= pace->until;
}

/* --- after a failure ---------------------------------------------------- */

bool pace_is_passing(int status) {
  return status == 408 || status == 500 || (status >= 502 && status <= 504);
}

/* A number in [0,1), by Marsaglia's xorshift. */
static double next_random(uint32_t *state) {
  uint32_t x = *state ? *state : 2463534242u;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  *state = x;
  return (double)x / 4294967296.0;
}

double pace_delay(int attempts, uint32_t *random) {
  static const double delays[] = {0.5, 1, 2, 4};
  int last = (int)(sizeof delays / sizeof delays[0]) - 1;
  int row = attempts < 1 ? 0 : attempts > last ? last : attempts - 1;
  double delay = delays[row] * (1 - next_random(random) / 2);
  assert(delay > delays[row] / 2 && delay <= delays[row]);
  return delay;
}
