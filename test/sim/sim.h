/* test/sim/sim.h -- the simulator: one seed is one history of two whole devices (test/rig) and a
 * crowd of clients, with faults. What is promised is judged by what each client was told.
 *
 *	plan.c      the seed becomes a configuration, clients and a list of faults
 *	faults.c    a fault begins and ends
 *	unbind.c    a pool leaves its pair and comes back
 *	hostile.c   single packets of a stranger, and what they may do
 *	forger.c    single DHCP messages in the clients' names
 *	stuck.c     the main thread of a device hangs, or its disk
 *	leave.c     a device leaves its pair and joins it again
 *	impostor.c  somebody speaks the protocol in the peer's name
 *	ready.c     a device that would not serve; what is shown of it
 *	empty.c     an empty folder that serves alone; who has an address after the merge
 *	when.c      when it does
 *	client.c    what a client does and believes
 *	judge.c     I1, I2, I3, I5, R11 and holds while it runs; I4, I6 and the rest at its end
 *	look.c      the one file that looks into a node: pair state, tables
 *	history.c   one history from beginning to end
 *	cover.c     which transitions of the machines were seen
 *	script.c    scenarios in words: test/sim/scenarios
 *	shrink.c    a failing history made small
 *	main.c      many histories on all cores, the figures
 *	mutants.c   seeded bugs that must be found; in a program of its own
 *
 * What the judges leave out, and why:
 *	- an address that a device with an empty folder gave after it had asked for it and heard
 *	  nobody: that another client has it, or had it by the table of the other device. Both are
 *	  judged as rivals then (empty.c; docs/guarantees.md "What is not promised");
 *	- a device that was declared down by an operator while it was down, or whose disk was
 *	  replaced, is not cut off before its next completed batch (I1's proviso); but the former
 *	  may be, and counts again, once a session began and its disk has what it heard there;
 *	- a lease that only a replaced disk knew may be somebody else's after a probe (I1);
 *	- what only a replaced disk knew, by an empty one or a copy of the other's, is not asked for
 *	  again (I2, I3): a disk is replaced only while the pair is Connected, so the other device
 *	  knows all of it;
 *	- a lease that is, or after a power loss of unknown length may be, over by its record while
 *	  a promise of it still lasts, as long as an update of it is in doubt: it waits for the
 *	  next batch (I2);
 *	- the same of who won a merge against a rival, while what that one was promised may outlast
 *	  the lease, and until the batch (I2);
 *	- a device whose pool is out of the pair by configuration, or that has no service-type,
 *	  waits for no batch: it preempts;
 *	- a lease whose client declined it by a message that came late, after it got it again (I2);
 *	  where nothing but conflicts is left, somebody else may have it after a probe (I1);
 *	- the same of a RELEASE (I2); and a minute after its grant somebody else may have the
 *	  address, unless its client answers a probe (I1);
 *	- the lease of a client that asked for another address since: it gave that one up (I1);
 *	- the lease of an address that an impostor, speaking to a new disk before its peer, said
 *	  was somebody's, while that record stands (I2);
 *	- a device that heard nobody and takes no part, as long as nothing gets to it (I5);
 *	- a lease that one device gave while it was not Connected, and that lost the merge when it
 *	  was, to another client's that lasts or to its own client's word; not to a record that is
 *	  free, over or given back, but after a power loss that made its own end unsure (I2).
 *	  That its address goes to nobody else before it ends is judged (I1). */
#ifndef TEST_SIM_H
#define TEST_SIM_H

#include "rbp/role.h"
#include "rbs/message.h"
#include "test/rig/rig.h"

enum {
	SIM_CLIENTS_MAX = 40,
	SIM_SHARED_SPLIT = 6, /* the last address of the first of two pools; below any `high` */
	SIM_POOL = 256,
	SIM_FAULTS_MAX = 64,
	SIM_CONFIG_MAX = 2000,
	SIM_WRONG_MAX = 300
};

#define SIM_SPAN	 (40 * 60 * TIME_SEC)
#define SIM_VIP		 IP4(10, 10, 10, 100)
#define SIM_ANSWER_LIMIT (14 * TIME_SEC) /* I2, I5: who serves lets nobody wait longer */
#define SIM_MASTER_LIMIT (25 * TIME_SEC) /* I5: one of those that could serve does */
#define SIM_LEASE_MAX	 (5 * 60 * TIME_SEC)
#define SIM_MCLT	 (60 * TIME_SEC)
#define SIM_LATE	 (28 * TIME_SEC) /* the longest a client's message takes */
#define SIM_ASKED	 (40 * TIME_SEC) /* how long a probe, and the offer after it, count */
#define SIM_KEPT	 (59 * TIME_SEC) /* R3's minute, as long as the fastest clock makes it */

/* ---- faults ---- */

enum sim_fault_kind {
	SIM_DEAF,     /* a device hears fewer of the clients' frames */
	SIM_NET,      /* clients' frames are lost, late, twice, both ways */
	SIM_RBS_CUT,  /* the backup channel */
	SIM_RBS_HALF, /* ... one way */
	SIM_VRRP_CUT,
	SIM_VRRP_HALF,
	SIM_PART, /* the switch falls in two: each client reaches one device */
	SIM_LINK,
	SIM_KILL,
	SIM_KILL_BOTH,
	SIM_POWER,
	SIM_POWER_BOTH,
	SIM_STOP, /* SIGTERM */
	SIM_WIPE, /* its disk is replaced */
	SIM_DISK_FULL,
	SIM_DISK_BROKEN,
	SIM_SLOW_DISK,
	SIM_SLOW_PEER, /* little room in the connections, and late */
	SIM_FREEZE,    /* SIGSTOP, SIGCONT */
	SIM_DRIFT,
	SIM_WALL, /* the wall clock jumps */
	SIM_CONFIG,
	SIM_DECLARE, /* an operator declares a dead peer down */
	SIM_BATCH,
	SIM_SHUTDOWN,	/* of the backup service, by command, and undone */
	SIM_CROWD,	/* every client at once */
	SIM_OVERSLEEP,	/* frozen while its preemption delay runs out, often with the channel cut */
	SIM_CLONE,	/* its folder becomes a copy of the other's; drawn apart too */
	SIM_RENAME,	/* its profile gets other names, again and again */
	SIM_UNBIND,	/* its pool is taken out of the pair by configuration, and put back */
	SIM_IMPOSTOR,	/* somebody speaks at a port of the backup service in the peer's name */
	SIM_UNREADY,	/* it would not serve if it had to, and perhaps it has to */
	SIM_EMPTY,	/* it comes back with an empty folder and serves alone, then they meet */
	SIM_STUCK,	/* its main thread hangs while VRRP goes on; or those of both */
	SIM_DISK_STUCK, /* its disk takes nothing; or those of both */
	SIM_DOZE,	/* the Master's VRRP thread gets no time, and every client asks */
	/* Operations: drawn apart, so that the histories without them stay what they are. */
	SIM_RESTART_CUT,  /* SIGTERM, a cut, and it is back before that ends */
	SIM_DECLARED_CUT, /* one dies, is declared down, and is cut off as it hears so */
	SIM_LEAVE,	  /* an operator takes one out of the pair, and back or not */
	SIM_HOSTILE,	  /* single packets of a stranger: VRRP, ARP */
	SIM_RECYCLE,	  /* an operator frees addresses that clients hold */
	SIM_FORGER,	  /* single DHCP messages of a stranger in the clients' names */
	SIM_FAULTS,
	SIM_OPERATIONS = SIM_RESTART_CUT /* the first of them */
};

enum sim_trigger {
	SIM_AT_TIME,
	SIM_AT_ASK,  /* within a millisecond after a client asks */
	SIM_AT_TURN, /* so many events after a client asks */
	SIM_AT_TOLD, /* while a disk may still write what a client was just told */
	SIM_AT_DATA, /* after a client asks, when what this device sends reaches its peer */
	SIM_TRIGGERS
};

struct sim_fault {
	enum sim_fault_kind kind;
	enum sim_trigger trigger;
	uint64_t at_us, for_us; /* from the beginning */
	unsigned device, turns;
	uint64_t dice;
};

struct sim_param { /* what the configuration file of a device says */
	unsigned high, lease_min, preempt_s, priority, delay_s; /* delay_s 0: none declares */
	uint8_t address[RIG_DEVICES];				/* of the devices: last byte */
	bool wide;	/* a pool of more than 100 000 addresses */
	unsigned names; /* which one its profile has */
	bool v3;	/* VRRP version 3 */
	bool shared;	/* its addresses are those of two pools that share the link */
	bool fast;	/* v3, with advertisements and BFD of 10 ms, tracked by group and service */
	bool slow;	/* ... advertisements of a second: BFD alone is fast */
	enum sim_unbound { SIM_BOUND_POOL, SIM_NO_PROFILE, SIM_NO_BACKUP, SIM_NO_PEER } unbound;
	enum sim_unready {
		SIM_READY,
		SIM_NO_DHCP,
		SIM_NO_SERVICE,
		SIM_LOCKED,
		SIM_NO_LINK,
		SIM_NO_DISK,
		SIM_UNREADIES
	} unready; /* the first three by configuration */
};

struct sim_plan { /* all of a history that the seed decides; a shrunk one has less of it */
	uint64_t seed, span_us;
	unsigned clients_count, faults_count;
	uint64_t left_out; /* bit n: fault n does not happen */
	struct sim_param param;
	struct sim_fault fault[SIM_FAULTS_MAX];
	int ppm[RIG_DEVICES];
	uint64_t sync_us[RIG_DEVICES];
	unsigned
	    slice; /* leases that a step of a commit brings over, a millisecond each step; 0: all */
	bool no_walls; /* no wall clock jumps, all else is the same */
};

const char *sim_fault_name(enum sim_fault_kind kind);
void sim_plan_make(uint64_t seed, struct sim_plan *ret);
/* The faults of this kind, a bit each, as in left_out. */
uint64_t sim_plan_kind(const struct sim_plan *plan, enum sim_fault_kind kind);

/* ---- a history ---- */

enum sim_doing { SIM_IDLE, SIM_SELECTING, SIM_REQUESTING, SIM_BOUND, SIM_RENEWING, SIM_REBOOTING };

struct sim_client {
	struct prng prng;
	enum sim_doing doing;
	uint32_t xid;
	struct ip4 address, server_id; /* of the lease, or of the offer */
	uint64_t until_us;	       /* 0: no lease */
	uint64_t next_us;
	uint64_t first_us;    /* of this message; what it is told counts from here */
	uint64_t asked_us;    /* since when it waits for what a device owes it */
	uint64_t new_us;      /* the same for a new lease */
	unsigned knows;	      /* bit n: device n must know the lease */
	unsigned giver;	      /* who gave it */
	struct ip4 had;	      /* the address of its last lease */
	bool loose;	      /* given where I1's proviso excludes it */
	bool spoiled;	      /* nothing is owed for this lease */
	uint64_t released_us; /* when it gave one back last */
	struct ip4 probed;    /* the last address that was offered to it after a probe */
	uint64_t probed_us;   /* `address` did not answer a probe then, before it was offered */
	struct ip4 owed;      /* a RELEASE of this is on its way */
	unsigned sessions;    /* sim_sessions when it was given */
	bool alone;	      /* given in Partner-down */
	bool strict;	      /* a scenario: does only what it is told */
	bool asked_for;	      /* ... and is expected to keep its lease */
	uint64_t missed_us;   /* until then it has its address, by an ACK that it missed; 0 */
	uint64_t said_us;     /* the end of its lease as the device counts that gave it */
	bool lost;	      /* its address, at a merge, to a rival */
	uint64_t untold_us;   /* since when it could be told so */
	unsigned tries;
};

struct sim_holder { /* of one address, as clients were told */
	uint16_t client;
	uint64_t until_us;
	uint64_t loose_us;   /* when it was given last where I1's proviso applies; 0: never */
	uint64_t unheard_us; /* when it did not answer a probe last */
	uint64_t late_us;  /* its client asked for it then, and a RELEASE of it may come later; 0 */
	uint64_t freed_us; /* an operator freed it then, and its client had it; 0: never */
	uint16_t rival;	   /* + 1: another client that has it as well, given by an empty folder */
	uint64_t rival_us; /* ... until then */
	uint16_t gone;	   /* + 1: one of the two, who gave it back; that may come after he asks */
	bool still_his;	   /* ... and by a table it is his still */
	uint16_t gift;	   /* + 1: to whom an empty folder gave it, after asking */
	uint16_t made;	   /* + 1: whose it is by the table of an empty folder, after asking */
	bool declined;	   /* its client declined it, and has it again; the DECLINE may come now */
	bool misled;	   /* given by a new disk to which an impostor had named its half */
	bool forged;	/* a new disk was told by an impostor, before its peer came, whose it is */
	uint16_t known; /* + 1: the client whose it is by the peer's table, when it was given so */
};

enum { SIM_VOICES = 4 };

#define SIM_IMPOSTOR_MAX (8 * TIME_SEC) /* who stays longer is believed */

struct sim_voice {	     /* one connection of an impostor */
	unsigned id, device; /* 0: none */
	uint64_t number;
	bool said_hello;
};

struct sim_impostor {
	uint64_t until_us, next_us; /* 0: nobody is */
	struct prng prng;
	uint64_t device, sequence;
	uint32_t epoch;
	bool whole[RIG_DEVICES];	     /* if this one is declared down, it was the impostor */
	struct rbs_hello heard[RIG_DEVICES]; /* of each; device 0: nothing yet */
	struct sim_voice voice[SIM_VOICES];
	uint8_t bytes[RBS_FRAME_MAX];
};

struct sim_counts {
	uint64_t histories, us, acks, naks, asked, excused, late;
	uint64_t blank, losers; /* rivals made by an empty folder; told so */
	uint64_t kind[SIM_FAULTS];
	uint64_t crashes, partitions, lost_sectors, torn_writes, syncs, disk_failures, snapshots;
	uint64_t most_us; /* the longest that a holder of a lease waited with a device serving */
};

enum { SIM_SOURCES_MAX = 12 };

struct sim_hostile {	  /* a stranger on the VLAN */
	uint64_t next_us; /* his next packet; 0: none */
	uint64_t dice;
	unsigned left;			   /* packets of this time */
	uint64_t believed_us;		   /* the last that the protocol has to believe */
	uint64_t sent_us[SIM_SOURCES_MAX]; /* by his sources: two of one make an interval known */
	uint64_t calm_us;		   /* since when nothing else disturbs; 0: something does */
	uint64_t owned_us;		   /* when a device last had the virtual address */
	uint64_t claimed_us; /* since when the hosts believe that a stranger has it; 0: do not */
	uint64_t asked_us;   /* ... and he said so last */
	uint64_t mute_us[RIG_DEVICES]; /* until then he passes for one with the device's address */
};

enum sim_word { SIM_SAYS_NOTHING, SIM_SAYS_YES, SIM_SAYS_NO };

struct sim {
	struct sim_plan plan;
	struct rig *rig;
	struct rig_reply *storm; /* where a storm of clients puts what it hears */
	struct sim_counts count;
	struct sim_param param[RIG_DEVICES];
	char text[RIG_DEVICES][SIM_CONFIG_MAX];
	uint64_t start_us, end_us;
	unsigned next_fault, armed; /* armed: fault + 1 that waits for its trigger */
	uint64_t strike_us;
	bool settling;

	/* When each ends; 0: is not. */
	uint64_t rbs_us, vrrp_us, net_us, slow_us, crowd_us;
	uint64_t apart_dice[RIG_DEVICES];  /* it comes back alone */
	uint64_t cut_us[RIG_DEVICES];	   /* once it has stopped the two are cut apart so long */
	uint64_t join_us[RIG_DEVICES];	   /* it was taken out of the pair; then it is to be back */
	uint64_t join_cut_us[RIG_DEVICES]; /* ... behind a cut so long; 0: none */
	uint64_t hello_cut_us[RIG_DEVICES]; /* ... or once it hears that it was declared down */
	uint64_t rbs_half_us[RIG_DEVICES], vrrp_half_us[RIG_DEVICES], link_us[RIG_DEVICES];
	uint64_t deaf_us[RIG_DEVICES], down_us[RIG_DEVICES], disk_us[RIG_DEVICES];
	uint64_t declare_us[RIG_DEVICES]; /* an operator will say that the peer is down */
	uint64_t doom_us[RIG_DEVICES];	  /* it dies, and declare_us follows */
	uint64_t doze_us[RIG_DEVICES];	  /* it will oversleep, if it waits to preempt until then */
	uint64_t late_us[RIG_DEVICES], freeze_us[RIG_DEVICES], shut_us[RIG_DEVICES];
	uint64_t rename_us[RIG_DEVICES], rename_end_us[RIG_DEVICES]; /* the next name; no more */
	uint64_t unbind_us[RIG_DEVICES];  /* its pool is out of the pair until then */
	uint64_t unready_us[RIG_DEVICES]; /* it would not serve until then */
	uint64_t fall_us[RIG_DEVICES];	  /* it dies while its peer would not */
	uint64_t empty_us[RIG_DEVICES];	  /* it loses its folder */
	const struct sim_fault *unready_wish, *empty_wish; /* begin once the pair is Connected */
	uint64_t follow_us;		     /* a changed configuration reaches the other device */
	uint64_t stick_us[RIG_DEVICES];	     /* its main thread hangs until then ... */
	uint64_t doze_until_us[RIG_DEVICES]; /* its VRRP thread gets no time until then, */
	uint64_t dozes_us[RIG_DEVICES];	     /* since then */
	uint64_t hears_us[RIG_DEVICES];	     /* until then, or there is nobody else to serve */
	uint64_t stuck_us[RIG_DEVICES];	     /* ... beside a peer that would serve since then */
	uint64_t unfit_us[RIG_DEVICES]; /* its disk fails, beside a peer that could, since then */
	bool untold[RIG_DEVICES];	/* its link was down while its main thread hung */
	uint64_t gateway_us;		/* while neither serves: there was one last */
	unsigned follow;
	uint64_t stopping_us[RIG_DEVICES]; /* since when it is to stop; 0: it is not */

	/* What the devices are in. */
	uint64_t paired_us;		      /* since when both are Connected; 0: not */
	bool declared[RIG_DEVICES];	      /* down, by an operator, and it has not heard of it */
	uint64_t heard[RIG_DEVICES];	      /* ... but its disk has not that far; 0: not */
	bool fresh[RIG_DEVICES];	      /* its disk was replaced */
	bool misled[RIG_DEVICES];	      /* ... and an impostor said HELLO to it */
	bool blank[RIG_DEVICES];	      /* ... and it is to serve alone */
	bool left[RIG_DEVICES];		      /* the pair, by a word, and not met since */
	bool merging;			      /* rivals are still to be decided */
	uint64_t could_us[RIG_DEVICES];	      /* since when it surely would serve; 0 */
	enum sim_word word[RIG_DEVICES];      /* of its peer, as it shows it ... */
	uint64_t word_us[RIG_DEVICES];	      /* ... since when */
	uint64_t cannot_us[RIG_DEVICES];      /* since when it surely would not; 0 */
	uint64_t awake_us[RIG_DEVICES];	      /* when it was frozen or down last */
	uint64_t unpowered_us[RIG_DEVICES];   /* when it lost power last */
	uint64_t able_us[RIG_DEVICES];	      /* since when it could serve; 0: could not */
	enum rbp_role role[RIG_DEVICES];      /* as seen last */
	struct vrrp_status vrrp[RIG_DEVICES]; /* as told last ... */
	uint64_t vrrp_told_us[RIG_DEVICES];   /* ... then */
	uint64_t lone_us[RIG_DEVICES];	      /* since when it is not Connected; 0: it is */
	uint64_t served_us;		      /* when one that could serve last did */
	uint64_t wiped_us[RIG_DEVICES];	      /* when its disk was replaced last */
	uint64_t
	    failed_us[RIG_DEVICES]; /* since when its disk fails and it knows; 0: it does not */
	uint64_t failures[RIG_DEVICES];

	struct sim_impostor impostor;
	unsigned clients_count;
	struct sim_client client[SIM_CLIENTS_MAX];
	struct sim_holder holder[SIM_POOL];
	uint64_t declined_us[SIM_POOL]; /* when it was last; 0: never */
	uint16_t decliner[SIM_POOL];	/* by whom */
	bool resized; /* a section grew or shrank: a resume may leave differences to the digests */
	bool joining; /* the tables are still to be compared */
	uint64_t joined_us; /* when the pair became Connected last */
	uint64_t told;	    /* hash of all that clients were told */
	struct sim_hostile hostile;
	char wrong[SIM_WRONG_MAX];
	bool verbose;
};

struct sim *sim_new(const struct sim_plan *plan, bool verbose);
void sim_free(struct sim *s);

/* The whole history of the plan; true when all promises were kept, else s->wrong says what. */
bool sim_run(struct sim *s);

/* Lets it live, with its faults and clients. */
void sim_live(struct sim *s, uint64_t end_us);

/* The first one counts. */
void sim_wrong(struct sim *s, const char *what, unsigned client, struct ip4 address);

/* A line to stderr when verbose. */
void sim_say(const struct sim *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

static inline void
sim_sooner(uint64_t *at_us, uint64_t than_us)
{
	if (than_us != 0 && than_us < *at_us)
		*at_us = than_us;
}

/* ---- faults.c ---- */

void sim_faults_due(struct sim *s); /* begins and ends what is due */
/* A device hears in HELLO that it was declared down. */
void sim_faults_heard(struct sim *s, unsigned device);
void sim_faults_end(struct sim *s); /* all of them, now */
void sim_strike(struct sim *s, const struct sim_fault *f);
void sim_boot(struct sim *s, unsigned device);
void sim_stop(struct sim *s, unsigned device); /* as SIGTERM does */
void sim_down(struct sim *s, unsigned device, enum sim_fault_kind how);
void sim_text_make(const struct sim_param *p, unsigned device, char ret[SIM_CONFIG_MAX]);

/* A number below `bound`, taken out of the dice. */
static inline uint64_t
sim_pick(uint64_t *dice, uint64_t bound)
{
	uint64_t n = *dice % bound;

	*dice /= bound;
	return n;
}

bool sim_is_guarded(const struct sim *s); /* one cannot be spared: nothing is cut, nobody killed */
/* Neither hears the other; side: bit n, client n is on B's side. */
void sim_part(struct sim *s, uint64_t until_us, uint64_t side);
bool sim_can_type(const struct sim *s, unsigned device);
void sim_reload(struct sim *s, unsigned device); /* from the text of its parameters */
bool sim_may_replace_disk(const struct sim *s, unsigned device);

/* ---- hostile.c ---- */

bool sim_hostile_begin(struct sim *s, const struct sim_fault *f);
void sim_hostile_due(struct sim *s);
void sim_hostile_judge(struct sim *s);
/* It serves nobody: a stranger said that he has its address, and it never agreed its half. */
bool sim_is_mute(const struct sim *s, unsigned device);
void sim_hostile_status(struct sim *s, unsigned device, const struct vrrp_status *status);
void sim_hostile_announced(void *context, struct mac mac, struct ip4 address);

/* ---- leave.c ---- */

bool sim_leave(struct sim *s, const struct sim_fault *f);
void sim_join(struct sim *s, unsigned device);

/* ---- impostor.c ---- */

bool sim_impostor(struct sim *s, const struct sim_fault *f);
void sim_impostor_due(struct sim *s); /* what it does next */
void sim_impostor_hears(void *context, unsigned device, unsigned id, const uint8_t *bytes,
			size_t len);
/* ---- ready.c ---- */

bool sim_unready(struct sim *s, const struct sim_fault *f);
void sim_ready_due(struct sim *s, unsigned i);
void sim_judge_ready(struct sim *s);

/* ---- empty.c ---- */

bool sim_empty(struct sim *s, const struct sim_fault *f);
void sim_empty_due(struct sim *s);
void sim_judge_empty(struct sim *s);
/* The client has the address no more. */
void sim_holder_end(struct sim *s, unsigned client, struct ip4 address);
/* The client is the holder, if it was the rival; who holds nothing any more is neither. */
void sim_holder_turn(const struct sim *s, struct sim_holder *h, unsigned client);
/* Another client has its address as well, by the fault of an empty folder, and a device says so. */
bool sim_is_rival(const struct sim *s, unsigned client);
/* The same, and it is this device that says so. */
bool sim_has_lost(const struct sim *s, unsigned device, unsigned client);
/* A device with an empty folder asked for the address and heard nobody. */
bool sim_is_blank_gift(const struct sim *s, const struct sim_holder *h, unsigned device,
		       const struct sim_client *c);
/* The device gave the address to the client: who has it by its peer's table may come back. */
void sim_note_gift(const struct sim *s, struct sim_holder *h, unsigned device, unsigned client,
		   struct ip4 address);
/* ---- stuck.c ---- */

bool sim_stick(struct sim *s, const struct sim_fault *f);
void sim_unstick(struct sim *s, unsigned device);
bool sim_stick_disk(struct sim *s, const struct sim_fault *f);
void sim_judge_stuck(struct sim *s);

/* The VRRP thread of a Master gets no time while its node goes on; what it must not pass then. */
bool sim_doze(struct sim *s, const struct sim_fault *f);
void sim_wake(struct sim *s, unsigned device);
void sim_judge_doze(struct sim *s, const struct rig_reply *reply);

/* All that is sent to the device is lost, what it sends is not; how long it stays Master then. */
void sim_deafen(struct sim *s, unsigned device, bool on);
void sim_judge_deaf(struct sim *s);

/* Nothing is done on this device just now, and what is told it is lost or waits. */
bool sim_sleeps(const struct sim *s, unsigned device);

/* ---- recycle.c ---- */

bool sim_recycle(struct sim *s, const struct sim_fault *f);

/* ---- forger.c ---- */

bool sim_forge(struct sim *s, const struct sim_fault *f);

/* ---- unbind.c ---- */

bool sim_unbind(struct sim *s, const struct sim_fault *f);
void sim_bind_again(struct sim *s, unsigned i); /* when it is time */
bool sim_rename(struct sim *s, const struct sim_fault *f);
void sim_rename_again(struct sim *s, unsigned i);

/* ---- when.c ---- */

void sim_faults_next(const struct sim *s, uint64_t *at_us);
void sim_faults_asked(struct sim *s, enum sim_doing doing); /* a client asks: what waits for that */
/* A client got a new lease, of a device that was Connected or not. */
void sim_faults_told(struct sim *s, bool connected);
unsigned sim_master(const struct sim *s); /* the device that is Master */
bool sim_is_paused(const struct sim *s);  /* the fault waits for the rig to come to a point */

/* ---- client.c ---- */

void sim_client_move(struct sim *s, unsigned i);
void sim_client_begin(struct sim *s, unsigned i, enum sim_doing doing);
void sim_client_ask(struct sim *s, unsigned i);
void sim_client_release(struct sim *s, unsigned i, bool decline);
void sim_client_hear(void *context, const struct rig_reply *reply);
bool sim_client_answers(void *context, unsigned device, struct ip4 address);

/* ---- judge.c ---- */

void sim_judge_say(void *context, struct rig_reply *reply); /* it leaves a device */
void sim_judge_bound(struct sim *s, unsigned client, const struct rig_reply *reply);
/* A group changed its state. */
void sim_judge_status(void *context, unsigned device, const struct vrrp_status *status);
/* A device says something. */
void sim_judge_logged(void *context, unsigned device, const struct event *event, const char *text);
void sim_judge_refused(struct sim *s, unsigned client);
void sim_judge_time(struct sim *s); /* between events */
void sim_judge_end(struct sim *s);  /* everything is mended and quiet */
bool sim_can_serve(const struct sim *s, unsigned client);
/* Some device is disturbed by nothing and may say to the client what it knows. */
bool sim_may_be_told(const struct sim *s, unsigned client);

/* ---- look.c ---- */

bool sim_is_paired(const struct sim *s, unsigned device); /* as the device believes */
bool sim_disk_works(const struct sim *s, unsigned device);
bool sim_is_interrupted(const struct sim *s, unsigned device);
/* How far its disk has to be to have all that it knows; and whether it is. */
uint64_t sim_written(const struct sim *s, unsigned device);
bool sim_has_left(const struct sim *s, unsigned device); /* the pair, and gave its half away */
/* A pool of it left its pair, whose half it keeps for that peer until it is declared down. */
bool sim_keeps_apart(const struct sim *s, unsigned device);
bool sim_is_safe(const struct sim *s, unsigned device, uint64_t position);
bool sim_is_declared(const struct sim *s, unsigned device); /* it believes the peer is */
bool sim_has_session(const struct sim *s, unsigned device);
/* By what it gives addresses is not how it stands to its peer. */
bool sim_rules_are_stale(const struct sim *s, unsigned device);
enum rbp_role sim_role(const struct sim *s, unsigned device);
bool sim_is_in_doubt(const struct sim *s, unsigned device, struct ip4 address);
/* Its peer has not acknowledged the record of the address (R4). */
bool sim_is_unacked(const struct sim *s, unsigned device, struct ip4 address);
/* The address is not bound to the client on the device, which had a session since it was. */
bool sim_lost_merge(const struct sim *s, unsigned device, unsigned client);
void sim_tell_record(const struct sim *s, struct ip4 address); /* sim_say() */
/* Whose the address is by what the device holds; SIM_CLIENTS_MAX: nobody's. */
unsigned sim_client_of(const struct sim *s, unsigned device, struct ip4 address);
/* The same, though the lease is over or was given back: that client may have the address again. */
unsigned sim_kept_for(const struct sim *s, unsigned device, struct ip4 address);
/* How long the address is somebody's by what the device holds. */
uint64_t sim_lease_left(const struct sim *s, unsigned device, struct ip4 address);
/* The client won a merge against a rival; a power loss made the end of its lease unsure, and what
 * the rival was promised may outlast it. */
bool sim_is_outlasted(const struct sim *s, unsigned device, unsigned client);
/* The address is a made-up client's: an impostor told a new disk so. */
bool sim_is_forged(const struct sim *s, struct ip4 address);
/* What it shows of its peer: whether that would serve. */
enum sim_word sim_word_of_peer(const struct sim *s, unsigned device);
bool sim_is_quiet(const struct sim *s); /* no change is under way */
/* I4, of two quiet devices; times: also when leases end. */
void sim_compare_tables(struct sim *s, bool times);
void sim_count_leases(struct sim *s);			    /* R3: one of a client */
uint64_t sim_records(const struct sim *s, unsigned device); /* bindings it has */
uint64_t sim_leases(const struct sim *s, unsigned device);  /* those that are leased */

/* ---- cover.c ---- */

enum { SIM_COVER_MAX = 512 };

extern unsigned sim_sessions; /* that came up so far, of all devices */
extern uint8_t *sim_cover;    /* SIM_COVER_MAX of them, shared by processes */

/* Adds what the look at a device shows: role transitions. */
void sim_cover_look(struct sim *s);
/* One line of figures; what was not seen as well. */
void sim_cover_print(bool missing);

/* ---- mutants.c ---- */

struct sim_mutant { /* a seeded bug */
	const char *name;
	bool *is_in;	      /* while true, the devices have it; false at first */
	unsigned limit;	      /* it must be found within so many seeds from 1; 0: by no seed, */
	const char *scenario; /* ... but by this one, where random histories come upon it seldom;
				 NULL: by a unit test alone (docs/proof.md) */
	bool empty;	      /* with faults of empty.c */
	uint64_t first;	      /* from this seed on; 0: from the first */
};

/* Those of this program, up to one without a name: none but in the one with mutants.c. */
const struct sim_mutant *sim_mutants(void);

/* ---- script.c, shrink.c ---- */

/* Runs a scenario file; false and a line on stderr when it fails. */
bool sim_script(const char *path, bool verbose);

extern const char *sim_program; /* argv[0] */

/* Makes a plan that fails smaller, each try in a process of its own. */
void sim_shrink(struct sim_plan *plan);
void sim_plan_print(const struct sim_plan *plan);

#endif
