/* SHA-256 as FIPS 180-4 describes it. `constants`, `expand_block` and
** `add_block` use the formulas of its sections 4.2.2 and 6.2.2. */
#include "base/sha256.h"

#include <stdint.h>
#include <string.h>

enum { BLOCK = 64 };

struct state {
  uint32_t words[8];
  unsigned char block[BLOCK];
  uint64_t length; /* bytes so far */
};

/* The fractional parts of the cube roots of the first 64 primes. */
static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t rotate(uint32_t word, int bits) {
  return word >> bits | word << (32 - bits);
}

static uint32_t mix_word(uint32_t word, int first, int second, int third) {
  return rotate(word, first) ^ rotate(word, second) ^ rotate(word, third);
}

static void expand_block(const unsigned char *block, uint32_t schedule[64]) {
  for (int i = 0; i < 16; i++, block += 4) {
    schedule[i] = (uint32_t)block[0] << 24 | (uint32_t)block[1] << 16 |
                  (uint32_t)block[2] << 8 | block[3];
  }
  for (int i = 16; i < 64; i++) {
    uint32_t near = schedule[i - 2], far = schedule[i - 15];
    schedule[i] = schedule[i - 16] + schedule[i - 7] +
                  (rotate(far, 7) ^ rotate(far, 18) ^ far >> 3) +
                  (rotate(near, 17) ^ rotate(near, 19) ^ near >> 10);
  }
}

static void add_block(struct state *state) {
  uint32_t schedule[64], w[8];
  expand_block(state->block, schedule);
  memcpy(w, state->words, sizeof w);
  for (int i = 0; i < 64; i++) {
    uint32_t chosen = (w[4] & w[5]) ^ (~w[4] & w[6]);
    uint32_t majority = (w[0] & w[1]) ^ (w[0] & w[2]) ^ (w[1] & w[2]);
    uint32_t one =
        w[7] + mix_word(w[4], 6, 11, 25) + chosen + constants[i] + schedule[i];
    uint32_t other = mix_word(w[0], 2, 13, 22) + majority;
    memmove(w + 1, w, 7 * sizeof *w);
    w[4] += one;
    w[0] = one + other;
  }
  for (int i = 0; i < 8; i++) {
    state->words[i] += w[i];
  }
}

static void add_bytes(struct state *state, struct slice bytes) {
  for (size_t i = 0; i < bytes.length; i++) {
    state->block[state->length++ % BLOCK] = (unsigned char)bytes.at[i];
    if (state->length % BLOCK == 0) add_block(state);
  }
}

/* Pads the last block: a bit of 1, zeros, and the number of bits so far. */
static void add_padding(struct state *state) {
  uint64_t bits = state->length * 8;
  char length[8];
  add_bytes(state, (struct slice){"\x80", 1});
  while (state->length % BLOCK != BLOCK - 8) {
    add_bytes(state, (struct slice){"", 1});
  }
  for (int i = 0; i < 8; i++) {
    length[i] = (char)(unsigned char)(bits >> (56 - 8 * i));
  }
  add_bytes(state, (struct slice){length, sizeof length});
}

void sha256(struct slice first, struct slice second,
            unsigned char digest[SHA256_SIZE]) {
  struct state state = {.words = {0x6a09e667, 0xbb67ae85, 0x3c6ef372,
                                  0xa54ff53a, 0x510e527f, 0x9b05688c,
                                  0x1f83d9ab, 0x5be0cd19}};
  add_bytes(&state, first);
  add_bytes(&state, second);
  add_padding(&state);
  for (int i = 0; i < SHA256_SIZE; i++) {
    digest[i] = (unsigned char)(state.words[i / 4] >> (24 - 8 * (i % 4)));
  }
}
