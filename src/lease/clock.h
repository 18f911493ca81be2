/* lease/clock.h -- the Lamport clock that makes record versions (docs/rules.md "Record, version,
 * home").
 *
 * Versions rise past every version seen; the lowest bit is the device's, so two devices never
 * make the same one. `ceiling` is where the durable reservation ends: a restart begins there, so
 * no version is ever made twice. Tested in test/unit/lease/parts.c. */
#ifndef LEASE_CLOCK_H
#define LEASE_CLOCK_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

struct lease_clock {
	uint64_t seen;	  /* highest version made or seen */
	uint64_t ceiling; /* versions are made below this; UINT64_MAX when nothing is durable */
	uint8_t device;	  /* 0 or 1: the lowest bit of versions made here */
};

/* Where a device begins that lost what it made, or part of it: above whatever a pair makes that
 * began earlier, so that no lease of the peer wins over one given since, for none makes 2^30 in a
 * second. wall_us: microseconds since 1970; what lies before 2020 begins at 0, and no clock leads
 * past 2^61. */
static inline uint64_t
lease_clock_first(int64_t wall_us)
{
	int64_t since_2020_s = wall_us / 1000000 - 1577836800;

	if (since_2020_s < 0)
		return 0;
	return (uint64_t)(since_2020_s < INT32_MAX ? since_2020_s : INT32_MAX) << 30;
}

/* Remember a version made elsewhere. */
static inline void
lease_clock_saw(struct lease_clock *c, uint64_t version)
{
	if (version > c->seen)
		c->seen = version;
}

/* The peer is declared down: whatever it made that never came here is older than what is made from
 * now on, so that no lease of a device that was away wins over one given since. */
static inline void
lease_clock_jump(struct lease_clock *c)
{
	c->seen += 1ULL << 32;
}

/* The clock was copied from another device's: not by whole jumps, so that no version is made on
 * both however often either jumps. */
static inline void
lease_clock_part(struct lease_clock *c)
{
	lease_clock_jump(c);
	c->seen += 1ULL << 31;
}

/* The version lease_clock_next() would make. */
static inline uint64_t
lease_clock_peek(const struct lease_clock *c)
{
	return ((c->seen >> 1) + 1) << 1 | c->device;
}

/* Whether a version may be made before the ceiling is raised durably. */
static inline bool
lease_clock_ready(const struct lease_clock *c)
{
	return lease_clock_peek(c) < c->ceiling;
}

/* From now on versions may be made below `ceiling`: that is durable. 0: none may. */
static inline void
lease_clock_reserve(struct lease_clock *c, uint64_t ceiling)
{
	c->ceiling = ceiling;
}

/* The next versions are made for a pair of which this device is 0 or 1. */
static inline void
lease_clock_stand_as(struct lease_clock *c, uint8_t device)
{
	c->device = device;
}

/* A version greater than all seen; lease_clock_ready() held. */
static inline uint64_t
lease_clock_next(struct lease_clock *c)
{
	assert(c->device <= 1 && lease_clock_ready(c));
	return c->seen = lease_clock_peek(c);
}

/* The same while the ceiling above it is no more than written: for a record that is written behind
 * it and leaves the device only when both are durable. */
static inline uint64_t
lease_clock_next_behind(struct lease_clock *c)
{
	assert(c->device <= 1);
	return c->seen = lease_clock_peek(c);
}

#endif
