/* rbs/dual_master.h -- both devices Master of one backup-id: what the session hears of the peer's
 * role tells what VRRP cannot. Leases stay safe meanwhile, clients lose their gateway at random. */
#ifndef RBS_DUAL_MASTER_H
#define RBS_DUAL_MASTER_H

#include "rbs/session_private.h"

#define RBS_DUAL_MASTER_TEXT                                                                       \
	"Both devices are Master: they do not hear each other's VRRP advertisements; look at the " \
	"VLAN between them, and whether VRID, virtual IP, VRRP version and (version 3) "           \
	"send-packet-mode are equal"

/* What a KEEPALIVE of the peer says of its roles. */
void rbs_dual_master_heard(struct rbs_session *s, const struct rbs_keepalive *k);

/* A role changed, or time went by: reports what lasts, and that it ended. */
void rbs_dual_master_review(struct rbs_session *s);

/* The session is over: nothing is known of the peer's roles. */
void rbs_dual_master_forget(struct rbs_group *g);

/* When to review; TIME_NEVER. */
uint64_t rbs_dual_master_deadline(const struct rbs_session *s);

#endif
