/* rbs/records.h -- the peer's records: its updates judged, its batches taken. The rules stand at
 * the head of records.c. Tested in test/unit/rbs/session.c and hostile.c. */
#ifndef RBS_RECORDS_H
#define RBS_RECORDS_H

#include "rbs/session_private.h"

/* Frames on connection c, which is the session's; what cannot be closes it. */
void rbs_records_take(struct rbs_session *s, int c, const struct rbs_frame *frame);
void rbs_records_begin(struct rbs_session *s, int c, const struct rbs_frame *frame);
void rbs_records_end(struct rbs_session *s, int c, const struct rbs_frame *frame);

/* A record of the peer, whole; false: it is malformed, or its version cannot be (*ret_why says so,
 * and ret is spoiled). */
bool rbs_records_read(struct rbs_session *s, struct rd bytes, struct lease_record *ret,
		      const char **ret_why);

/* One that is merged goes on to node/. False: more unacknowledged records than a peer may have
 * under way. */
bool rbs_records_merge(struct rbs_session *s, const struct rbs_group *g,
		       const struct lease_record *record);

/* PAIRED once both batches are through. */
void rbs_records_review(struct rbs_session *s, struct rbs_group *g);

/* Every update of the peer up to `sequence` is applied and safe here. */
void rbs_records_applied(struct rbs_session *s, uint64_t sequence);

/* The stores of the peer's frames up to this SYNC are safe. */
void rbs_records_stored(struct rbs_session *s, uint64_t token);

#endif
