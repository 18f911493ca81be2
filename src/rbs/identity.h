/* rbs/identity.h -- whether the device that says HELLO is the one of all sessions before.
 *
 * Identities are random numbers that both devices keep (R9); who was not there when they were said
 * cannot name them. That is no proof against somebody on the way (TLS is), but it keeps out who can
 * only connect. Of the first device ever met nothing is known and it is believed. Another one later
 * is a stranger: it is refused and told so, and is believed once it has come back for
 * RBS_STRANGER_LIMIT without the known one being met, and this device was there to see that; it may
 * be a machine or a disk that was replaced. Then, for RBS_NEWCOMER_LIMIT, its BYE gives nothing
 * away and its versions are bounded; so are those of the first one.
 * Tested in test/unit/rbs/identity.c. */
#ifndef RBS_IDENTITY_H
#define RBS_IDENTITY_H

#include "rbs/session_private.h"

#define RBS_STRANGER_LIMIT (10 * TIME_SEC)
#define RBS_NEWCOMER_LIMIT (10 * 60 * TIME_SEC)

/* Whether a session may stand with who says this HELLO. False: it is a stranger, or this device
 * itself, and not believed yet: noted, and said. */
bool rbs_identity_is_believed(struct rbs_session *s, const struct rbs_hello *hello);

/* Whether it is another device than the one of the sessions before; false for the first one. */
bool rbs_identity_is_other(const struct rbs_session *s, const struct rbs_hello *hello);

/* A session stands with it. */
void rbs_identity_met(struct rbs_session *s, const struct rbs_hello *hello);

/* Another peer is configured: nothing is known of it. */
void rbs_identity_forget(struct rbs_session *s);

/* The device of this session is not the one of the sessions before, and has not been for long. */
bool rbs_identity_is_new(const struct rbs_session *s);

/* The highest version that a record of this peer may have. */
uint64_t rbs_identity_version_max(const struct rbs_session *s);

#endif
