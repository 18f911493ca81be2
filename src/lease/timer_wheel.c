/* lease/timer_wheel.c -- see lease/timer_wheel.h. A cell whose deadline is less than 256 seconds
 * away stands in ring 0, less than 256^2 in ring 1, and so on; when a ring has gone round, the next
 * bucket of the ring above is dealt out again. */
#include "lease/timer_wheel.h"

#include <stdbool.h>

#include "base/memory.h"

void
lease_timer_wheel_make(struct lease_timer_wheel *w, struct lease_lists *lists, uint32_t cells,
		       uint64_t now)
{
	w->lists = lists;
	w->at = memory_new_dense(cells, sizeof *w->at);
	w->second = (uint32_t)(now / TIME_SEC);
	w->next = LEASE_NEVER;
}

void
lease_timer_wheel_end(struct lease_timer_wheel *w)
{
	memory_free(w->at);
	*w = (struct lease_timer_wheel){0};
}

/* The bucket for a deadline that is after w->second. */
static uint32_t
bucket_of(const struct lease_timer_wheel *w, uint32_t at)
{
	uint32_t ahead = at - w->second, ring = 0;

	while (ring < LEASE_WHEEL_RINGS - 1 && ahead >> 8 * (ring + 1) != 0)
		ring++;
	return ring * LEASE_WHEEL_BUCKETS + (at >> 8 * ring) % LEASE_WHEEL_BUCKETS;
}

/* The second in which ring 1 and those above it are looked at next. */
static uint32_t
next_round(const struct lease_timer_wheel *w)
{
	return (w->second / LEASE_WHEEL_BUCKETS + 1) * LEASE_WHEEL_BUCKETS;
}

static void
deal(struct lease_timer_wheel *w, uint32_t cell)
{
	uint32_t at = w->at[cell], list = at <= w->second ? (uint32_t)LEASE_DUE : bucket_of(w, at);
	uint32_t next = list < LEASE_WHEEL_BUCKETS ? at : next_round(w);

	lease_lists_join(w->lists, list, cell);
	if (list != LEASE_DUE && next < w->next)
		w->next = next;
}

void
lease_timer_wheel_add(struct lease_timer_wheel *w, uint32_t cell, uint64_t deadline_us)
{
	uint64_t second = deadline_us / TIME_SEC + (deadline_us % TIME_SEC != 0);

	w->at[cell] = second > UINT32_MAX ? UINT32_MAX : (uint32_t)second;
	deal(w, cell);
}

static void
deal_bucket(struct lease_timer_wheel *w, uint32_t list)
{
	uint32_t cell = lease_lists_first(w->lists, list), next;

	for (; cell != LEASE_LISTS_NONE; cell = next) {
		next = lease_lists_after(w->lists, cell);
		lease_lists_leave(w->lists, cell);
		deal(w, cell);
	}
}

static bool
has_later_rounds(const struct lease_timer_wheel *w)
{
	for (unsigned i = LEASE_WHEEL_BUCKETS; i < LEASE_DUE; i++)
		if (w->lists->head[i])
			return true;
	return false;
}

/* Cells leave the wheel without a word to it: only a turn up to `next` looks anew. */
static uint32_t
look(const struct lease_timer_wheel *w)
{
	uint32_t next = has_later_rounds(w) ? next_round(w) : LEASE_NEVER;

	for (uint32_t s = w->second + 1; s < w->second + LEASE_WHEEL_BUCKETS && s < next; s++)
		if (w->lists->head[s % LEASE_WHEEL_BUCKETS])
			return s;
	return next;
}

void
lease_timer_wheel_turn(struct lease_timer_wheel *w, uint64_t now)
{
	uint32_t until = (uint32_t)(now / TIME_SEC);

	while (w->second < until) {
		uint32_t second = ++w->second;

		for (uint32_t ring = LEASE_WHEEL_RINGS - 1; ring > 0; ring--)
			if (second % ((uint32_t)1 << 8 * ring) == 0)
				deal_bucket(w, ring * LEASE_WHEEL_BUCKETS +
						   (second >> 8 * ring) % LEASE_WHEEL_BUCKETS);
		deal_bucket(w, second % LEASE_WHEEL_BUCKETS);
	}
	if (w->second >= w->next)
		w->next = look(w);
}

uint64_t
lease_timer_wheel_deadline(const struct lease_timer_wheel *w)
{
	return w->next == LEASE_NEVER ? TIME_NEVER : w->next * TIME_SEC;
}
