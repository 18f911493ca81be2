/* node/pair/pairs.h -- remote backup services and profiles: the room as a whole. What it does
 * stands in slots.h (which there are), service.h (sessions), pair.h (how a profile stands to its
 * peer), roles.h (who serves), partner_down.h and scheduled_batch.h (what time brings about).
 *
 * Sessions ask for what bind/ does; nothing here knows a client. */
#ifndef NODE_PAIR_PAIRS_H
#define NODE_PAIR_PAIRS_H

#include "pulse/pulse.h"
#include "rbp/shown.h"
#include "rbs/shown.h"
#include "vrrp/latest.h"

struct bind;
struct lan_heard;
struct pairs;
struct standings;

/* pulse: the VRRP groups in force, read whenever roles are made anew. lan: the interfaces, read
 * when a peer is looked for. */
struct pairs *pairs_new(const struct pulse_config *pulse, const struct lan_heard *lan);

/* Before the first configuration; bind_new() wants pairs_standings(). */
void pairs_use(struct pairs *all, struct bind *bind);
void pairs_free(struct pairs *all); /* accepts NULL */

/* How every profile stands; lives as long as `all`. */
const struct standings *pairs_standings(const struct pairs *all);

/* What the displays read; live as long as `all`. */
const struct vrrp_latest *pairs_vrrp(const struct pairs *all);

/* The VRRP counters that displays have begin anew: vrrp_latest_reset(). How many groups. */
unsigned pairs_reset_vrrp(struct pairs *all, struct interface_name interface, uint8_t vrid);
const struct rbs_shown *pairs_rbs(const struct pairs *all);
const struct rbp_shown *pairs_rbp(const struct pairs *all);

#endif
