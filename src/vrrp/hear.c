/* vrrp/hear.c -- see vrrp/hear.h.
 *
 *	RFC 3768 7.1                      here
 *	TTL is 255                        vrrp_heard_fault (unless `vrrp un-check ttl`)
 *	version                           vrrp_heard_fault: the group's
 *	complete packet                   vrrp_advert_decode
 *	checksum                          vrrp_advert_decode
 *	VRID on this interface            pulse/, which knows the groups
 *	authentication type               vrrp_heard_fault: the group's
 *	interval equals ours (version 2)  vrrp_heard_fault, unless it may be learnt
 *	list of addresses, if checked     vrrp_heard_fault: one is the group's
 *	(the sender)                      vrrp_heard_fault: it can be a router of this link */
#include "vrrp/hear.h"

#include <string.h>

#include "vrrp/learn.h"
#include "wire/ipv4.h"

static const struct ip4 vrrp_multicast = {0xe0000012}; /* 224.0.0.18 */

static enum vrrp_fault
fault_of(enum vrrp_advert_result result)
{
	static const enum vrrp_fault fault[] = {
	    [VRRP_ADVERT_OK] = VRRP_FAULT_NONE,
	    [VRRP_ADVERT_BAD_LENGTH] = VRRP_FAULT_LENGTH,
	    [VRRP_ADVERT_BAD_VERSION] = VRRP_FAULT_VERSION,
	    [VRRP_ADVERT_BAD_TYPE] = VRRP_FAULT_TYPE,
	    [VRRP_ADVERT_BAD_CHECKSUM] = VRRP_FAULT_CHECKSUM,
	    [VRRP_ADVERT_BAD_VRID] = VRRP_FAULT_VRID,
	    [VRRP_ADVERT_BAD_AUTH] = VRRP_FAULT_AUTH,
	    [VRRP_ADVERT_BAD_INTERVAL] = VRRP_FAULT_INTERVAL,
	};

	return fault[result];
}

enum vrrp_fault
vrrp_hear(struct rd packet, struct vrrp_heard *ret)
{
	struct ipv4 ip;
	struct rd message, peek;
	struct vrrp_pseudo pseudo;

	memset(ret, 0, sizeof *ret);
	if (ipv4_decode(packet, &ip, &message) != WIRE_OK || ip.protocol != IPV4_VRRP)
		return VRRP_FAULT_LENGTH;
	ret->source = ip.src;
	ret->ttl = ip.ttl;
	peek = message;
	(void)rd_u8(&peek);
	ret->vrid = rd_u8(&peek);
	if (!ip4_same(ip.dst, vrrp_multicast))
		return VRRP_FAULT_DESTINATION;
	pseudo = (struct vrrp_pseudo){ip.src, ip.dst};
	return fault_of(vrrp_advert_decode(message, &pseudo, &ret->advert));
}

static bool
version_wrong(const struct vrrp_settings *cfg, const struct vrrp_advert *a)
{
	return a->version != cfg->version && !vrrp_hears_both(cfg);
}

/* Version 3 drops none for its interval (RFC 9568 7.1). */
static bool
interval_wrong(const struct vrrp_settings *cfg, const struct vrrp_advert *a)
{
	if (cfg->version == 3)
		return false;
	return a->interval_ms != vrrp_advert_interval_ms(2, cfg->interval_ms) &&
	       !vrrp_learn_may(cfg, a->interval_ms);
}

static bool
has_vip(const struct vrrp_settings *cfg, struct ip4 vip)
{
	for (unsigned i = 0; i < cfg->vips_count; i++)
		if (ip4_same(cfg->vip[i], vip))
			return true;
	return false;
}

static bool
is_own(const struct vrrp_settings *cfg, struct ip4 source)
{
	for (unsigned i = 0; i < cfg->subnets_count; i++)
		if (ip4_same(cfg->subnet[i].address, source))
			return true;
	return ip4_same(cfg->source, source);
}

/* The owner of a virtual address sends from it: with 255, or with 0 when it stops. */
static bool
is_impossible(const struct vrrp_settings *cfg, const struct vrrp_heard *heard)
{
	uint8_t priority = heard->advert.priority;

	if (!vrrp_subnet_has(cfg->subnet, cfg->subnets_count, heard->source))
		return true;
	return has_vip(cfg, heard->source) && priority != VRRP_PRIORITY_OWNER && priority != 0;
}

static unsigned
listed(const struct vrrp_advert *a)
{
	return a->vips_count < VRRP_VIPS_MAX ? a->vips_count : VRRP_VIPS_MAX;
}

static unsigned
shared(const struct vrrp_settings *cfg, const struct vrrp_advert *a)
{
	unsigned count = 0;

	for (unsigned i = 0; i < listed(a); i++)
		count += has_vip(cfg, a->vip[i]);
	return count;
}

static bool
auth_wrong(const struct vrrp_settings *cfg, const struct vrrp_advert *a)
{
	if (a->auth_type != cfg->auth_type)
		return true;
	return a->auth_type == VRRP_AUTH_SIMPLE && memcmp(a->auth, cfg->auth, sizeof a->auth) != 0;
}

enum vrrp_fault
vrrp_heard_fault(const struct vrrp_settings *cfg, const struct vrrp_heard *heard)
{
	if (is_own(cfg, heard->source)) /* our own, come back, or a rival's */
		return VRRP_FAULT_OWN;
	if (cfg->check_ttl && heard->ttl != 255)
		return VRRP_FAULT_TTL;
	if (version_wrong(cfg, &heard->advert))
		return VRRP_FAULT_VERSION;
	if (auth_wrong(cfg, &heard->advert))
		return VRRP_FAULT_AUTH;
	if (is_impossible(cfg, heard))
		return VRRP_FAULT_SENDER;
	if (interval_wrong(cfg, &heard->advert))
		return VRRP_FAULT_INTERVAL;
	if (shared(cfg, &heard->advert) == 0)
		return VRRP_FAULT_FOREIGN;
	return VRRP_FAULT_NONE;
}

enum vrrp_fault
vrrp_heard_differs(const struct vrrp_settings *cfg, const struct vrrp_advert *a)
{
	bool same = a->vips_count == cfg->vips_count && shared(cfg, a) == a->vips_count;

	return same ? VRRP_FAULT_NONE : VRRP_FAULT_DIFFERS;
}

enum vrrp_fault
vrrp_heard_pace(const struct vrrp_settings *cfg, const struct vrrp_advert *a)
{
	bool same = a->interval_ms == vrrp_advert_interval_ms(a->version, cfg->interval_ms);

	return same ? VRRP_FAULT_NONE : VRRP_FAULT_PACE;
}

/* It ends before Master_Down does: who goes over to version 2 alone is heard in time. */
bool
vrrp_heard_twice(const struct vrrp_group *g, const struct vrrp_heard *heard, uint64_t now)
{
	enum { INTERVALS = 2 };
	uint64_t until_us =
	    time_after(g->newer.heard_us, INTERVALS * g->master_interval_ms * TIME_MS);

	return heard->advert.version == 2 && ip4_set(g->newer.address) &&
	       ip4_same(g->newer.address, heard->source) && now < until_us;
}

struct vrrp_strange
vrrp_heard_strange(const struct vrrp_settings *cfg, const struct vrrp_heard *heard)
{
	const struct vrrp_advert *a = &heard->advert;
	struct vrrp_strange strange = {.source = heard->source,
				       .interval_ms = a->interval_ms,
				       .priority = a->priority,
				       .ttl = heard->ttl};

	for (unsigned i = 0; i < listed(a) && !ip4_set(strange.vip); i++)
		if (!has_vip(cfg, a->vip[i]))
			strange.vip = a->vip[i];
	return strange;
}

void
vrrp_heard_note(struct vrrp_group *g, const struct vrrp_settings *cfg, enum vrrp_fault fault,
		const struct vrrp_heard *heard)
{
	if (fault == VRRP_FAULT_NONE)
		return;
	++*vrrp_fault_counter(&g->counters, fault);
	g->strange[fault] = vrrp_heard_strange(cfg, heard);
}
