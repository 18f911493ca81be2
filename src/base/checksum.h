/* base/checksum.h -- the Internet checksum (RFC 1071). */
#ifndef BASE_CHECKSUM_H
#define BASE_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* Adds len bytes to a running sum; start with 0. Only the last piece may have an odd length. */
uint32_t checksum_add(uint32_t sum, const void *bytes, size_t len);

/* Folds and complements. Over a message that carries a right checksum this is 0. */
uint16_t checksum_end(uint32_t sum);

#endif
