/* rbs/updates_in_flight.c -- a ring of slots in order of sequence, so that answering by number and
 * looking a sequence up need no table of their own, and hash chains through the same slots by
 * address. An answered one leaves its chain at once and its slot when it is the oldest: answers
 * come in any order (refusals overtake), slots go in order. No allocation; slots do not move, so a
 * pointer is good until others are added. */
#include "rbs/updates_in_flight.h"

#include <assert.h>
#include <string.h>

static uint16_t *
bucket_of(struct rbs_flights *f, struct ip4 address)
{
	return &f->bucket[(address.host * 0x9e3779b1u) >> 22];
}

static struct rbs_flight *
slot_at(struct rbs_flights *f, unsigned place)
{
	return &f->slot[(f->head + place) % RBS_UPDATES_MAX];
}

void
rbs_flight_init(struct rbs_flights *f)
{
	f->head = f->count = 0;
	for (unsigned i = 0; i < RBS_FLIGHT_BUCKETS; i++)
		f->bucket[i] = RBS_FLIGHT_NONE;
}

struct rbs_flight *
rbs_flight_find(struct rbs_flights *f, struct ip4 address)
{
	uint16_t i = *bucket_of(f, address);

	while (i != RBS_FLIGHT_NONE && !ip4_same(f->slot[i].record.address, address))
		i = f->slot[i].next;
	return i == RBS_FLIGHT_NONE ? NULL : &f->slot[i];
}

struct rbs_flight *
rbs_flight_sequence(struct rbs_flights *f, uint64_t sequence)
{
	unsigned low = 0, high = f->count;

	while (low < high) {
		unsigned middle = low + (high - low) / 2;
		struct rbs_flight *flight = slot_at(f, middle);

		if (flight->sequence == sequence)
			return flight->answered ? NULL : flight;
		if (flight->sequence < sequence)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

struct rbs_flight *
rbs_flight_add(struct rbs_flights *f, const struct rbs_flight *flight)
{
	uint16_t *bucket = bucket_of(f, flight->record.address);
	struct rbs_flight *to;

	if (f->count == RBS_UPDATES_MAX)
		return NULL;
	assert(rbs_flight_find(f, flight->record.address) == NULL);
	assert(f->count == 0 || slot_at(f, f->count - 1)->sequence < flight->sequence);
	to = slot_at(f, f->count++);
	*to = *flight;
	to->answered = false;
	to->next = *bucket;
	*bucket = (uint16_t)(to - f->slot);
	return to;
}

struct rbs_flight *
rbs_flight_oldest(struct rbs_flights *f)
{
	return f->count > 0 ? slot_at(f, 0) : NULL;
}

void
rbs_flight_answer(struct rbs_flights *f, struct rbs_flight *flight)
{
	uint16_t *link = bucket_of(f, flight->record.address);

	assert(!flight->answered);
	while (&f->slot[*link] != flight)
		link = &f->slot[*link].next;
	*link = flight->next;
	flight->answered = true;
	while (f->count > 0 && slot_at(f, 0)->answered) {
		f->head = (f->head + 1) % RBS_UPDATES_MAX;
		f->count--;
	}
}
