/* rbs/deadline.h -- when a session has something to do though nothing came: what rbs_link_tick()
 * looks at, and what the next FLUSH sends. Tested in test/unit/rbs/session.c. */
#ifndef RBS_DEADLINE_H
#define RBS_DEADLINE_H

#include "rbs/session_private.h"

/* TIME_NEVER: nothing. */
uint64_t rbs_deadline(const struct rbs_session *s);

#endif
