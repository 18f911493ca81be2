/* bench/histogram.h -- latencies: steps of 1 us up to 131 ms, of 1 ms up to 131 s, the rest in the
 * last one. */
#ifndef BENCH_HISTOGRAM_H
#define BENCH_HISTOGRAM_H

#include <stdint.h>

enum { HISTOGRAM_STEPS = 131072 };

struct histogram {
	uint64_t count, sum_us, most_us;
	uint32_t fine[HISTOGRAM_STEPS], coarse[HISTOGRAM_STEPS];
};

static inline void
histogram_add(struct histogram *h, uint64_t us)
{
	uint64_t ms = us / 1000;

	if (us < HISTOGRAM_STEPS)
		h->fine[us]++;
	else
		h->coarse[ms < HISTOGRAM_STEPS ? ms : HISTOGRAM_STEPS - 1]++;
	h->count++;
	h->sum_us += us;
	if (us > h->most_us)
		h->most_us = us;
}

/* Milliseconds below which a part of all lies, of 1000; 0 when there are none. */
static inline double
histogram_at(const struct histogram *h, unsigned part)
{
	uint64_t rank = h->count * part / 1000, seen = 0;

	if (rank >= h->count && h->count > 0)
		rank = h->count - 1;
	for (unsigned i = 0; i < HISTOGRAM_STEPS; i++)
		if ((seen += h->fine[i]) > rank)
			return i / 1e3;
	for (unsigned i = 0; i < HISTOGRAM_STEPS; i++)
		if ((seen += h->coarse[i]) > rank)
			return i;
	return 0;
}

#endif
