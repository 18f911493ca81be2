/* pulse/telling.h -- when the node is told a status: at once when it changed, once a second while
 * only its counters move. Tested in test/unit/pulse/inputs.c. */
#ifndef PULSE_TELLING_H
#define PULSE_TELLING_H

#include <stdbool.h>

#include "base/time.h"

struct pulse_telling {
	bool once;	 /* it was told before */
	uint64_t at_us;	 /* ... then */
	uint64_t due_us; /* counters moved, tell then; TIME_NEVER */
};

/* Tell now? changed: more than counters; moved: counters. True: it counts as told. */
bool pulse_telling_now(struct pulse_telling *t, bool changed, bool moved, uint64_t now);

#endif
