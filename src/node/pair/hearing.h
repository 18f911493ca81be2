/* node/pair/hearing.h -- whether this device hears the VLANs of its groups (vrrp/deaf.h): what was
 * heard there, whom to ask, and to whom mastership could go. docs/rules.md "Who serves".
 *
 * A frame is DHCP, an ARP answer or announcement, an advertisement, or bytes of a session whose
 * peer is on a subnet of the VLAN. A host is who was heard with an address of the VLAN, within
 * HEARING_HOST_US; the peer is asked, too, but alone it says nothing: it may be off. A Master may
 * be deaf only while a peer was there lately: a session stands or ended within HEARING_PEER_US. So
 * a device that has been alone for longer never yields, however quiet the link is; nor does an
 * address owner. Tested in test/unit/node/hearing.c. */
#ifndef NODE_PAIR_HEARING_H
#define NODE_PAIR_HEARING_H

#include "node/step/input.h"
#include "node/step/step.h"

struct pairs;

enum { HEARING_HOSTS_MAX = 8 };

#define HEARING_HOST_US	 (300 * TIME_SEC)
#define HEARING_LEARN_US (100 * TIME_MS) /* in which no more than all places are filled */
#define HEARING_PEER_US	 (30 * TIME_SEC)

/* NODE_IN_FRAMES; NODE_IN_STATUS, before the status is kept; NODE_IN_STREAM. */
void hearing_frames(struct pairs *all, const struct node_input *in, struct step *step);
void hearing_status(struct pairs *all, const struct vrrp_status *status, struct step *step);
void hearing_stream(struct pairs *all, const struct node_input *in, struct step *step);

/* Time went by, or a role or a session changed: asks who is to be asked. */
void hearing_review(struct pairs *all, struct step *step);
uint64_t hearing_deadline(const struct pairs *all);

/* This device is deaf on the VLAN: its groups there take no part. */
bool hearing_is_out(const struct pairs *all, uint16_t vlan);

/* On how many VLANs it is. */
unsigned hearing_count_out(const struct pairs *all);

#endif
