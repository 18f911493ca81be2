/* node/guard.h -- whose the virtual addresses are: somebody announces one by ARP with another MAC
 * than the group's.
 *
 * The Master says at once that it is at the virtual MAC, then at most once in GUARD_SPACE_US and
 * the last time after the last claim, so that hosts do not keep to what was forged. An alarm names
 * the station, once in GUARD_TELL_US. A Backup says nothing: its Master does.
 * Tested in test/unit/node/guard.c. */
#ifndef NODE_GUARD_H
#define NODE_GUARD_H

#include "node/step/input.h"
#include "node/step/step.h"
#include "vrrp/latest.h"

#define GUARD_SPACE_US (1 * TIME_SEC)
#define GUARD_TELL_US  (600 * TIME_SEC)

struct guard { /* all zero at first; the places are those of vrrp_latest */
	struct guard_group {
		uint16_t vlan;
		uint8_t vrid;
		struct ip4 address;	       /* what is to be announced at due_us */
		uint64_t due_us;	       /* 0: nothing */
		uint64_t defended_us, told_us; /* 0: never */
	} group[VRRP_LATEST_MAX];
};

/* NODE_IN_FRAMES: any; what is no announcement of a virtual address is passed over. */
void guard_frames(struct guard *g, const struct vrrp_latest *latest, const struct node_input *in,
		  struct step *step);

/* Sends what is due. */
void guard_review(struct guard *g, const struct vrrp_latest *latest, struct step *step);
uint64_t guard_deadline(const struct guard *g);

#endif
