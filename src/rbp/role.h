/* rbp/role.h -- the role of a remote backup profile, derived and never stored.
 *
 * Master while the VRRP group it is bound to is Master and its pools are ready, Slave while the
 * group is Backup, Initialize otherwise. Only a Master answers clients. Pure functions of values.
 * docs/rules.md "Who serves", docs/vrp.md "States". Tested in test/unit/rbp/role.c. */
#ifndef RBP_ROLE_H
#define RBP_ROLE_H

#include <stdbool.h>

#include "base/time.h"
#include "rbp/config.h"
#include "rbs/session.h"
#include "vrrp/status.h"

enum rbp_role { RBP_INITIALIZE, RBP_SLAVE, RBP_MASTER, RBP_ROLE_COUNT };

/* Why the role is what it is. */
enum rbp_why {
	RBP_WHY_MASTER,	    /* the group is Master */
	RBP_WHY_BACKUP,	    /* the group is Backup */
	RBP_WHY_NO_SERVICE, /* no service-type dhcp-server */
	RBP_WHY_NO_VRRP,    /* no vrrp-id */
	RBP_WHY_NO_GROUP,   /* the group named does not exist */
	RBP_WHY_GROUP_INITIALIZE,
	RBP_WHY_POOLS, /* the group is Master, the pools are not ready */
	RBP_WHY_DISK,  /* it cannot be served: leases cannot be written */
	RBP_WHY_COUNT
};

struct rbp_verdict {
	enum rbp_role role;
	enum rbp_why why;
};

/* group: latest status of the bound VRRP group, NULL when there is none. pools_ready: the binding
 * tables of every pool bound to it exist. disk_works: leases can be written. */
struct rbp_verdict rbp_role(const struct rbp_config *config, const struct vrrp_status *group,
			    bool pools_ready, bool disk_works);

/* "Master", "Slave", "Initialize". */
const char *rbp_role_name(enum rbp_role role);

/* One clause for the log and the displays: "the VRRP group is Backup". */
const char *rbp_why_text(enum rbp_why why);

/* Whether preemption must wait: a profile that is backed up holds it until its batch is complete in
 * both directions. Returns what is waited for, or NULL when nothing is. rbs NULL: no service;
 * waits: rbs_session_waits(). */
const char *rbp_holds_preemption(const struct rbp_config *config, const struct rbs_config *rbs,
				 const char *waits);

/* MCLT of a profile (R4, R5), in microseconds. */
uint64_t rbp_mclt_us(const struct rbp_config *config);

/* Names of profiles and services: equal but for case. */
bool rbp_name_same(const char *a, const char *b);

#endif
