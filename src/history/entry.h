/* history/entry.h -- one lease event as it is kept: what happened to which address, when, and the
 * names of the client. What an entry is made of at a change of a binding, and its bytes; how
 * entries lie in a file is history/block.h's. The byte table stands in entry.c and in
 * docs/journal.md. Tested in test/unit/history/entry.c; fuzzed by test/fuzz/history.c. */
#ifndef HISTORY_ENTRY_H
#define HISTORY_ENTRY_H

#include "base/buf.h"
#include "lease/record.h"

enum {
	HISTORY_ENTRY_MAX = 32 + LEASE_KEY_MAX + LEASE_HARDWARE_MAX + LEASE_SIDE_MAX /* bytes */
};

/* The values lie on disks. CONFLICTED: a probe found it in use, and the client is who had it last.
 * FREED: before its end, or after it was set aside. */
enum history_event {
	HISTORY_NONE,
	HISTORY_GRANTED,
	HISTORY_RENEWED,
	HISTORY_RELEASED, /* by its client, or for it */
	HISTORY_EXPIRED,
	HISTORY_DECLINED, /* its client found the address in use */
	HISTORY_CONFLICTED,
	HISTORY_FREED,
	HISTORY_EVENTS
};

#define HISTORY_NEVER_MS UINT64_MAX

struct history_entry {
	enum history_event event;
	bool learned;	   /* from the peer; else it happened here */
	uint64_t at_ms;	   /* wall clock, milliseconds since 1970 */
	uint64_t until_ms; /* GRANTED, RENEWED: of the lease; DECLINED, CONFLICTED: set aside;
			      else 0. HISTORY_NEVER_MS: for ever */
	/* Of it address, key, hardware address and side options; the rest is zero. */
	struct lease_record client;
};

/* The word of displays and logs, e.g. "granted". */
const char *history_event_name(enum history_event event);

/* What the change of one binding from `before` (of the same address; version 0: never bound) to
 * `after` is. A renewal is an event when it says something new of the client, or is the first one
 * of a day of the wall clock: a lease that lasts for months is in every day's history. */
enum history_event history_event_of(const struct lease_record *before,
				    const struct lease_record *after, uint64_t now,
				    int64_t wall_offset_us);

/* Writes the entry of that event. learned: the peer said so, and when is its record's start; else
 * it happened now. */
void history_encode(struct wr *out, enum history_event event, bool learned,
		    const struct lease_record *after, uint64_t now, int64_t wall_offset_us);

/* Reads one and moves past it. False: it is none; *ret is untouched. */
bool history_decode(struct rd *in, struct history_entry *ret);

#endif
