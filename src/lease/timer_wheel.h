/* lease/timer_wheel.h -- deadlines of cells on a wheel of seconds: four rings of 256 buckets, each
 * bucket one list of lease/lists.h, so a cell is on the wheel or on another list, never both.
 *
 * A deadline is rounded up to the next whole second. What is due moves to the list LEASE_DUE and
 * stays there until it is taken off. Tested in test/unit/lease/parts.c. */
#ifndef LEASE_TIMER_WHEEL_H
#define LEASE_TIMER_WHEEL_H

#include "base/time.h"
#include "lease/lists.h"

enum {
	LEASE_WHEEL_RINGS = 4,
	LEASE_WHEEL_BUCKETS = 256,
	LEASE_DUE = LEASE_WHEEL_RINGS * LEASE_WHEEL_BUCKETS,
	LEASE_WHEEL_LISTS = LEASE_DUE + 1 /* the lists from here on are free for others */
};

#define LEASE_NEVER UINT32_MAX

struct lease_timer_wheel {
	struct lease_lists *lists; /* not owned */
	uint32_t *at;		   /* by cell: second of its deadline */
	uint32_t second;	   /* everything up to here is on LEASE_DUE */
	uint32_t next; /* no second before this one has anything to do; or LEASE_NEVER */
};

/* A wheel that stands at now; lists has at least LEASE_WHEEL_LISTS lists. */
void lease_timer_wheel_make(struct lease_timer_wheel *w, struct lease_lists *lists, uint32_t cells,
			    uint64_t now);
void lease_timer_wheel_end(struct lease_timer_wheel *w);

/* Puts a cell that is on no list on the wheel; one whose time has come is due at once. */
void lease_timer_wheel_add(struct lease_timer_wheel *w, uint32_t cell, uint64_t deadline_us);

/* Turns to now; what became due is on LEASE_DUE. Time does not go back. */
void lease_timer_wheel_turn(struct lease_timer_wheel *w, uint64_t now);

/* When turning has something to do next (it may turn out to be nothing); TIME_NEVER. */
uint64_t lease_timer_wheel_deadline(const struct lease_timer_wheel *w);

#endif
