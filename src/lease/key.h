/* lease/key.h -- who a client is: its client identifier, else its hardware address (RFC 2131 4.2,
 * RFC 4361, RFC 6842).
 *
 * Keys are equal when their bytes are. An identifier longer than a key holds keeps its first
 * bytes and a 128-bit hash of the whole. Tested in test/unit/lease/record.c. */
#ifndef LEASE_KEY_H
#define LEASE_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
	LEASE_KEY_MAX = 40,	 /* bytes of a key, its kind included */
	LEASE_HARDWARE_MAX = 16, /* bytes of a hardware address */
	LEASE_IDENTIFIER_MAX = 255
};

enum lease_key_kind { /* the first byte of a key */
		      LEASE_KEY_IDENTIFIER = 1,
		      LEASE_KEY_HARDWARE = 2,
		      LEASE_KEY_LONG_IDENTIFIER = 3
};

struct lease_key {
	uint8_t len; /* 0: nobody */
	uint8_t byte[LEASE_KEY_MAX];
};

/* The key of a client identifier (option 61), len 1..LEASE_IDENTIFIER_MAX. */
struct lease_key lease_key_of_identifier(const uint8_t *identifier, size_t len);

/* The key of a hardware address, len 0..LEASE_HARDWARE_MAX. */
struct lease_key lease_key_of_hardware(uint8_t type, const uint8_t *address, size_t len);

/* Spreads keys; the same on both devices and for ever (R11: the first choice depends on it). */
uint64_t lease_key_hash(const struct lease_key *key, uint64_t seed);

static inline bool
lease_key_same(const struct lease_key *a, const struct lease_key *b)
{
	return a->len == b->len && memcmp(a->byte, b->byte, a->len) == 0;
}

#endif
