/* pulse/alive.h -- whether the node of this device lives: a number is put up every PULSE_ASK_US,
 * and the node says it back once it has looked at all that happened.
 *
 * Two things follow from an answer. What the node said before it (holds, whether a peer would
 * serve) is as old as the number was when it was put up: *stale* from PULSE_FRESH_US on, until a
 * younger number is answered. And a node that leaves a number unanswered for PULSE_STUCK_US is
 * *stuck*: it serves nobody, whatever VRRP says. A caller that was itself late by more than
 * PULSE_ASK_US knows nothing of that time: the age of a number counts anew from then on. A node
 * about to work for long says so, and has that long once.
 *
 * Pure: ages are of the caller's `now` alone. There is one number at a time: an answer to an older
 * one says nothing. Tested in test/unit/pulse/alive.c. */
#ifndef PULSE_ALIVE_H
#define PULSE_ALIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/time.h"

#define PULSE_ASK_US	   (250 * TIME_MS)
#define PULSE_FRESH_US	   (500 * TIME_MS)
#define PULSE_STUCK_US	   (1 * TIME_SEC)
#define PULSE_BUSY_MOST_US (10 * TIME_SEC) /* a node that says that it works gets no more */

struct alive { /* written by alive.c alone */
	bool stale, stuck;
	bool open;		  /* `asked` is not answered */
	uint64_t asked, asked_us; /* the number put up last, and when */
	uint64_t ask_us;	  /* when to put one up, or the same once more */
	uint64_t fresh_until_us;  /* what the node said counts until then */
	uint64_t since_us;	  /* nothing is answered since; TIME_NEVER: all is */
	uint64_t limit_us;	  /* for that */
	uint64_t heard_us;	  /* when the number answered last was put up; 0: none was */
};

/* Nothing was said yet: stale. */
void alive_init(struct alive *a);

/* Time went by, before anything else that an input means. True: what the node said is stale from
 * now on. */
bool alive_passes(struct alive *a, uint64_t now);

/* True: `a->asked` is to be put up, for the first time or once more. */
bool alive_asks(struct alive *a, uint64_t now);

/* The node said this number back. False: it says nothing. a->stale tells what its word is worth. */
bool alive_answered(struct alive *a, uint64_t number, uint64_t now);

/* It will work for so long, before its next answer. */
void alive_busy(struct alive *a, uint64_t span_us);

/* True once, when the node is stuck from now on. */
bool alive_sticks(struct alive *a, uint64_t now);

/* When to look again. */
uint64_t alive_deadline(const struct alive *a);

#endif
