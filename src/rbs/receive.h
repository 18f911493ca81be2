/* rbs/receive.h -- what the peer's frames mean: judging its updates, taking its batches, its
 * answers to ours. The rules stand at the head of receive.c. */
#ifndef RBS_RECEIVE_H
#define RBS_RECEIVE_H

#include "rbs/session_private.h"

/* Bytes came in on connection c; reads at most one frame. */
void rbs_receive_data(struct rbs_session *s, int c, const uint8_t *bytes, size_t len);

/* Reads at most one more frame that is here already. */
void rbs_receive_more(struct rbs_session *s);

/* Whether rbs_receive_more() has something to look at. */
bool rbs_receive_has_more(const struct rbs_session *s);

/* The stores of the peer's frames up to this SYNC are safe. */
void rbs_receive_stored(struct rbs_session *s, uint64_t token);

#endif
