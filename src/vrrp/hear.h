/* vrrp/hear.h -- what must hold before an advertisement that was heard counts: RFC 3768 7.1,
 * RFC 9568 7.1. Every fault has a counter. Tested in test/unit/vrrp/hear.c. */
#ifndef VRRP_HEAR_H
#define VRRP_HEAR_H

#include "vrrp/advert.h"
#include "vrrp/settings.h"
#include "vrrp/status.h"

enum vrrp_fault {
	VRRP_FAULT_NONE,
	VRRP_FAULT_LENGTH, /* also an IPv4 header that does not hold, or a fragment */
	VRRP_FAULT_DESTINATION,
	VRRP_FAULT_TTL,
	VRRP_FAULT_VERSION,
	VRRP_FAULT_TYPE,
	VRRP_FAULT_CHECKSUM,
	VRRP_FAULT_VRID,
	VRRP_FAULT_AUTH,
	VRRP_FAULT_INTERVAL,
	VRRP_FAULT_ADDRESSES
};

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

/* The list of addresses differs from the group's. Counted, not dropped: RFC 3768 7.1 leaves the
 * check open, and dropping would make two Masters of every change of the list. */
bool vrrp_heard_differs(const struct vrrp_settings *cfg, const struct vrrp_advert *a);

void vrrp_fault_count(struct vrrp_counters *c, enum vrrp_fault fault);

#endif
