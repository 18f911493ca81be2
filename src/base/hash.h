/* base/hash.h -- one 64-bit hash for tables, records and digests: XXH3 of libxxhash. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* The same bytes and seed give the same value on every machine, for ever (it goes to disk). */
uint64_t hash_bytes(const void *bytes, size_t len, uint64_t seed);

#endif
