/* pulse/slot.h -- one VRRP group in pulse/, with what was said of it. Private to pulse.c, which
 * writes it, and emit.c. */
#ifndef PULSE_SLOT_H
#define PULSE_SLOT_H

#include "pulse/pulse.h"
#include "pulse/telling.h"
#include "vrrp/give_up.h"
#include "vrrp/group.h"

struct slot {
	struct interface_name interface;
	uint16_t vlan; /* its */
	struct vrrp_settings cfg;
	struct vrrp_group group;
	bool said, held, yielded, left, deaf; /* the node's last word; said: whether it is held */
	bool begun;			      /* takes part: VRRP_IN_SETTINGS was given */
	bool ready;			      /* the node's last word: the peer would serve ... */
	uint64_t dead_us;		      /* ... and how old that may get, beside the limit */
	bool broken;			      /* the node's last word */
	struct vrrp_give_up give_up;
	uint64_t waits_us;	 /* the hold of giving up ends then; TIME_NEVER: there is none */
	bool leaving;		 /* PULSE_IN_LEAVE */
	struct vrrp_status told; /* the last PULSE_STATUS */
	struct pulse_telling telling;
};

#endif
