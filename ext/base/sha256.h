/* SHA-256 (FIPS 180-4): a fingerprint from which nobody gets back to what it
** was made of. */
#ifndef PAPERS_BASE_SHA256_H
#define PAPERS_BASE_SHA256_H

#include "base/slice.h"

enum { SHA256_SIZE = 32 };

/* Of the bytes of both slices, one after the other. */
void sha256(struct slice first, struct slice second,
            unsigned char digest[SHA256_SIZE]);

#endif
