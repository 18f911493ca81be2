/* rbs/receive.h -- bytes of the peer become frames, and go to the file that knows what they mean.
 */
#ifndef RBS_RECEIVE_H
#define RBS_RECEIVE_H

#include "rbs/session_private.h"

/* Bytes came in on connection c; reads at most one frame. */
void rbs_receive_data(struct rbs_session *s, int c, const uint8_t *bytes, size_t len);

/* Reads at most one more frame that is here already. */
void rbs_receive_more(struct rbs_session *s);

/* Whether rbs_receive_more() has something to look at. */
bool rbs_receive_has_more(const struct rbs_session *s);

#endif
