/* vrrp/hear.h -- what must hold before an advertisement that was heard counts: RFC 3768 7.1,
 * RFC 9568 7.1. Every fault has a counter. Tested in test/unit/vrrp/hear.c. */
#ifndef VRRP_HEAR_H
#define VRRP_HEAR_H

#include "vrrp/advert.h"
#include "vrrp/fault.h"
#include "vrrp/group.h"
#include "vrrp/settings.h"
#include "vrrp/status.h"

struct vrrp_heard {
	struct ip4 source;
	uint8_t ttl;
	uint8_t vrid; /* as far as it was read; 0 when not even that */
	struct vrrp_advert advert;
};

/* The checks that need nothing but the packet, which begins with its IPv4 header. On a fault only
 * source, ttl and vrid of *ret are meaningful, for counting. */
enum vrrp_fault vrrp_hear(struct rd packet, struct vrrp_heard *ret);

/* The checks against the group it names. */
enum vrrp_fault vrrp_heard_fault(const struct vrrp_settings *cfg, const struct vrrp_heard *heard);

/* What is strange of one that passed: VRRP_FAULT_DIFFERS, VRRP_FAULT_PACE, or
 * VRRP_FAULT_NONE. A list that has one of the group's addresses is followed: dropping it would
 * make two Masters of every change of the list. */
enum vrrp_fault vrrp_heard_differs(const struct vrrp_settings *cfg, const struct vrrp_advert *a);
enum vrrp_fault vrrp_heard_pace(const struct vrrp_settings *cfg, const struct vrrp_advert *a);

/* An advertisement of version 2 whose sender says the same in version 3, which has its interval
 * (RFC 5798 8.4.1): it is not for the group. */
bool vrrp_heard_twice(const struct vrrp_group *g, const struct vrrp_heard *heard, uint64_t now);

/* What of it is kept for the log. */
struct vrrp_strange vrrp_heard_strange(const struct vrrp_settings *cfg,
				       const struct vrrp_heard *heard);

/* Counts it with the group, and keeps it as the last of its kind; nothing for VRRP_FAULT_NONE. */
void vrrp_heard_note(struct vrrp_group *g, const struct vrrp_settings *cfg, enum vrrp_fault fault,
		     const struct vrrp_heard *heard);

#endif
