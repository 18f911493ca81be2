/* bench/measure.h -- what measurements share: processor time, the order of rounds, a lease record.
 * Each measurement takes what it needs of it. */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lease/record.h"

/* Processor time of this process in seconds: waiting for others is not in it, what they do to
 * caches and clock rate is, and so are the kernel's page faults. */
static inline double
measure_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* For qsort() of doubles, the least first. */
static inline int
measure_order(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The binding of client i: around 110 bytes in a journal, with a hardware address, an identifier, a
 * host name and an acknowledgement of the peer. */
static inline struct lease_record
measure_record(uint32_t i, uint32_t host, uint64_t expiry_us)
{
	struct lease_record r = {.address = {host}, .state = LEASE_LEASED};
	uint8_t id[7] = {1,	    2, 0, (uint8_t)(i >> 24), (uint8_t)(i >> 16), (uint8_t)(i >> 8),
			 (uint8_t)i};
	char name[16];

	r.version = 2 * i + 2;
	r.start_us = 900 * TIME_SEC;
	r.expiry_us = expiry_us;
	r.length_s = 86400;
	r.hardware_type = 1;
	r.hardware_len = 6;
	memcpy(r.hardware, id + 1, 6);
	r.key = lease_key_of_identifier(id, sizeof id);
	snprintf(name, sizeof name, "host-%u", i);
	lease_side_add(&r, 12, (const uint8_t *)name, strlen(name));
	r.acked = (struct lease_acked){r.version, r.expiry_us, LEASE_LEASED};
	r.sent = r.version;
	return r;
}

#endif
