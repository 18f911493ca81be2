/* rbs/hello.h -- what two devices agree on before and while they copy: version, who has the even
 * addresses, which backup-ids both have with the same configuration, where to resume. */
#ifndef RBS_HELLO_H
#define RBS_HELLO_H

#include "rbs/session_private.h"

/* The first HELLO of a connection: what was said on others does not count, and real time begins. */
void rbs_hello_begin(struct rbs_session *s);

/* What this device says of itself now. */
void rbs_hello_compose(struct rbs_session *s, struct rbs_hello *ret);

/* It went out in this frame: backup-ids are matched by what was said. */
void rbs_hello_said(struct rbs_session *s, uint64_t number);

/* HELLO came on connection c. */
void rbs_hello_received(struct rbs_session *s, int c, const struct rbs_frame *frame);

/* New facts: keeps what is known of backup-ids that stay. */
void rbs_hello_local(struct rbs_session *s, const struct rbs_local *local);

/* Lines of the peer's configuration, CONFIG. */
void rbs_hello_lines(struct rbs_session *s, const struct rbs_frame *frame);

#endif
