/* node/remarks.h -- what is strange about the advertisements that a VRRP group hears, as log lines
 * (RFC 3768 7.1, RFC 9568 7.1: failures are told, at a limited rate).
 *
 * Of each kind (vrrp/fault.h) and group one line at once, then one in REMARKS_US with how many came
 * since. Each names the last one's sender. And that a BFD session which flaps takes nothing over
 * for a while. Tested in test/unit/node/remarks.c. */
#ifndef NODE_REMARKS_H
#define NODE_REMARKS_H

#include "node/step/step.h"
#include "pulse/pulse.h"

#define REMARKS_US (600 * TIME_SEC)

struct remark {
	uint64_t told_us; /* 0: never */
	uint64_t told;	  /* the counter then */
};

struct remarks { /* all zero at first; groups of more than PULSE_GROUPS_MAX take the oldest place */
	unsigned next;
	struct remarks_group {
		uint16_t vlan;
		uint8_t vrid; /* 0: free */
		struct remark of[VRRP_FAULTS];
		uint64_t damped_us; /* as told */
	} group[PULSE_GROUPS_MAX];
};

/* NODE_IN_STATUS: the status of a group that is configured. */
void remarks_status(struct remarks *r, const struct vrrp_status *status, struct step *step);

#endif
