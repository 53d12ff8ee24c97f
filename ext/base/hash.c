/* The hashes of this program. Files hold such sums, and rowids are hashes of
** ids, so the results of these functions must never change. */
#include "base/hash.h"

#include <string.h>

/* http://www.isthe.com/chongo/tech/comp/fnv/ */
uint64_t hash_bytes(uint64_t hash, struct slice bytes) {
  for (size_t i = 0; i < bytes.length; i++) {
    hash = (hash ^ (unsigned char)bytes.at[i]) * UINT64_C(0x100000001b3);
  }
  return hash;
}

/* 2^64 divided by the golden ratio: Knuth's multiplicative hashing. */
#define GOLDEN UINT64_C(0x9e3779b97f4a7c15)

uint64_t hash_number(uint64_t number) {
  uint64_t hash = number * GOLDEN;
  return hash ^ hash >> 32;
}

/* --- sums of pieces ----------------------------------------------------- */

enum { LANES = 4, WORD = 8, STEP = 2 * WORD, BLOCK = LANES * STEP };

static uint64_t mix(uint64_t sum, uint64_t word) {
  sum = (sum ^ word) * GOLDEN;
  return sum ^ sum >> 29;
}

static uint64_t read_word(const char *at, size_t length) {
  uint64_t word = 0;
  memcpy(&word, at, length < WORD ? length : WORD);
  return word;
}

static uint64_t mix_two(uint64_t sum, const char *at) {
  uint64_t second = read_word(at + WORD, WORD);
  return mix(sum, read_word(at, WORD) + (second << 29 | second >> 35));
}

/* The lanes do not depend on each other, so a processor can compute them at the
** same time. */
static void mix_block(uint64_t lanes[LANES], const char *block) {
  lanes[0] = mix_two(lanes[0], block);
  lanes[1] = mix_two(lanes[1], block + STEP);
  lanes[2] = mix_two(lanes[2], block + 2 * STEP);
  lanes[3] = mix_two(lanes[3], block + 3 * STEP);
}

uint64_t hash_piece(uint64_t sum, struct slice piece) {
  uint64_t lanes[LANES];
  size_t at = 0;
  for (int i = 0; i < LANES; i++) {
    lanes[i] = mix(sum, (uint64_t)i);
  }
  for (; piece.length - at >= BLOCK; at += BLOCK) {
    mix_block(lanes, piece.at + at);
  }
  for (; at < piece.length; at += WORD) {
    lanes[0] = mix(lanes[0], read_word(piece.at + at, piece.length - at));
  }
  sum = mix(sum, piece.length);
  for (int i = 0; i < LANES; i++) {
    sum = mix(sum, lanes[i]);
  }
  return sum;
}
