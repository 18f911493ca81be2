/* dhcp/trust.c -- see dhcp/trust.h. */
#include "dhcp/trust.h"

#include <string.h>

static bool
is_station(struct mac mac, const uint8_t *hardware, unsigned len)
{
	return len == sizeof mac.byte && memcmp(mac.byte, hardware, sizeof mac.byte) == 0;
}

bool
dhcp_is_from_client(const struct dhcp_pool *p, uint16_t vlan, struct mac from,
		    const struct dhcp_message *m, const struct lease_record *r)
{
	if (p->link != vlan)
		return true;
	return is_station(from, m->hardware, m->hardware_len) &&
	       is_station(from, r->hardware, r->hardware_len);
}

bool
dhcp_is_whole_network(const struct dhcp_pool *p, struct ip4 a)
{
	if (!ip4_set(p->gateway) || p->mask.host >= UINT32_MAX - 1 ||
	    !ip4_together(a, p->gateway, p->mask))
		return false;
	return (a.host & ~p->mask.host) == 0 || (a.host | p->mask.host) == UINT32_MAX;
}

bool
dhcp_may_be_relay(const struct dhcp_server *s, struct ip4 giaddr)
{
	if (dhcp_server_is_withheld(s, giaddr))
		return false;
	for (unsigned i = 0; i < s->pools_count; i++)
		if (dhcp_is_whole_network(&s->pool[i], giaddr))
			return false;
	return true;
}

bool
dhcp_is_for_us(const struct dhcp_server *s, struct ip4 to)
{
	if (dhcp_server_is_withheld(s, to))
		return true;
	for (unsigned i = 0; i < s->pools_count; i++)
		if (ip4_same(s->pool[i].server_identifier, to) || ip4_same(s->pool[i].gateway, to))
			return true;
	return false;
}
