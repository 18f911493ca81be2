/* vrrp/subnet.c -- see vrrp/subnet.h. RFC 3021 has both addresses of a /31 be hosts. */
#include "vrrp/subnet.h"

bool
vrrp_subnet_has(const struct vrrp_subnet *subnet, unsigned count, struct ip4 address)
{
	for (unsigned i = 0; i < count; i++) {
		uint32_t host = address.host & ~subnet[i].mask.host;

		if (ip4_together(address, subnet[i].address, subnet[i].mask) &&
		    (ip4_mask_length(subnet[i].mask) == 31 ||
		     (host != 0 && host != ~subnet[i].mask.host)))
			return true;
	}
	return false;
}
