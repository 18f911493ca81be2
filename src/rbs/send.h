/* rbs/send.h -- what goes out to the peer with a FLUSH, in order: HELLO, ACK, real-time updates,
 * batches, configuration lines, digests, KEEPALIVE. Nothing is begun that the connection has no
 * room for. */
#ifndef RBS_SEND_H
#define RBS_SEND_H

#include "rbs/session_private.h"

/* Sends what there is, within room and output buffer; s->flushing when the latter was full. */
void rbs_send(struct rbs_session *s);

#endif
