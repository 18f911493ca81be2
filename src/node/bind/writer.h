/* node/bind/writer.h -- the journal of this device: what is written, how far it is durable, and
 * what happens when the disk fails (docs/journal.md; R1, I3, I6).
 *
 * Everything a step has to remember goes into one block; writer_flush() hands it to the host at the
 * step's end. Blocks are numbered as APPENDs: writer_position() is the number to wait for, and
 * writer_is_safe() says when it has come.
 *
 *	BEGINS  a new segment (and, without a journal or with a long one, a snapshot) is on its way;
 *	        nothing is answered yet
 *	WORKS   the node serves
 *	FAILED  the disk refused: the node leaves its peers and answers nobody; every
 *	        WRITER_RETRY_US it goes to BEGINS with a snapshot of all it knows
 *
 * A snapshot is written in slices beside the log, once the log has grown to WRITER_GROWTH times the
 * last snapshot and WRITER_LOG_MIN. Bounds: one block a step per JOURNAL_BLOCK_MAX bytes; one slice
 * on its way; WRITER_BLOCKS_MAX blocks not yet durable -- at that bound nothing more is decided
 * until the disk has caught up (writer_has_room()). When nothing was written for WRITER_PROOF_US a
 * block without news is, so that a disk that takes nothing any more is found out; and when a peer
 * asks (rbs/question.h). Tested in
 * test/unit/node/writer.c and by test/sim. */
#ifndef NODE_BIND_WRITER_H
#define NODE_BIND_WRITER_H

#include "journal/block.h"
#include "node/step/input.h"
#include "node/step/step.h"

struct bind;

/* Opens the journal handed over at start; identities, segment. False: refused, it was said why. */
bool writer_open(struct bind *b, const struct node_input *in, struct step *step);

#define WRITER_NO_JOURNAL UINT64_MAX

/* The bindings and facts of the journal are in memory: begins to write. Returns how many records
 * were read; WRITER_NO_JOURNAL: there was none. */
uint64_t writer_begin(struct bind *b, const struct step *step);

/* ---- what is written ---- */

/* The binding of an address as it stands in the table. */
void writer_record(struct bind *b, const struct lease_record *r, struct step *step);

/* SENT: an update goes to the peer. ACKED: the peer holds it, or nothing is in doubt any more. */
void writer_mark(struct bind *b, enum journal_kind kind, struct ip4 address, uint64_t version,
		 struct step *step);

/* SENT_ALL, HOME, PAIR. */
void writer_entry(struct bind *b, const struct journal_entry *e, struct step *step);

/* A block without news, unless something waits for the disk: what is durable from here on proves
 * that it works. */
void writer_prove(struct bind *b, struct step *step);

/* ---- how far ---- */

bool writer_works(const struct bind *b);
bool writer_has_room(const struct bind *b);

/* It failed, and has not worked since. */
bool writer_fails(const struct bind *b);

/* When the oldest of what the disk has not made durable was handed over; TIME_NEVER: it has all. */
uint64_t writer_waits_since(const struct bind *b);

/* What was written last is durable once writer_is_safe() says so of this number. */
uint64_t writer_position(const struct bind *b);
bool writer_is_safe(const struct bind *b, uint64_t position);

/* Makes sure that versions can be drawn: false while the reservation is not durable. */
bool writer_may_draw(struct bind *b, struct step *step);

/* ---- driving ---- */

#define WRITER_PROOF_US (10 * TIME_SEC)

/* NODE_IN_DISK. */
void writer_disk(struct bind *b, const struct node_input *in, struct step *step);

void writer_tick(struct bind *b, struct step *step);
uint64_t writer_deadline(const struct bind *b);

/* The table was made anew: a snapshot that runs begins again. */
void writer_table_changed(struct bind *b);

/* End of a step. */
void writer_flush(struct bind *b, struct step *step);

void writer_free(struct bind *b);

#endif
