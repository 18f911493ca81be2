/* lan/mend.h -- what to do about what somebody took away: put it back at once, but not for ever.
 *
 * A thing that is lost is put back at once and, while it stays away, twice more in LAN_TRY_US; gone
 * still after that, or lost LAN_FIGHT_LOSSES times within LAN_FIGHT_US, it is *broken*: somebody
 * fights us, or the kernel refuses. A broken thing is tried every LAN_PACE_US, and is well once it
 * was there for LAN_WELL_US. What it stands under gives mastership up meanwhile, to a peer that
 * would serve (pulse/pulse.h, PULSE_IN_BROKEN).
 *
 * Every thing gives at most LAN_FIGHT_LOSSES news in LAN_FIGHT_US, so the log is bounded. Pure:
 * `now` is an argument. Of more than LAN_LOSSES_MAX things at once the rest is put back and not
 * counted. Tested in test/unit/lan/mend.c. */
#ifndef LAN_MEND_H
#define LAN_MEND_H

#include "base/time.h"
#include "lan/lost.h"

enum { LAN_LOSSES_MAX = 64, LAN_TRIES = 3, LAN_FIGHT_LOSSES = 4 };

#define LAN_TRY_US    (300 * TIME_MS)
#define LAN_PACE_US   (2 * TIME_SEC)
#define LAN_FIGHT_US  (30 * TIME_SEC)
#define LAN_WELL_US   (30 * TIME_SEC)
#define LAN_FORGET_US (3600 * TIME_SEC) /* a thing that was well for so long */

enum lan_mend_news {
	LAN_MEND_NOTHING,
	LAN_MEND_RESTORED, /* it was lost, and is there again */
	LAN_MEND_BROKEN,   /* it cannot be put back */
	LAN_MEND_FOUGHT,   /* it is taken away again and again */
	LAN_MEND_WELL	   /* broken no more */
};

struct lan_loss {
	struct lan_lost what;
	bool missing, broken, fought;
	unsigned tries;		 /* since it was lost last */
	unsigned losses;	 /* since first_us */
	uint64_t times;		 /* it was lost, for displays */
	uint64_t first_us;	 /* begin of what counts as one fight */
	uint64_t since_us;	 /* missing, or there again, since */
	uint64_t try_us;	 /* missing: not before */
	enum lan_mend_news news; /* of the last look */
};

struct lan_mend { /* written by mend.c alone; all zero at first */
	unsigned count;
	struct lan_loss loss[LAN_LOSSES_MAX];
	uint64_t restored, given_up; /* times */
	bool changed;		     /* by the last look: what is broken */
};

/* What lan_differ() found now. True: put it back. */
bool lan_mend_look(struct lan_mend *m, const struct lan_lost *lost, unsigned count, uint64_t now);

/* Whether something broken is of this group of Vlanif<vlan>: its own, the VLAN's, or a port's. The
 * first such thing, or NULL. */
const struct lan_loss *lan_mend_broken(const struct lan_mend *m, uint16_t vlan, uint8_t vrid);

#endif
