/* node/pair/supply.c -- see node/pair/supply.h. */
#include "node/pair/supply.h"

#include "dhcp/supply.h"
#include "node/bind/pools.h"
#include "node/pair/pair.h"
#include "node/pair/room.h"

struct rbp_supply
supply_of_profile(const void *pairs, unsigned slot, uint64_t now)
{
	const struct pairs *all = pairs;
	const struct bound *bound = pools_bound(all->bind, slot);
	struct lease_rules rules = pair_rules(all, &all->profile[slot]);
	struct rbp_supply ret = {.rest_from = lease_rest_from(&rules)};

	for (unsigned i = 0; i < bound->pools_count; i++) {
		struct dhcp_supply s = dhcp_supply_of(bind_server(all->bind),
						      bind_leases(all->bind), bound->pool[i], now);

		ret.free += s.free;
		ret.now += s.now;
		ret.at_least |= s.at_least;
	}
	return ret;
}
