/* lease/choose.h -- which address a new client gets. Looks, changes nothing. O(1).
 * Tested in test/unit/lease/table.c. */
#ifndef LEASE_CHOOSE_H
#define LEASE_CHOOSE_H

#include "lease/table.h"

/* Decides whether a candidate (its record; unbound: zero but the address) will do. */
typedef bool lease_fits(const void *context, const struct lease_record *r);

struct lease_choice {
	unsigned pool;
	const struct lease_key *key;
	unsigned parities; /* lease_parities() */
	lease_fits *fits;
	const void *context;
};

enum { LEASE_TRIES_MAX = 64 }; /* candidates looked at in each search */

/* A free address for a new client: the one its key falls on or the next idle one after it; when the
 * pool has no idle one left, of a few from there on that were bound before the one longest free;
 * last, one that its client gave back by what may have been a late RELEASE (R3).
 * The same on two devices whose tables are equal (R11). Withheld, offered and claimed ones are
 * passed over. False when none was found. */
bool lease_choose(const struct lease_table *t, const struct lease_choice *choice, struct ip4 *ret);

enum { LEASE_OFFERED_LOOKS = 1024 }; /* offers looked at, of all pools */

/* When lease_choose() found none: the address of the oldest offer that stands, so that offers that
 * nobody takes up keep nobody out (RFC 2131 4.3.1 asks no more than not to give it twice). Not one
 * that is withheld or claimed. */
bool lease_choose_offered(const struct lease_table *t, const struct lease_choice *choice,
			  struct ip4 *ret);

/* When lease_choose() found none: a conflict, the oldest of those near the key's place. */
bool lease_choose_conflict(const struct lease_table *t, const struct lease_choice *choice,
			   struct ip4 *ret);

enum { LEASE_COUNT_MAX = 1 << 17 }; /* bound before: looked at one by one */

/* For displays: how many addresses lease_choose() could come upon for `choice`. An unbound one fits
 * or not by its parity alone. False in *ret_all: of those bound before only LEASE_COUNT_MAX were
 * looked at, so there may be more. Makes no memory real. */
uint32_t lease_choose_count(const struct lease_table *t, const struct lease_choice *choice,
			    bool *ret_all);

#endif
