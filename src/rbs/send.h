/* rbs/send.h -- what goes out to the peer with a FLUSH, in order: HELLO, ACK, real-time updates,
 * batches, configuration lines, digests, KEEPALIVE. Nothing is begun that the connection has no
 * room for. */
#ifndef RBS_SEND_H
#define RBS_SEND_H

#include "rbs/inside.h"

/* Sends what there is, within room and output buffer; s->flushing when the latter was full. */
void rbs_send(struct rbs_session *s);

/* ---- for digest.c ---- */

struct rbs_build { /* a frame being built */
	struct wr w;
	enum rbs_type type;
	unsigned marks; /* records in it that are to be acknowledged */
};

/* Begins a frame; false: no room for it now. */
bool rbs_send_open(struct rbs_session *s, struct rbs_build *b, enum rbs_type type, uint16_t flags,
		   uint16_t backup_id);

/* A record of the table, to be merged there. False, and nothing written: it does not fit, or may
 * not leave yet. */
bool rbs_send_put(struct rbs_session *s, struct rbs_build *b, const struct lease_record *record);

/* Sends it; with records in it, by the second one, and there is room in the window. */
void rbs_send_close(struct rbs_session *s, struct rbs_build *b);
void rbs_send_close_acked(struct rbs_session *s, struct rbs_build *b);

#endif
