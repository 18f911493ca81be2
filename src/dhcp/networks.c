/* dhcp/networks.c -- see dhcp/networks.h. */
#include "dhcp/networks.h"

#include <stdlib.h>

#include "base/memory.h"

static int
order(const void *a, const void *b)
{
	const struct dhcp_network *x = a, *y = b;

	if (x->low.host != y->low.host)
		return x->low.host < y->low.host ? -1 : 1;
	if (x->high.host != y->high.host)
		return x->high.host > y->high.host ? -1 : 1;
	return (int)y->pool - (int)x->pool; /* of equals the first is found, too */
}

/* From this one outwards, the first that reaches as far as the address. */
static uint16_t
outwards(const struct dhcp_networks *n, uint16_t at, struct ip4 address)
{
	while (at != DHCP_NO_POOL && n->network[at].high.host < address.host)
		at = n->network[at].around;
	return at;
}

void
dhcp_networks_make(struct dhcp_networks *ret, struct dhcp_network *network, unsigned count)
{
	*ret = (struct dhcp_networks){count, network};
	qsort(network, count, sizeof *network, order);
	for (unsigned i = 0; i < count; i++)
		network[i].around = i == 0 ? (uint16_t)DHCP_NO_POOL
					   : outwards(ret, (uint16_t)(i - 1), network[i].high);
}

void
dhcp_networks_free(struct dhcp_networks *n)
{
	memory_free(n->network);
	*n = (struct dhcp_networks){0};
}

unsigned
dhcp_networks_pool(const struct dhcp_networks *n, struct ip4 address)
{
	unsigned low = 0, high = n->count;
	uint16_t at;

	while (low < high) { /* the first that begins behind the address */
		unsigned middle = (low + high) / 2;

		if (n->network[middle].low.host <= address.host)
			low = middle + 1;
		else
			high = middle;
	}
	at = low == 0 ? (uint16_t)DHCP_NO_POOL : outwards(n, (uint16_t)(low - 1), address);
	return at == DHCP_NO_POOL ? DHCP_NO_POOL : n->network[at].pool;
}
