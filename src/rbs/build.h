/* rbs/build.h -- one frame to the peer: begun, filled with records, sent, its ACK awaited. */
#ifndef RBS_BUILD_H
#define RBS_BUILD_H

#include "rbs/session_private.h"

struct rbs_build { /* a frame being built */
	struct wr w;
	enum rbs_type type;
	unsigned marks; /* records in it that are to be acknowledged */
};

/* Begins a frame; false: no room for it now. */
bool rbs_send_open(struct rbs_session *s, struct rbs_build *b, enum rbs_type type, uint16_t flags,
		   uint16_t backup_id);

/* A record of the table, to be merged there, with what the peer said it holds of the address.
 * False, and nothing written: it does not fit, or may not leave yet. */
bool rbs_send_put(struct rbs_session *s, struct rbs_build *b, const struct lease_record *record);

/* A record of the table that answers one of the peer's: a copy ahead of its turn, which nothing is
 * noted of when it is acknowledged. False, and nothing written: it does not fit. */
bool rbs_send_put_answer(struct rbs_session *s, struct rbs_build *b,
			 const struct lease_record *record);

/* Sends it; with records in it, by the second one, and there is room in the window. */
void rbs_send_close(struct rbs_session *s, struct rbs_build *b);
void rbs_send_close_acked(struct rbs_session *s, struct rbs_build *b);

/* The frame just closed is to be acknowledged. */
void rbs_send_expect_ack(struct rbs_session *s, uint16_t ends);

/* A record that is to be judged (sequence, replaces) or merged (sequence, 0). False, and nothing
 * written, when it does not fit or may not leave yet. */
bool rbs_send_put_update(struct rbs_session *s, struct rbs_build *b,
			 const struct lease_record *record, uint64_t sequence, uint64_t replaces);

#endif
