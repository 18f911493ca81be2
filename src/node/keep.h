/* node/keep.h -- the journal of this device: what is written, how far it is durable, and what
 * happens when the disk fails (replication.md 6, R1, I3, I6).
 *
 * Everything a step has to remember goes into one block; keep_flush() hands it to the host at the
 * step's end. Blocks are numbered as APPENDs: keep_position() is the number to wait for, and
 * keep_is_safe() says when it has come.
 *
 *	BEGINS  a new segment (and, without a journal or with a long one, a snapshot) is on its way;
 *	        nothing is answered yet
 *	WORKS   the node serves
 *	FAILED  the disk refused: the node yields, leaves its peers and answers nobody; every
 *	        KEEP_RETRY_US it goes to BEGINS with a snapshot of all it knows
 *
 * A snapshot is written in slices beside the log, once the log has grown to KEEP_GROWTH times the
 * last snapshot and KEEP_LOG_MIN. Bounds: one block a step per JOURNAL_BLOCK_MAX bytes; one slice
 * on its way; KEEP_BLOCKS_MAX blocks not yet durable -- at that bound nothing more is decided until
 * the disk has caught up (keep_has_room()). Tested in test/unit/node/keep.c and by test/sim. */
#ifndef NODE_KEEP_H
#define NODE_KEEP_H

#include "node/state.h"

/* Opens the journal handed over at start; identities, segment. False: refused, it was said why. */
bool keep_open(struct node *n, const struct node_input *in, struct node_actions *out);

/* The bindings and facts of the journal are in memory: begins to write. */
void keep_begin(struct node *n);

/* ---- what is written ---- */

/* The binding of an address as it stands in the table. */
void keep_record(struct node *n, const struct lease_record *r, struct node_actions *out);

/* SENT: an update goes to the peer. ACKED: the peer holds it, or nothing is in doubt any more. */
void keep_mark(struct node *n, enum journal_kind kind, struct ip4 address, uint64_t version,
	       struct node_actions *out);

/* SENT_ALL, HOME, PAIR. */
void keep_entry(struct node *n, const struct journal_entry *e, struct node_actions *out);

/* ---- how far ---- */

bool keep_works(const struct node *n);
bool keep_has_room(const struct node *n);

/* What was written last is durable once keep_is_safe() says so of this number. */
uint64_t keep_position(const struct node *n);
bool keep_is_safe(const struct node *n, uint64_t position);

/* Makes sure that versions can be drawn: false while the reservation is not durable. */
bool keep_may_draw(struct node *n, struct node_actions *out);

/* ---- driving ---- */

/* NODE_IN_DISK. */
void keep_disk(struct node *n, const struct node_input *in, struct node_actions *out);

void keep_tick(struct node *n);
uint64_t keep_deadline(const struct node *n);

/* The table was made anew: a snapshot that runs begins again. */
void keep_table_changed(struct node *n);

/* End of a step. */
void keep_flush(struct node *n, struct node_actions *out);

void keep_free(struct node *n);

#endif
