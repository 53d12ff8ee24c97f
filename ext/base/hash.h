/* The hashes of this program. None is cryptographic (base/sha256 is): they find
** accidents, not attacks. */
#ifndef PAPERS_BASE_HASH_H
#define PAPERS_BASE_HASH_H

#include <stdint.h>

#include "base/slice.h"

/* What hash_bytes begins with. */
#define HASH_START UINT64_C(0xcbf29ce484222325)

/* The hash so far with these bytes added to it: FNV-1a of 64 bits. In pieces or
** at once, the same bytes have the same hash. For short texts. */
uint64_t hash_bytes(uint64_t hash, struct slice bytes);

/* A hash of a number: numbers that differ in few bits get hashes that differ in
** many. Never maps two numbers to one. */
uint64_t hash_number(uint64_t number);

/* The sum so far, 0 at first, with one piece of a body added to it: several
** times as fast as hash_bytes. The same bytes in other pieces have another sum.
** Depends on the machine's byte order. */
uint64_t hash_piece(uint64_t sum, struct slice piece);

#endif
