/* node/step/step.h -- one step of a device, as every room gets it: the time, where actions go, and
 * what settle.c looks at again before the step ends. Lives on the stack of node_step(). */
#ifndef NODE_STEP_STEP_H
#define NODE_STEP_STEP_H

#include "lan/heard.h"
#include "node/step/out.h"

enum {
	NODE_PROFILES_MAX = 64, /* remote backup profiles */
	NODE_NONE = 0xffff	/* no profile, no service, no session */
};

struct step {
	uint64_t now;		/* base/time.h */
	int64_t wall_offset_us; /* wall clock = now + this, for displays and schedules */
	bool stopping;		/* nothing is begun any more */
	struct node_actions *out;
	const struct lan_heard *lan; /* for the names of interfaces; NULL: each is a Vlanif */

	/* Raised by whoever brings it about, lowered by who looks: settle.c, apply.c. */
	bool review;	  /* what roles and permissions stand on has changed */
	bool new_master;  /* a profile became Master: answer what its Slave kept (R11) */
	bool flush_waits; /* a session may send only in the next step */
};

/* The name of the interface of a VLAN, for log lines: lan_heard_name(). */
static inline const char *
step_interface(const struct step *step, uint16_t vlan, char text[LAN_INTERFACE_TEXT])
{
	return lan_heard_name(step->lan, vlan, text);
}

#endif
