/* vrrp/fault.c -- see vrrp/fault.h. */
#include "vrrp/fault.h"

#include <assert.h>
#include <stddef.h>

#include "vrrp/status.h"

struct kind {
	const char *text;
	size_t counter;
};

#define KIND(text, member)                                                                         \
	{                                                                                          \
		text, offsetof(struct vrrp_counters, member)                                       \
	}

static const struct kind kinds[VRRP_FAULTS] = {
    [VRRP_FAULT_LENGTH] = KIND("wrong length", bad_length),
    [VRRP_FAULT_DESTINATION] = KIND("not sent to 224.0.0.18", bad_destination),
    [VRRP_FAULT_TTL] = KIND("TTL not 255", bad_ttl),
    [VRRP_FAULT_VERSION] = KIND("another VRRP version, or send-packet-mode", bad_version),
    [VRRP_FAULT_TYPE] = KIND("unknown type", bad_type),
    [VRRP_FAULT_CHECKSUM] = KIND("wrong checksum", bad_checksum),
    [VRRP_FAULT_VRID] = KIND("no group with this VRID here", bad_vrid),
    [VRRP_FAULT_AUTH] = KIND("authentication", bad_auth),
    [VRRP_FAULT_INTERVAL] = KIND("an interval that is not followed", bad_interval),
    [VRRP_FAULT_SENDER] = KIND("a sender that cannot be", bad_sender),
    [VRRP_FAULT_OWN] = KIND("an address of this interface as sender", own_source),
    [VRRP_FAULT_FOREIGN] = KIND("none of the group's virtual addresses", foreign_addresses),
    [VRRP_FAULT_DIFFERS] = KIND("other virtual addresses", bad_addresses),
    [VRRP_FAULT_PACE] = KIND("another interval", other_interval),
};

const char *
vrrp_fault_text(enum vrrp_fault fault)
{
	assert(fault > VRRP_FAULT_NONE && fault < VRRP_FAULTS);
	return kinds[fault].text;
}

uint64_t *
vrrp_fault_counter(struct vrrp_counters *c, enum vrrp_fault fault)
{
	assert(fault < VRRP_FAULTS);
	if (fault == VRRP_FAULT_NONE)
		return NULL;
	return (uint64_t *)(void *)((char *)c + kinds[fault].counter);
}
