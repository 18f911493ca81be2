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
