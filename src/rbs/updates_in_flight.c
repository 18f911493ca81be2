/* rbs/updates_in_flight.c -- see rbs/updates_in_flight.h. */
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
	f->head = f->count = f->waiting_count = 0;
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

static int
waiting_at(const struct rbs_flights *f, struct ip4 address)
{
	for (unsigned i = 0; i < f->waiting_count; i++)
		if (ip4_same(f->waiting[i].address, address))
			return (int)i;
	return -1;
}

bool
rbs_flight_wait(struct rbs_flights *f, const struct rbs_waiting *waiting)
{
	if (f->waiting_count == RBS_WAITING_MAX || waiting_at(f, waiting->address) >= 0)
		return false;
	f->waiting[f->waiting_count++] = *waiting;
	return true;
}

bool
rbs_flight_woken(struct rbs_flights *f, struct ip4 address, struct rbs_waiting *ret)
{
	int i = waiting_at(f, address);

	if (i < 0)
		return false;
	*ret = f->waiting[i];
	f->waiting[i] = f->waiting[--f->waiting_count];
	return true;
}
