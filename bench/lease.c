/* bench/lease.c -- how long a million bindings take: restored as after a start, looked at, renewed,
 * chosen, carried over. Processor time; most of a first restore is the kernel handing out memory.
 * Run by `make bench-lease`. */
#include <stdio.h>
#include <stdlib.h>

#include "base/prng.h"
#include "bench/measure.h"
#include "lease/carry.h"
#include "lease/choose.h"
#include "lease/heir.h"
#include "lease/rules.h"
#include "lease/table.h"

enum { COUNT = 1000000, RANGES = 16, SLICE = 1024 /* of a commit */ };

#define NOW (100000 * TIME_SEC)

static struct lease_record
record(uint32_t n)
{
	uint8_t mac[6] = {2,	     0, (uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8),
			  (uint8_t)n};
	struct lease_record r = {.address = {0x0a000000 + n}, .state = LEASE_LEASED};

	r.version = 2 * (uint64_t)n + 2;
	r.start_us = NOW;
	r.expiry_us = NOW + (n % 86400 + 60) * TIME_SEC;
	r.length_s = 86400;
	r.key = lease_key_of_hardware(1, mac, 6);
	r.hardware_type = 1;
	r.hardware_len = 6;
	memcpy(r.hardware, mac, 6);
	r.acked = (struct lease_acked){r.version, r.expiry_us, LEASE_LEASED};
	r.sent = r.version;
	return r;
}

/* In the order of `step`: 1 as a snapshot has them, else as a log has. */
static void
restore(struct lease_table *t, uint32_t step, const char *what)
{
	double begin = measure_seconds(), end;

	for (uint32_t i = 0, n = 0; i < COUNT; i++, n = (n + step) % COUNT) {
		struct lease_record r = record(n);

		lease_restore(t, &r);
	}
	end = measure_seconds();
	printf("%-36s %8.3f s  %6.0f ns each\n", what, end - begin, (end - begin) * 1e9 / COUNT);
}

static const struct lease_range *
ranges_of(uint32_t count)
{
	static struct lease_range range[RANGES];

	for (uint32_t i = 0; i < RANGES; i++) {
		range[i].low.host = 0x0a000000 + i * (count / RANGES);
		range[i].high.host = range[i].low.host + count / RANGES - 1;
		range[i].pool = (uint16_t)(i / 4);
		range[i].section = (uint8_t)(i % 4);
	}
	return range;
}

static struct lease_table *
table_of(uint32_t count)
{
	return lease_table_new(ranges_of(count), RANGES, NOW);
}

/* As a commit does: a step at a time, but for its ends. */
static struct lease_table *
carry_over(struct lease_table *t, uint32_t space)
{
	double begin = measure_seconds(), at = begin, first, longest = 0, last;
	struct lease_table *next;

	lease_heir_begin(t, ranges_of(space), RANGES);
	first = measure_seconds() - at;
	for (bool ready = false; !ready;) {
		at = measure_seconds();
		ready = lease_heir_go_on(t, SLICE);
		if (measure_seconds() - at > longest)
			longest = measure_seconds() - at;
	}
	at = measure_seconds();
	next = lease_heir_take(t);
	lease_carry_offers(next, t);
	lease_table_free(t);
	last = measure_seconds() - at;
	printf("%-36s %8.3f s  (ms: begin %.1f, longest step %.1f, end %.1f)\n",
	       "carry over to a new configuration", measure_seconds() - begin, first * 1e3,
	       longest * 1e3, last * 1e3);
	return next;
}

static void
report(const char *what, double begin, uint32_t count, uint64_t proof)
{
	double each = (measure_seconds() - begin) * 1e9 / count;

	printf("%-36s %8s    %6.0f ns each  (%llu)\n", what, "", each, (unsigned long long)proof);
}

static bool
is_free(const void *context, const struct lease_record *r)
{
	(void)context;
	return r->state == LEASE_FREE;
}

static void
look_and_choose(struct lease_table *t, uint32_t space)
{
	const uint32_t tries = 300000;
	struct prng p = {3};
	uint64_t proof = 0;
	double begin = measure_seconds();
	struct ip4 a;

	for (uint32_t i = 0; i < tries; i++) {
		struct lease_record r = record((uint32_t)prng_below(&p, COUNT));

		proof += lease_find(t, lease_pool_of(t, r.address), &r.key, &a);
	}
	report("find a client", begin, tries, proof);
	begin = measure_seconds();
	for (uint32_t i = 0; i < tries; i++) {
		struct lease_record r = record((uint32_t)prng_below(&p, COUNT));

		r.version += 2 * (uint64_t)COUNT;
		proof += lease_apply(t, &r);
	}
	report("renew", begin, tries, proof);
	begin = measure_seconds();
	for (uint32_t i = 0; i < tries; i++) {
		struct lease_record r = record(COUNT + (uint32_t)prng_below(&p, space - COUNT));
		struct lease_choice c = {i % 4, &r.key, 3, is_free, NULL};

		proof += lease_choose(t, &c, &a);
	}
	report("choose for a new client", begin, tries, proof);
	begin = measure_seconds();
	lease_tick(t, NOW + 86500 * TIME_SEC);
	printf("%-36s %8.3f s\n", "a day passes, all fall due", measure_seconds() - begin);
}

int
main(void)
{
	const uint32_t space = COUNT + COUNT / 4;
	double begin = measure_seconds();
	struct lease_table *t = table_of(space);

	printf("%u bindings, %zu bytes each, %u addresses\n", COUNT, sizeof(struct lease_record),
	       space);
	printf("%-36s %8.3f s\n", "an empty table", measure_seconds() - begin);
	restore(t, 1, "restore, in order");
	restore(t, 1, "restore, all a second time");
	lease_table_free(t);
	t = table_of(space);
	restore(t, 611953, "restore, in no order");
	look_and_choose(t, space);
	lease_table_free(carry_over(t, space));
	t = lease_table_new(NULL, 0, NOW);
	restore(t, 1, "restore without a configuration");
	lease_table_free(t);
	return 0;
}
