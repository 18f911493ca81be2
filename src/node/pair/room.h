/* node/pair/room.h -- what pair/ remembers: remote backup services and profiles, how each stands to
 * its peer, who serves. Private to this folder; who else wants something asks by a verb of its
 * headers, or reads struct standings.
 *
 *	alien.c            twin: whose journal this is                R9
 *	stall.c            struct stall
 *	slots.c            which services and profiles there are, their configuration
 *	service.c          the sessions: session .. sync of a service, rbs_out
 *	pair.c             struct stand, standings                  R4 R5 R8 R10
 *	roles.c            struct served, vrrp, what displays read, careful, yielded, deaf,
 *	                   gateway_only, asked_us
 *	hearing.c          struct hearing, hearing_place, hearing_host
 *	look.c             struct look
 *	partner_down.c     struct alone
 *	left.c             left_told_us
 *	scheduled_batch.c  struct scheduled
 *	leave.c            struct leaving
 *
 * A slot that is taken or given back is zeroed whole by slots.c. */
#ifndef NODE_PAIR_ROOM_H
#define NODE_PAIR_ROOM_H

#include "lan/heard.h"
#include "node/bind/bind.h"
#include "node/config/agreed.h"
#include "node/pair/hearing.h"
#include "node/pair/pairs.h"
#include "node/pair/pinned.h"
#include "node/step/input.h"
#include "node/step/standing.h"
#include "rbp/shown.h"
#include "rbs/session.h"
#include "rbs/shown.h"
#include "vrrp/deaf.h"
#include "vrrp/latest.h"

enum {
	SERVICE_SYNCS_MAX = RBS_PENDING_FRAMES + 8, /* of one session */
	ALONE_WAITS_MAX = 80
};

_Static_assert((unsigned)NODE_PROFILES_MAX == (unsigned)RBP_SHOWN_MAX, "every profile is shown");

struct scheduled {    /* the daily batch of a service */
	uint32_t day; /* of the wall clock: it is over, or not due any more */
};

struct look_place { /* an address of the peer */
	struct ip4 address;
	bool mac_known;
	struct mac mac;	   /* as the peer said */
	uint16_t vlan;	   /* of our Vlanif towards it; 0: none */
	struct mac own;	   /* of that Vlanif */
	uint64_t heard_us; /* an ARP frame of its; 0: none */
};

struct look {			      /* at the peer of a service that has no session */
	bool on;		      /* it is looked for */
	bool runs;		      /* a round does */
	bool answered;		      /* the last round that ended was, by this address */
	struct ip4 by;		      /* ... */
	unsigned left;		      /* frames of the round still to be sent */
	unsigned silent;	      /* rounds in a row */
	uint64_t began_us, before_us; /* the last round, and the one before; 0: none yet */
	uint64_t asked_us;	      /* its last frame */
	uint64_t next_us;	      /* the next frame, its end, or the next round */
	unsigned places_count;	      /* as of its begin */
	struct look_place place[RBS_ADDRESSES_MAX + 1];
};

struct leaving {    /* `remote-backup leave` of a service */
	bool asked; /* it is being written down; said once `position` is durable */
	uint64_t position;
	uint64_t since_us; /* it was said; 0: it was not, or joined since */
	uint64_t told_us;  /* the alarm of that */
};

struct service { /* one remote backup service; a slot keeps its place while the name lives */
	/* slots.c */
	bool used;
	char name[RBS_NAME_MAX + 1];
	unsigned index; /* for displays */
	struct rbs_config config;
	/* service.c */
	struct rbs_session *session;
	struct rbs_local local;
	bool local_changed; /* to be told to the session before the step ends */
	bool paused;	    /* the session was told that our disk fails */
	enum rbs_state state;
	unsigned syncs_head, syncs_count;
	struct service_sync { /* a SYNC of the session that waits for the disk */
		uint64_t token, position;
	} sync[SERVICE_SYNCS_MAX];
	struct scheduled scheduled;
	struct look look;
	struct leaving leaving;
};

struct stand { /* of a profile to its peer */
	enum rbs_pair pair;
	bool batch_done;	/* since start */
	bool begun;		/* R8's delay is over, and no batch was under way then */
	uint64_t down_since_us; /* Partner-down */
	bool down_complete;	/* the same: by BYE, with all that the peer had promised */
	bool unmet;		/* the peer was declared down, and no batch is complete since */
	bool forfeited;		/* we left, or were declared down, at forfeited_us; until a batch */
	uint64_t forfeited_us;
	bool fresh; /* R8, until a batch */
	bool lost;  /* R8, a disk of the pair is gone: until lost_until_us; 0: no batch yet */
	uint64_t lost_until_us;
	uint64_t lost_us; /* when that was found out last, since the start; 0: never */
	bool alien;	  /* R9, until a batch */
	bool said;	  /* how it stands, in the log, since the start */
	bool declared;	  /* versions were set apart for one of these */
	bool recalled;	  /* it stands as what is kept of its addresses says */
	struct ip4 peer;  /* to whom; the last one that was configured */
	uint64_t agreed;  /* digest of both configurations when last equal; 0: not */
};

struct served { /* what VRRP made of a profile */
	struct rbp_verdict verdict;
	enum rbp_role before;
	uint64_t changed_us;
	bool held;	      /* as told to the pulse */
	bool peer_ready;      /* the same: the peer would serve */
	bool answers;	      /* it is Master, and its session was answered since */
	enum rbs_ready ready; /* as told to the session */
};

struct stall { /* of the disk, beside a peer that would serve */
	bool on;
	uint64_t since_us, position; /* nothing is durable since; all up to that ends it */
};

struct alone {			     /* a profile Interrupted without a session */
	uint64_t since_us;	     /* 0: it is not */
	uint64_t told_us;	     /* the alarm of that; 0: none yet */
	uint64_t waits_told_us;	     /* the alarm that the declaration waits; 0: none yet */
	char waits[ALONE_WAITS_MAX]; /* for what; "": it is not due */
};

struct profile { /* one remote backup profile */
	/* slots.c */
	bool used;
	char name[RBP_NAME_MAX + 1];
	unsigned index;
	struct rbp_config config;
	uint16_t vlan;	      /* of the interface of its VRRP group; 0: none */
	unsigned service;     /* slot, or NODE_NONE */
	struct agreed agreed; /* what both devices must agree on */
	bool anew;	      /* the last commit changed that, or with whom */

	struct stand stand;
	struct served served;
	struct alone alone;
};

struct hearing_host {
	struct ip4 address;
	struct mac mac;
	uint64_t heard_us; /* 0: nobody */
};

struct hearing_place {
	uint16_t vlan;
	bool may; /* be deaf, when it was looked at last */
	struct vrrp_deaf deaf;
	uint64_t learned_us; /* so many hosts since then */
	unsigned learned;
	struct hearing_host host[HEARING_HOSTS_MAX];
};

struct hearing {
	unsigned count;
	struct hearing_place place[PULSE_GROUPS_MAX];
};

struct pairs {
	struct bind *bind;
	const struct pulse_config *pulse; /* in force */
	const struct lan_heard *lan;

	struct service service[NODE_STREAMS_MAX];
	struct profile profile[NODE_PROFILES_MAX];
	struct standings standings;
	struct rbs_outputs rbs_out;

	struct vrrp_latest vrrp;
	struct rbs_shown rbs_shown;
	struct rbp_shown rbp_shown;
	bool careful; /* R8: the start-up delay runs, to careful_until_us */
	uint64_t careful_until_us;
	uint64_t left_told_us; /* when pools were told last that left their pair; 0: none has */
	uint64_t asked_us;     /* when pulse/ asked last; 0: not yet */
	bool yielded;	       /* the groups were told to take no part */
	bool gateway_only;     /* ... to go on as gateways alone */
	unsigned left;	       /* ... those of so many services that were left */
	struct stall stall;
	unsigned deaf; /* ... and on so many VLANs where it hears nobody */
	struct hearing hearing;
	struct pinned pinned[NODE_STREAMS_MAX]; /* by service */
	const struct service *twin; /* its peer said that it is this device itself, and it is for
				       this one to be another; NULL: none */
};

#endif
