/* linux/lan_apply.h -- the state behind links.h, and how wishes become links.
 *
 * For links.c and lan_apply.c only. Sentences go to `message`, see links.h. */
#ifndef LINUX_LAN_APPLY_H
#define LINUX_LAN_APPLY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mac.h"
#include "lan/differ.h"
#include "lan/wanted.h"
#include "linux/gate.h"
#include "linux/lan_address.h"
#include "linux/lan_seen.h"
#include "linux/links.h"
#include "linux/ports.h"
#include "linux/rtnl.h"
#include "linux/virtual.h"

enum lan_told { LAN_TOLD_NOTHING, LAN_TOLD_DOWN, LAN_TOLD_UP }; /* what links_event() said last */

struct lan_port_state { /* one of the map, at the same index */
	int index;	/* 0: not there */
	bool was_up, running;
	int promiscuous; /* index for which it is */
	const struct lan_wanted_port *want;
	enum lan_told told;
};

struct lan_watch {   /* lan_watch.c: lists of the last look, kept for their room */
	bool failed; /* out of memory */
	bool all_filters;
	unsigned turn; /* whose filters are looked at next */
	unsigned keeps_count, keeps_room, addresses_count, addresses_room;
	struct lan_keep *keep;
	struct lan_keep_address *address;
	unsigned has_count, has_room, has_addresses_count, has_addresses_room;
	struct lan_has *has;
	struct lan_has_address *has_address;
	struct lan_addresses addresses;
};

void lan_watch_free(struct lan_watch *w);

struct links {
	struct ports map;
	struct lan_port_state port[LAN_PORTS_MAX];
	struct rtnl *talk, *watch;
	int lock, promiscuity;
	struct gate *gate;
	bool dot1q, applied;
	bool stirred; /* a port's link may have changed */
	bool moved;   /* anything may have */
	struct lan_watch looking;
	struct mac mac; /* of every Vlanif */
	struct lan_seen seen;
	struct lan_wanted wanted;
	enum lan_told vlanif_told[LAN_VLAN_MAX + 1];
};

/* "NAME: WHAT: error (reason)"; false. reason: the kernel's words or "". */
bool lan_fail(struct text *message, const char *name, const char *what, int error,
	      const char *reason);

/* Reads l->seen anew. */
bool lan_read_seen(struct links *l, struct text *message);

/* Can the device of port i be used? Looks at l->seen. */
bool lan_check_device(const struct links *l, unsigned i, struct text *message);

/* Does the port carry this VLAN, tagged or not? want may be NULL. */
bool lan_carries(const struct lan_wanted_port *want, uint16_t vlan);

bool lan_wants_vlanif(const struct links *l, uint16_t vlan);

/* Sets `running` of every port from l->seen. */
void lan_note_running(struct links *l);

/* Makes the kernel look like l->wanted. */
bool lan_apply(struct links *l, struct text *message);

#endif
