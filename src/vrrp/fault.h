/* vrrp/fault.h -- what can be strange about an advertisement, and what is kept of the last one of
 * each kind for the log. Those from VRRP_FAULT_DIFFERS on are no reason to drop it. Every kind has
 * a counter (vrrp_fault_counter()). Tested in test/unit/vrrp/hear.c. */
#ifndef VRRP_FAULT_H
#define VRRP_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ip4.h"

struct vrrp_counters;

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
	VRRP_FAULT_SENDER,  /* an address that no router of this link has */
	VRRP_FAULT_OWN,	    /* an address of this interface */
	VRRP_FAULT_FOREIGN, /* not one address of the group: another group with its VRID */
	VRRP_FAULT_DIFFERS, /* another list of addresses, with one of the group's */
	VRRP_FAULT_PACE,    /* another interval, which is or may be followed */
	VRRP_FAULTS
};

struct vrrp_strange { /* the last advertisement of a kind, as far as it was read */
	struct ip4 source;
	struct ip4 vip; /* DIFFERS, FOREIGN: one that is not the group's; 0.0.0.0: it lacks one */
	uint32_t interval_ms;
	uint8_t priority;
	uint8_t ttl;
};

/* "wrong checksum": what is wrong, for the log. Not of VRRP_FAULT_NONE. */
const char *vrrp_fault_text(enum vrrp_fault fault);

/* Its counter; NULL of VRRP_FAULT_NONE. */
uint64_t *vrrp_fault_counter(struct vrrp_counters *c, enum vrrp_fault fault);

#endif
