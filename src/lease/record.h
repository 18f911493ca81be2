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
	LEASE_FREE,	/* nobody's; a key is the client that had it last, and that may believe
			 * until expiry_us that it still has it */
	LEASE_LEASED,	/* promised to `key` until expiry_us; stays so until an update frees it */
	LEASE_DECLINED, /* a client found it taken (RFC 2131 4.3.3); withheld until expiry_us */
	LEASE_RELEASED, /* given back; kept for the client that had it until expiry_us (R3) */
	LEASE_STATES
};

/* What the peer said it holds; never merged, each device keeps its own. */
struct lease_acked {
	uint64_t version;   /* 0: never acknowledged anything */
	uint64_t expiry_us; /* the earliest it can be: the peer waits for no less */
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
	/* surely_us != 0: while both ends were exact, the lease ended after all that others were
	 * promised, so it does whenever that was (lease_is_last) */
	bool last;
	/* The latest a client may have been told by a device whose peer did not acknowledge the
	 * record (R4); joins by maximum. 0 while all promises were acknowledged. */
	uint64_t promised_until_us;
	uint64_t promised_to;	     /* lease_owner() of that client; 0: it is not known whose */
	uint64_t promised_others_us; /* the same for whoever else; not later; 0: nobody else */
	/* As told to the client; LEASE_UNLIMITED_S. RELEASED, DECLINED: how long from start_us on
	 * somebody may believe that he still has the address (R3); 0: surely nobody */
	uint32_t length_s;
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

/* The higher version wins whole, promises join by lease_promise(), `acked` and `sent` stay mine.
 * Of one version mine stands: its times were fixed at first receipt; but uncertain times
 * (surely_us) give way to exact ones, two uncertain ones join to the widest, and of two exact ones
 * more than LEASE_APART_US apart the later stands: the clock of the other ran fast. Commutative
 * (but for acked/sent), associative, idempotent. Both are of one address. */
struct lease_record lease_merge(const struct lease_record *mine, const struct lease_record *theirs);

#define LEASE_DRIFT_DEFAULT_US (5 * TIME_SEC) /* waited past an expiry before reuse */
#define LEASE_APART_US	       (1 * TIME_SEC) /* what a record's way between two devices may take */

/* ---- promises made alone ---- */

/* A client as promised_to names it: 64 bits that are never 0, the same on every device. */
uint64_t lease_owner(const struct lease_key *key);

/* Adds a promise (until_us 0: none) to those of the record: the later end stands with its client,
 * and the latest end of all others beside it, so that what is promised to one client again and
 * again lengthens nobody else's. */
void lease_promise(struct lease_record *r, uint64_t until_us, uint64_t to);

/* Adds all promises of another record of the address. */
void lease_promise_join(struct lease_record *r, const struct lease_record *from);

/* A promise whose end has come is none. */
void lease_promise_settle(struct lease_record *r, uint64_t now);

/* Until when the address is promised to somebody else than this client, or to nobody knows whom;
 * 0: it is not, or no longer at `now`. */
uint64_t lease_promised_elsewhere(const struct lease_record *r, const struct lease_key *key,
				  uint64_t now);

/* The lease of the record surely ends after whatever was promised to others than its client, with
 * the drift: as long as any of that lasts, it does. */
bool lease_is_last(const struct lease_record *r);

/* Whether the latest promise is to this client, and lasts. */
bool lease_is_promised(const struct lease_record *r, const struct lease_key *key, uint64_t now);

/* At a merge that `theirs` won: whether the lease of `mine` lasts and is to be made the newer one
 * all the same, for whoever made `theirs` could not know it. It is the same client's and ends
 * earlier; or it is nobody's (any more), `mine` was promised alone, and its client did not give it
 * up itself since. */
bool lease_outlives(const struct lease_record *mine, const struct lease_record *theirs,
		    uint64_t now);

/* At a merge that `won` won, made by who may have known nothing of the lease that lost: whether
 * that may last, by the latest it can end, and was neither renewed since nor given up by its
 * client. */
bool lease_may_outlive(const struct lease_record *lost, const struct lease_record *won,
		       uint64_t now);

/* Whether `theirs` says "free" of an address that is leased or promised here without the peer: it
 * must hear of that before it may take us to agree (R4). */
bool lease_contradicts(const struct lease_record *mine, const struct lease_record *theirs,
		       uint64_t now);

/* Whether an update of the peer promises to one client what was promised here, alone, to another:
 * the peer may not have known when it decided. While the lease that won a merge lasts, its client
 * goes before. */
bool lease_forbids(const struct lease_record *mine, const struct lease_record *update,
		   uint64_t now);

/* Remembers one option beside the record; false, and nothing kept, when it does not fit. */
bool lease_side_add(struct lease_record *r, uint8_t code, const uint8_t *bytes, size_t len);

/* The remembered option's bytes, or NULL. */
const uint8_t *lease_side_find(const struct lease_record *r, uint8_t code, size_t *ret_len);

#endif
