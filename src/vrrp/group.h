/* vrrp/group.h -- one virtual router: (settings, state, input) -> (state, actions).
 * RFC 3768 6.4, RFC 9568 6.4; docs/vrp.md "VRRP commands", "VRRP packets".
 *
 * Nothing is sent, timed or logged in here. vrrp_group_deadline() of vrrp/group_times.h is the only
 * timer: step with VRRP_IN_TICK then. vrrp/status.h copies a group out. What goes beyond the RFC is
 * told in group.c.
 * Tested in test/unit/vrrp/group.c, state by input, and group_timers.c. */
#ifndef VRRP_GROUP_H
#define VRRP_GROUP_H

#include "vrrp/advert.h"
#include "vrrp/damp.h"
#include "vrrp/history.h"
#include "vrrp/learn.h"
#include "vrrp/settings.h"
#include "vrrp/status.h"

enum vrrp_input_kind {
	VRRP_IN_UP,	   /* the interface came up */
	VRRP_IN_DOWN,	   /* it went down */
	VRRP_IN_TICK,	   /* the deadline has come */
	VRRP_IN_ADVERT,	   /* an advertisement that passed vrrp/hear.h, from somebody else */
	VRRP_IN_HOLD,	   /* do not preempt until released (batch backup not finished) */
	VRRP_IN_RELEASE,   /* preemption is free again */
	VRRP_IN_YIELD,	   /* give up mastership and stay Initialize */
	VRRP_IN_RESUME,	   /* take part again */
	VRRP_IN_GIVE_UP,   /* give mastership up to a peer that would serve, and be Backup; never
			     the address owner */
	VRRP_IN_PEER_DEAD, /* the Master that is followed answers no BFD for span_us */
	VRRP_IN_SPOKEN,	   /* the peer heard this device by BFD, and counts it as dead at silent_us
			    */
	VRRP_IN_SETTINGS,  /* the settings given are new */
	VRRP_IN_STOP	   /* clean stop; only VRRP_IN_UP starts it again */
};

struct vrrp_input {
	enum vrrp_input_kind kind;
	uint64_t now;
	const struct vrrp_advert *advert; /* ADVERT */
	struct ip4 source;		  /* ADVERT */
	bool broken; /* ADVERT: what this group stands on is taken away: it is no better than a
			gateway alone */
	bool vips_changed; /* SETTINGS: the virtual addresses are others */
	bool moved;	   /* SETTINGS: the address of the interface is another */
	bool leaves;	   /* STOP: a configuration takes the group, or its link, away */
	bool left, deaf;   /* YIELD: this device left the pair; hears nobody; else its disk fails */
	enum vrrp_reason why; /* GIVE_UP */
	uint64_t span_us;     /* PEER_DEAD; SPOKEN: from its last packet to silent_us */
	uint64_t silent_us;   /* SPOKEN; TIME_NEVER: no peer judges it by BFD */
};

enum vrrp_action {
	VRRP_ADVERTISE, /* with the priority in use */
	VRRP_RESIGN,	/* advertise priority 0, by the settings of before this step */
	VRRP_HEARTBEAT, /* Master at least until fence_us */
	VRRP_OWN,	/* take the virtual addresses */
	VRRP_DISOWN,	/* let them go: those of before this step */
	VRRP_GARP	/* a gratuitous ARP for each */
};

enum { VRRP_ACTIONS_MAX = 8 }; /* no step emits more; asserted */

struct vrrp_actions {
	unsigned count;
	enum vrrp_action list[VRRP_ACTIONS_MAX];
};

struct vrrp_group {
	enum vrrp_state state;
	enum vrrp_reason reason;
	bool yielding, held;
	bool left, deaf;      /* yielding, for the pair was left; for nobody is heard */
	bool preempt_due;     /* the preemption delay is over; held back by `held` alone */
	bool bare;	      /* version 3: one was heard whose checksum has no pseudo-header */
	uint64_t up_since_us; /* TIME_NEVER: the interface is down */
	uint32_t master_interval_ms; /* in use */
	uint32_t announced_ms;	     /* by the last one heard in Backup */
	struct vrrp_learning learning;
	struct ip4 master; /* last one heard in Backup; 0.0.0.0: none yet */
	uint8_t master_priority;
	uint64_t heard_us;	   /* when, TIME_NEVER: not since Initialize */
	uint64_t down_us;	   /* Backup: Master_Down_Timer */
	uint64_t preempt_since_us; /* Backup: lower Master heard since; TIME_NEVER: not */
	uint64_t advertise_us;	   /* Master: Adver_Timer */
	uint64_t garp_us;	   /* Master: next gratuitous ARP of itself */
	uint64_t answer_us;	   /* Master: no answer to a losing advertisement before */
	uint64_t fence_us;	   /* Master: mastership is sure until then */
	uint64_t peer_us; /* TIME_NEVER, or the peer takes over then, unless BFD packets go on */
	uint64_t peer_span_us;
	bool lost;		/* Backup: PEER_DEAD, and nothing was heard since */
	struct ip4 lost_master; /* of the last PEER_DEAD; 0.0.0.0: it was heard meanwhile */
	struct vrrp_damp damp;
	uint64_t created_us, changed_us;
	uint8_t garps_left; /* Master: gratuitous ARPs of this burst that are to come */
	struct vrrp_history history;
	struct vrrp_counters counters;
	struct vrrp_source source[VRRP_SOURCES_MAX];
	struct vrrp_source newer; /* the last one of version 3 */
	struct vrrp_strange strange[VRRP_FAULTS];
};

/* A new group in Initialize. up_since_us: when its interface came up, or TIME_NEVER. Feed
 * VRRP_IN_SETTINGS next. */
void vrrp_group_init(struct vrrp_group *g, uint64_t now, uint64_t up_since_us);

struct vrrp_actions vrrp_group_step(struct vrrp_group *g, const struct vrrp_settings *cfg,
				    const struct vrrp_input *in);

#endif
