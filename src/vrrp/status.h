/* vrrp/status.h -- what one VRRP group on this device is doing, as a value that can be copied
 * between threads. The pulse makes it; node/ keeps the latest; vrrp/show.c prints it. */
#ifndef VRRP_STATUS_H
#define VRRP_STATUS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ip4.h"
#include "vrrp/config.h"
#include "vrrp/fault.h"
#include "vrrp/history.h"

enum vrrp_state { VRRP_INITIALIZE, VRRP_BACKUP, VRRP_MASTER, VRRP_STATES };

/* Why the state changed last; docs/vrp.md "Log lines". */
enum vrrp_reason {
	VRRP_REASON_NONE,
	VRRP_REASON_INTERFACE_UP,
	VRRP_REASON_INTERFACE_DOWN,
	VRRP_REASON_TIMER_EXPIRED, /* Master_Down: no advertisement heard */
	VRRP_REASON_PRIORITY,	   /* a better, or a worse, advertisement was heard */
	VRRP_REASON_RESIGNED,	   /* the Master sent priority 0, or that it is a gateway alone */
	VRRP_REASON_OWNER,	   /* address owner, priority 255 */
	VRRP_REASON_CONFIG,	   /* group created, changed or deleted */
	VRRP_REASON_YIELD,	   /* this device cannot write leases and takes no part */
	VRRP_REASON_RESUMED,	   /* it takes part again */
	VRRP_REASON_LEFT,	   /* the operator took this device out of the pair ... */
	VRRP_REASON_JOINED,	   /* ... and back */
	VRRP_REASON_DEAF,	   /* nobody is heard, and no host answers ... */
	VRRP_REASON_HEARS,	   /* ... but now somebody was */
	VRRP_REASON_STOP,	   /* this device stops */
	VRRP_REASON_LATE,	   /* the thread ran too late to be sure of mastership */
	VRRP_REASON_STUCK,	   /* this device does not answer: given up to the peer */
	VRRP_REASON_LOST,	   /* somebody takes its links away: given up to the peer */
	VRRP_REASON_PEER_BFD,	   /* nothing came of the Master by BFD */
	VRRP_REASON_LINK_DOWN,	   /* a session tracked as link is down ... */
	VRRP_REASON_LINK_UP,	   /* ... and all are up again */
	VRRP_REASONS
};

struct vrrp_track { /* an interface that a group tracks */
	struct interface_name interface;
	uint8_t points; /* what the group's priority loses while it is down; 1..255 */
	bool up;
	bool increased; /* wins, not loses */
};

struct vrrp_bfd {			 /* a BFD session that a group tracks */
	uint16_t local;			 /* 0: by name */
	char name[VRRP_SESSION_MAX + 1]; /* "": by number */
	uint8_t how;			 /* enum vrrp_bfd_how */
	uint8_t points;			 /* of priority while it is down, unless peer or link */
	bool up;			 /* false also when there is none */
};

struct vrrp_counters { /* since creation; docs/vrp.md "VRRP displays" */
	uint64_t became_master, sent, received, zero_received, zero_sent;
	uint64_t bad_checksum, bad_version, bad_vrid, bad_ttl, bad_type, bad_length, bad_interval,
	    bad_auth, bad_addresses, bad_destination;
	uint64_t bad_sender, foreign_addresses;
	/* not displayed: heard with an address of ours as source; with another interval */
	uint64_t own_source, other_interval;
};

enum { VRRP_SOURCES_MAX = 4 };

struct vrrp_source {	    /* of advertisements for a group that passed all checks */
	struct ip4 address; /* 0.0.0.0: none */
	uint64_t heard_us;  /* the last one */
};

struct vrrp_status {
	struct interface_name interface;
	uint16_t vlan; /* its */
	uint8_t vrid;
	enum vrrp_state state;
	enum vrrp_reason reason;
	uint8_t vips_count;
	struct ip4 vip[VRRP_VIPS_MAX];
	struct ip4 master; /* 0.0.0.0 in Initialize */
	struct ip4 local;  /* primary address of the interface */
	uint8_t priority_run, priority_config;
	uint8_t master_priority; /* 0 in Initialize */
	bool preempt;
	uint16_t preempt_delay_s;
	uint64_t preempt_at_us; /* when it will preempt; TIME_NEVER when not counting */
	bool preempt_held;	/* would preempt now, but node/ holds it (batch not finished) */
	bool yields;		/* takes no part, for node/ cannot write leases ... */
	bool left;		/* ... or left the pair ... */
	bool deaf;		/* ... or hears nobody */
	bool broken;		/* links or addresses that it stands on are taken away */
	uint64_t damped_us;	/* BFD takes nothing over until then (vrrp/damp.h); 0 */
	bool gateway_only;	/* takes part as a gateway alone, for node/ cannot write leases */
	uint64_t recover_at_us; /* interface Up is acted on then; TIME_NEVER when not waiting */
	uint32_t interval_ms;	/* running; configured below */
	uint32_t interval_config_ms;
	uint32_t announced_ms; /* Backup: the interval that the Master announced last */
	uint8_t hold_multiplier;
	bool check_ttl;
	bool authenticated; /* version 2: a password goes with each advertisement */
	uint8_t tracks_count;
	struct vrrp_track track[VRRP_TRACKS_MAX];
	uint8_t bfds_count;
	struct vrrp_bfd bfd[2 * VRRP_BFDS_MAX];
	uint64_t created_us, changed_us; /* changed_us 0: never */
	struct vrrp_counters counters;
	/* The last to be heard; they move with counters.received. */
	struct vrrp_source source[VRRP_SOURCES_MAX];
	struct vrrp_strange strange[VRRP_FAULTS];
	struct vrrp_history history; /* moves with changed_us */
};

/* "Initialize", "Backup", "Master". */
const char *vrrp_state_name(enum vrrp_state state);

/* "Protocol timer expired", "Interface up", ... */
const char *vrrp_reason_name(enum vrrp_reason reason);

/* "send v3 only", "send v2 only", "send v2v3 both" of a device's version and enum vrrp_sends. */
const char *vrrp_sends_name(uint8_t version, uint8_t sends);

struct vrrp_group;
struct vrrp_settings;

/* Everything of *ret but the interface. Unused bytes are 0, so two may be compared by memcmp.
 * Tested in test/unit/vrrp/group_timers.c. */
void vrrp_group_status(const struct vrrp_group *g, const struct vrrp_settings *cfg,
		       struct vrrp_status *ret);

#endif
