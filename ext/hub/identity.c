/* Rowids: how the day, the paper and the position are packed into 63 bits, and
** what is hashed where they do not fit. Must use nothing else of a row, so that
** every scan makes the same number of it. Knows no SQL. */
#include "hub/identity.h"

#include "base/ascii.h"
#include "base/hash.h"
#include "base/number.h"
#include "hub/days.h"

/* identity_of: 22 bits for the day (0: no day), then 41 bits for the paper. The
** highest of these 41 is 0 before an id of the present form and 1 before the
** hash of another id. */
enum { DAY_SHIFT = 41, KIND_SHIFT = 40 };

/* identity_of_saved: 31 bits for the listing, then 32 for the place in it. */
enum { LISTING_BITS = 31, PLACE_BITS = 32 };

/* The digits of YYMM.NNNN or YYMM.NNNNN as a number. A leading 1 or 2 keeps the
** two lengths apart. 0 for an id of another form. */
static uint64_t present_form(struct slice id) {
  bool is_long = id.length == 10;
  int64_t month, place;
  if (id.length != 9 && !is_long) return 0;
  if (digits_read(id, &month) != 4 || id.at[4] != '.') return 0;
  if (!digits_read_all(ascii_skip(id, 5), &place)) return 0;
  month += is_long ? 20000 : 10000;
  return (uint64_t)(month * (is_long ? 100000 : 10000) + place);
}

/* The hash of the text, folded to `bits` bits. */
static uint64_t hash_of(struct slice text, uint64_t seed, unsigned bits) {
  uint64_t hash = hash_bytes(HASH_START ^ seed, text);
  return (hash ^ hash >> bits) & (((uint64_t)1 << bits) - 1);
}

int64_t identity_of(struct slice day, struct slice id) {
  int number = 0, last = 0;
  uint64_t day_bits = 0;
  if (day_read(day, PART_DAY, &number, &last)) {
    number -= DAY_MIN;
    day_bits = (uint64_t)number + 1;
  }
  uint64_t paper = present_form(id);
  if (!paper) paper = (uint64_t)1 << KIND_SHIFT | hash_of(id, 0, KIND_SHIFT);
  return (int64_t)(day_bits << DAY_SHIFT | paper);
}

/* identity_of_part: 16 bits for the day (0: no day), 32 for the paper and 12
** for the position. Where one of these does not fit, the bit above them is set
** and their bits hold a hash of all three. */
enum { PART_DAY_BITS = 16, PART_PAPER_BITS = 32, PART_BITS = 12 };
enum { PART_KIND_SHIFT = PART_DAY_BITS + PART_PAPER_BITS + PART_BITS };

static int64_t hash_of_part(struct slice day, struct slice id,
                            int64_t position) {
  uint64_t seed = hash_of(day, (uint64_t)position, PART_KIND_SHIFT);
  return (int64_t)((uint64_t)1 << PART_KIND_SHIFT |
                   hash_of(id, seed, PART_KIND_SHIFT));
}

int64_t identity_of_part(struct slice day, struct slice id, int64_t position,
                         int array) {
  enum { ARRAY_SHIFT = 32 };
  int number = 0, last = 0;
  position |= (int64_t)array << ARRAY_SHIFT;
  uint64_t day_bits = 0, paper = present_form(id);
  if (day_read(day, PART_DAY, &number, &last)) {
    if (number < FIRST_LISTING) return hash_of_part(day, id, position);
    day_bits = (uint64_t)(number - FIRST_LISTING) + 1;
  }
  if (day_bits >> PART_DAY_BITS || !paper || paper >> PART_PAPER_BITS ||
      position < 0 || position >> PART_BITS) {
    return hash_of_part(day, id, position);
  }
  return (int64_t)((day_bits << PART_PAPER_BITS | paper) << PART_BITS |
                   (uint64_t)position);
}

int64_t identity_of_named_part(struct slice id, struct slice name, int array) {
  enum { NAMED_BITS = 62 };
  uint64_t start = HASH_START ^ (uint64_t)array;
  return (int64_t)hash_of(name, hash_bytes(start, id), NAMED_BITS);
}

int64_t identity_of_saved(struct slice what, int year) {
  return (int64_t)(hash_of(what, (uint64_t)year, LISTING_BITS) << PLACE_BITS);
}
