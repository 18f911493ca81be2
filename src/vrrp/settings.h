/* vrrp/settings.h -- one group as its state machine sees it, every default resolved, and the
 * times that follow from it. RFC 3768 6.1, RFC 9568 6.1; docs/vrp.md "VRRP commands", "VRRP
 * packets". Tested in test/unit/vrrp/settings.c. */
#ifndef VRRP_SETTINGS_H
#define VRRP_SETTINGS_H

#include "base/time.h"
#include "vrrp/config.h"
#include "vrrp/status.h"
#include "vrrp/subnet.h"

enum { VRRP_FENCE_INTERVALS = 3 }; /* no peer's Master_Down is shorter */

struct vrrp_settings {
	uint8_t vrid, version;
	uint8_t checksum;	 /* enum vrrp_checksum */
	uint8_t sends;		 /* enum vrrp_sends; of version 3 */
	uint8_t priority;	 /* in use: 255 for the owner of a virtual address, else 1..254 */
	uint8_t priority_config; /* 1..254 */
	bool gateway_only;	 /* this device serves no DHCP for now: 1, whatever is configured */
	bool preempt;
	bool check_ttl;
	bool garp_enhanced; /* three gratuitous ARPs a burst, else two */
	uint8_t auth_type;  /* enum vrrp_auth */
	uint8_t auth[VRRP_KEY_MAX];
	bool learn_interval; /* a Master's may become the one in use: vrrp/learn.h */
	uint8_t hold_multiplier;
	uint16_t preempt_delay_s, recover_delay_s;
	uint16_t gratuitous_arp_s;     /* 0: none while Master */
	uint16_t first_packet_delay_s; /* from its making on it takes no part */
	uint32_t interval_ms;
	uint8_t vips_count;
	struct ip4 vip[VRRP_VIPS_MAX];
	struct ip4 source; /* primary address of the interface; 0.0.0.0: stay Initialize */
	uint8_t subnets_count;
	struct vrrp_subnet subnet[VRRP_SUBNETS_MAX]; /* of the interface */
	uint8_t tracks_count;
	struct vrrp_track track[VRRP_TRACKS_MAX];
	uint8_t bfds_count;
	struct vrrp_bfd bfd[2 * VRRP_BFDS_MAX];
	bool link_down; /* one that is tracked as link is down: stay Initialize */
};

/* From the configured values; version is 2 or 3. TTL checked, nothing learnt, no subnets, no
 * recover delay and no gratuitous ARP while Master unless the caller says so afterwards; tracked
 * interfaces and sessions are up until he calls vrrp_settings_track(). Unused bytes of *ret are 0,
 * so two may be compared by memcmp. */
void vrrp_settings_of(const struct vrrp_group_config *cfg, uint8_t version, struct ip4 source,
		      struct vrrp_settings *ret);

/* The caller has written what each track[] and bfd[] is (up or down), and gateway_only: link_down
 * and the priority in use follow. That is the configured one less and more what those say that are
 * down, 1 to 254, or VRRP_PRIORITY_GATEWAY; the owner keeps 255. */
void vrrp_settings_track(struct vrrp_settings *cfg);

/* Skew_Time: (256 - priority) / 256 of a second, in version 3 and below a second of an interval. */
uint64_t vrrp_skew_us(const struct vrrp_settings *cfg, uint32_t interval_ms);

/* Master_Down_Interval: hold multiplier * interval + skew. */
uint64_t vrrp_master_down_us(const struct vrrp_settings *cfg, uint32_t interval_ms);

/* Other virtual addresses. */
bool vrrp_settings_differ(const struct vrrp_settings *a, const struct vrrp_settings *b);

static inline bool
vrrp_owner(const struct vrrp_settings *cfg)
{
	return cfg->priority == VRRP_PRIORITY_OWNER;
}

/* A group of version 3 believes version 2, too, when it is to send it. */
static inline bool
vrrp_hears_both(const struct vrrp_settings *cfg)
{
	return cfg->version == 3 && cfg->sends != VRRP_SENDS_V3;
}

/* May take part at all. */
static inline bool
vrrp_complete(const struct vrrp_settings *cfg)
{
	return ip4_set(cfg->source) && cfg->vips_count > 0 && !cfg->link_down;
}

#endif
