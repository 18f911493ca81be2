/* vrrp/hear.c -- see vrrp/hear.h.
 *
 *	RFC 3768 7.1                      here
 *	TTL is 255                        vrrp_heard_fault (unless `vrrp un-check ttl`)
 *	version                           vrrp_heard_fault: the group's
 *	complete packet                   vrrp_advert_decode
 *	checksum                          vrrp_advert_decode
 *	VRID on this interface            pulse/, which knows the groups
 *	authentication type               vrrp_advert_decode: none
 *	interval equals ours (version 2)  vrrp_heard_fault, unless it is learnt
 *	list of addresses, if checked     vrrp_heard_differs, counted only */
#include "vrrp/hear.h"

#include <assert.h>

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
interval_wrong(const struct vrrp_settings *cfg, const struct vrrp_advert *a)
{
	if (a->version == 3)
		return false;
	if (cfg->learn_interval)
		return a->interval_ms == 0;
	return a->interval_ms != vrrp_advert_interval_ms(2, cfg->interval_ms);
}

enum vrrp_fault
vrrp_heard_fault(const struct vrrp_settings *cfg, const struct vrrp_heard *heard)
{
	if (cfg->check_ttl && heard->ttl != 255)
		return VRRP_FAULT_TTL;
	if (heard->advert.version != cfg->version)
		return VRRP_FAULT_VERSION;
	if (interval_wrong(cfg, &heard->advert))
		return VRRP_FAULT_INTERVAL;
	return VRRP_FAULT_NONE;
}

static bool
has_vip(const struct vrrp_settings *cfg, struct ip4 vip)
{
	for (unsigned i = 0; i < cfg->vips_count; i++)
		if (ip4_same(cfg->vip[i], vip))
			return true;
	return false;
}

bool
vrrp_heard_differs(const struct vrrp_settings *cfg, const struct vrrp_advert *a)
{
	if (a->vips_count != cfg->vips_count)
		return true;
	for (unsigned i = 0; i < a->vips_count; i++)
		if (!has_vip(cfg, a->vip[i]))
			return true;
	return false;
}

void
vrrp_fault_count(struct vrrp_counters *c, enum vrrp_fault fault)
{
	switch (fault) {
	case VRRP_FAULT_NONE:
		break;
	case VRRP_FAULT_LENGTH:
		c->bad_length++;
		break;
	case VRRP_FAULT_DESTINATION:
		c->bad_destination++;
		break;
	case VRRP_FAULT_TTL:
		c->bad_ttl++;
		break;
	case VRRP_FAULT_VERSION:
		c->bad_version++;
		break;
	case VRRP_FAULT_TYPE:
		c->bad_type++;
		break;
	case VRRP_FAULT_CHECKSUM:
		c->bad_checksum++;
		break;
	case VRRP_FAULT_VRID:
		c->bad_vrid++;
		break;
	case VRRP_FAULT_AUTH:
		c->bad_auth++;
		break;
	case VRRP_FAULT_INTERVAL:
		c->bad_interval++;
		break;
	case VRRP_FAULT_ADDRESSES:
		c->bad_addresses++;
		break;
	}
}
