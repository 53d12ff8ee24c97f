/* The hashes of this program. They are not cryptographic (base/sha256 is): they
** detect damage, not attacks. */
#ifndef PAPERS_BASE_HASH_H
#define PAPERS_BASE_HASH_H

#include <stdint.h>

#include "base/slice.h"

/* The first `hash` of hash_bytes. */
#define HASH_START UINT64_C(0xcbf29ce484222325)

/* FNV-1a with 64 bits, for short texts: adds the bytes to the hash so far. The
** result does not depend on how the bytes are cut into pieces. */
uint64_t hash_bytes(uint64_t hash, struct slice bytes);

/* The hash of a number. Numbers that differ in few bits have hashes that differ
** in many bits. Different numbers have different hashes. */
uint64_t hash_number(uint64_t number);

/* Adds a piece of a body to the sum so far, any number at first. Several times
** faster than hash_bytes. The result depends on how the bytes are cut into
** pieces, and on the byte order of the machine. */
uint64_t hash_piece(uint64_t sum, struct slice piece);

#endif
