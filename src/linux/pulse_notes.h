/* linux/pulse_notes.h -- the ring of notes from the pulse thread to the node's: one writer, one
 * reader, no lock. A writer fills a slot, then moves `head` (release); a reader sees `head`
 * (acquire), takes the slot, then moves `tail`. When the reader is stuck and the ring is full, the
 * newest status of each group and session is owed and handed over with the next room: the node may
 * miss a moment, never the present. For pulse_thread.c alone, whose test is its. */
#ifndef LINUX_PULSE_NOTES_H
#define LINUX_PULSE_NOTES_H

#include <stdatomic.h>

#include "linux/pulse_thread.h"

enum { PULSE_OWED_MAX = PULSE_GROUPS_MAX + BFD_SESSIONS_MAX + 1 };

struct pulse_notes { /* all zero at first */
	bool due;    /* something was pushed; for the writer, who clears it */
	atomic_uint head, tail;
	struct pulse_note note[PULSE_NOTES_MAX];
	unsigned owed_count;
	struct pulse_note owed[PULSE_OWED_MAX];
};

/* The writer. False: there is no room. */
bool pulse_notes_push(struct pulse_notes *n, const struct pulse_note *note);

/* The writer: a status, which is owed when there is no room; and what is owed, as far as there is.
 */
void pulse_notes_news(struct pulse_notes *n, const struct pulse_note *note);
void pulse_notes_pay(struct pulse_notes *n);

/* The reader. */
bool pulse_notes_any(const struct pulse_notes *n);
bool pulse_notes_take(struct pulse_notes *n, struct pulse_note *ret);

#endif
