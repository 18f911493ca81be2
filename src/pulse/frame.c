/* pulse/frame.c -- see pulse/frame.h.
 *
 *	Ethernet   00:00:5e:00:01:VRID -> 01:00:5e:00:00:12
 *	IPv4       primary address -> 224.0.0.18, TTL 255, protocol 112, DSCP CS6, not fragmented
 *	VRRP       vrrp/advert.c */
#include "pulse/frame.h"

#include "vrrp/advert.h"
#include "wire/arp.h"
#include "wire/ether.h"
#include "wire/ipv4.h"

static const struct ip4 vrrp_multicast = {0xe0000012}; /* 224.0.0.18 */

void
frame_advert(struct wr *out, const struct vrrp_settings *cfg, uint8_t priority,
	     enum frame_form form)
{
	struct ether e = {.dst = {{0x01, 0x00, 0x5e, 0x00, 0x00, 0x12}},
			  .src = mac_vrrp(cfg->vrid),
			  .type = ETHER_IPV4};
	struct ipv4 ip = {.src = cfg->source,
			  .dst = vrrp_multicast,
			  .protocol = IPV4_VRRP,
			  .ttl = 255,
			  .tos = IPV4_TOS_CONTROL,
			  .dont_fragment = true};
	struct vrrp_pseudo p = {cfg->source, vrrp_multicast};
	struct vrrp_advert a = {.version = form == FRAME_V2 ? 2 : 3,
				.vrid = cfg->vrid,
				.priority = priority,
				.vips_count = cfg->vips_count,
				.interval_ms = cfg->interval_ms,
				.auth_type = cfg->auth_type,
				.pseudo = form == FRAME_V3_PSEUDO};
	size_t begin;

	memcpy(a.auth, cfg->auth, sizeof a.auth);
	memcpy(a.vip, cfg->vip, sizeof a.vip);
	ether_encode(out, &e);
	begin = ipv4_begin(out, &ip);
	vrrp_advert_encode(out, &p, &a);
	ipv4_end(out, begin);
}

void
frame_garp(struct wr *out, const struct vrrp_settings *cfg, struct ip4 vip)
{
	arp_gratuitous(out, mac_vrrp(cfg->vrid), vip);
}
