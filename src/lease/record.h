/* lease/record.h -- one binding of one address, its bytes, and the merge of two of them.
 *
 * A record is a value: copied whole, no pointers, all zero means "never bound". Times inside are
 * absolute `now` microseconds of this device; bytes carry what remains in milliseconds, so no
 * clock is compared across devices (docs/rules.md "Record, version, home"). One encoding serves
 * wire and disk; the byte table stands in record.c. Tested in test/unit/lease/record.c; fuzzed by
 * test/fuzz/lease_record.c. */
#ifndef LEASE_RECORD_H
#define LEASE_RECORD_H

#include "base/buf.h"
#include "base/ip4.h"
#include "base/time.h"
#include "lease/key.h"

enum {
	LEASE_SIDE_MAX = 160,	      /* bytes of remembered options */
	LEASE_RECORD_BYTES_MAX = 384, /* no encoded record is longer */
};

#define LEASE_UNLIMITED_S UINT32_MAX /* lease length: for ever */

/* No version is higher; and none that a peer may bring, so that what is made after it, and after a
 * thousand million jumps (lease/clock.h), is below the first. */
#define LEASE_VERSION_MAX      (1ULL << 63)
#define LEASE_VERSION_PEER_MAX (1ULL << 62)

enum lease_state {
	LEASE_FREE,	/* nobody's; a key is the client that had it last */
	LEASE_LEASED,	/* promised to `key` until expiry_us; stays so until an update frees it */
	LEASE_DECLINED, /* a client found it taken (RFC 2131 4.3.3); withheld until expiry_us */
	LEASE_RELEASED, /* given back; goes to nobody else until expiry_us (R3) */
	LEASE_STATES
};

/* What the peer said it holds; never merged, each device keeps its own. */
struct lease_acked {
	uint64_t version; /* 0: never acknowledged anything */
	uint64_t expiry_us;
	enum lease_state state;
};

struct lease_record {
	struct ip4 address;
	enum lease_state state;
	uint64_t version;   /* Lamport; the lowest bit is the device's; 0: never bound */
	uint64_t start_us;  /* when the current state began */
	uint64_t expiry_us; /* TIME_NEVER for ever; FREE: when the last promise ended. After a
			     * restart that could not measure its time: the latest it can be */
	uint64_t surely_us; /* 0: expiry_us is exact; else the earliest it can be. A copy of the
			     * same version whose times are exact replaces both */
	/* The latest a client may have been told by a device whose peer did not acknowledge the
	 * record (R4); joins by maximum. 0 while all promises were acknowledged. */
	uint64_t promised_until_us;
	uint32_t length_s; /* as told to the client; LEASE_UNLIMITED_S */
	struct lease_key key;
	uint8_t hardware_type, hardware_len;
	uint8_t hardware[LEASE_HARDWARE_MAX]; /* chaddr */
	uint8_t side_len;
	uint8_t side[LEASE_SIDE_MAX]; /* options 82, 12, 60 as code, length, bytes */
	struct lease_acked acked;
	uint64_t sent; /* newest version ever sent to the peer; above acked.version: in doubt */
};

enum lease_decode {
	LEASE_DECODED,
	LEASE_SHORT,	/* ends before its stated length */
	LEASE_FORMAT,	/* another format version */
	LEASE_BAD_FIELD /* a state, length or option list that cannot be */
};

/* Whether `acked` and `sent` go along: to the disk yes, to the peer no. */
enum lease_form { LEASE_FORM_WIRE, LEASE_FORM_DISK };

/* Writes one record; at most LEASE_RECORD_BYTES_MAX bytes. Times already past are sent as 0. */
void lease_record_encode(struct wr *out, const struct lease_record *r, enum lease_form form,
			 uint64_t now);

/* Reads one record and moves past it; unknown optional fields are skipped. On anything but
 * LEASE_DECODED *ret is untouched and the rest of `in` has no meaning. */
enum lease_decode lease_record_decode(struct rd *in, uint64_t now, struct lease_record *ret);

/* The higher version wins whole, promised_until joins by maximum, `acked` and `sent` stay mine.
 * Of one version mine stands: its times were fixed at first receipt; but uncertain times
 * (surely_us) give way to exact ones, and two uncertain ones join to the widest. Commutative (but
 * for acked/sent), associative, idempotent. Both are of one address. */
struct lease_record lease_merge(const struct lease_record *mine, const struct lease_record *theirs);

/* Remembers one option beside the record; false, and nothing kept, when it does not fit. */
bool lease_side_add(struct lease_record *r, uint8_t code, const uint8_t *bytes, size_t len);

/* The remembered option's bytes, or NULL. */
const uint8_t *lease_side_find(const struct lease_record *r, uint8_t code, size_t *ret_len);

#endif
