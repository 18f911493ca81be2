/* rbs/link.h -- connections and states of a session: listen, dial, which connection stays, when
 * it is dead, when to try again. How it decides stands at the head of link.c. */
#ifndef RBS_LINK_H
#define RBS_LINK_H

#include "rbs/session_private.h"

/* Starts when configuration and facts are there. */
void rbs_link_reconsider(struct rbs_session *s);

/* Closes everything; INITIAL. reason: what a connected peer is told (ERROR); NULL: nothing. */
void rbs_link_shut(struct rbs_session *s, const char *reason, const char *why);

void rbs_link_opened(struct rbs_session *s, bool dialled, size_t room, bool secure);
void rbs_link_closed(struct rbs_session *s, bool dialled);
void rbs_link_room(struct rbs_session *s, bool dialled, size_t room);

/* CONNECTED, and nothing was heard for so long that the session is dead: drops it. Asked before
 * bytes are read, too: a device that was stopped finds old ones, whose times do not age under way.
 */
bool rbs_link_is_late(struct rbs_session *s);

/* Whatever is due by now (deadline.h). */
void rbs_link_tick(struct rbs_session *s);

/* HELLO came on connection c, which is now the session's: the other one is hung up. */
void rbs_link_established(struct rbs_session *s, int c);

/* The session (or attempt) ends; `why` goes to log and display. It is tried again after delay_us,
 * or as R6 says when delay_us is TIME_NEVER. */
void rbs_link_drop(struct rbs_session *s, const char *why, uint64_t delay_us);

/* Tells the peer why on connection c (ERROR), then ends what hangs on it. */
void rbs_link_refuse(struct rbs_session *s, int c, enum rbs_error error, const char *text);

/* The same for a frame that cannot be. */
static inline void
rbs_link_error(struct rbs_session *s, int c, const char *text)
{
	rbs_link_refuse(s, c, RBS_ERROR_PACKET, text);
}

/* A frame that belongs to a session: the peer believes this device. */
void rbs_link_believed(struct rbs_session *s);

/* The peer said ERROR on connection c. */
void rbs_link_refused(struct rbs_session *s, int c, uint64_t error, const char *reason);

/* A stop: ERROR, which gives nothing away, and silence until the next configuration. */
void rbs_link_stop(struct rbs_session *s);

/* BYE, and silence until JOIN. */
void rbs_link_leave(struct rbs_session *s);

/* The own disk fails: no BYE, and silence until RESUME. A session that ends by it is lost like
 * others: after a second loss within a minute it is some time before the next (R6). */
void rbs_link_pause(struct rbs_session *s);
void rbs_link_resume(struct rbs_session *s);

#endif
