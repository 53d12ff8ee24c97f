/* SHA-256 (FIPS 180-4): a digest from which nobody can find out the bytes that
** it was made of. */
#ifndef PAPERS_BASE_SHA256_H
#define PAPERS_BASE_SHA256_H

#include "base/slice.h"

enum { SHA256_SIZE = 32 };

/* The digest of the bytes of `first` and then of `second`. */
void sha256(struct slice first, struct slice second,
            unsigned char digest[SHA256_SIZE]);

#endif
