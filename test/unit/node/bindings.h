/* test/unit/node/bindings.h -- for tests that compare what the seed's two devices hold of an
 * address. */
#ifndef TEST_UNIT_NODE_BINDINGS_H
#define TEST_UNIT_NODE_BINDINGS_H

#include "node/bind/room.h"
#include "test/unit/node/seed.h"

static inline const struct lease_record *
held(const struct rig *r, unsigned device, struct ip4 address)
{
	return lease_at(leases(r, device), address);
}

static inline bool
is_claimed(const struct rig *r, unsigned device, struct ip4 address)
{
	return lease_is_claimed(leases(r, device), address);
}

static inline bool
is_in_doubt(const struct lease_record *of)
{
	return of->sent > of->version;
}

static inline enum rbs_pair
pair(const struct rig *r, unsigned device)
{
	return standing(r, device)->pair;
}

/* The device has a binding that no message brought. */
static inline void
plant(struct rig *r, unsigned device, const struct lease_record *of)
{
	assert_int_equal(lease_apply(r->device[device].node->bind->leases, of), LEASE_APPLIED);
}

/* The client asks for the address that it knows. */
static inline void
renew(struct rig *r, uint16_t client, uint32_t xid, struct ip4 address)
{
	rig_request(r, client, xid, (struct ip4){0}, (struct ip4){0}, address);
}

/* Both devices have the same binding of the address, and nothing of it is in doubt. */
static inline void
assert_agreed(const struct rig *r, struct ip4 address)
{
	const struct lease_record *a = held(r, 0, address), *b = held(r, 1, address);

	assert_int_equal(a->version, b->version);
	assert_int_equal(a->state, b->state);
	assert_true(lease_key_same(&a->key, &b->key));
	assert_false(is_in_doubt(a));
	assert_false(is_in_doubt(b));
	assert_false(is_claimed(r, 0, address));
	assert_false(is_claimed(r, 1, address));
}

#endif
