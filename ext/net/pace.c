#include "net/pace.h"

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
