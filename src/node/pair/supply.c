/* node/pair/supply.c -- see node/pair/supply.h.
 *
 * The rules of a pair say nothing of a device that answers nobody: of a failing disk, and of a
 * stop. A Slave counts what it would give as Master. */
#include "node/pair/supply.h"

#include "dhcp/supply.h"
#include "node/bind/pools.h"
#include "node/pair/pair.h"
#include "node/pair/room.h"
#include "node/pair/stall.h"

/* Why nothing at all is given; NULL: something may be. */
static const char *
silent_for(const struct pairs *all, const struct profile *p, const struct bound *bound)
{
	const struct lan_heard_vlanif *rival = lan_heard_vlanif(all->lan, p->vlan);
	const struct standing *standing = &all->standings.profile[p - all->profile];

	if (!stall_disk_works(all))
		return rbp_why_text(RBP_WHY_DISK);
	if (rival && rival->rival.heard_us != 0 && standing_never_agreed(standing))
		return "another station has this device's address";
	if (p->served.verdict.role == RBP_MASTER && bound->pools_count > 0 &&
	    !bind_server(all->bind)->pool[bound->pool[0]].terms.serving)
		return "this device stops";
	return NULL;
}

/* What a careful start waits for (R8). */
static const char *
careful_for(const struct pairs *all)
{
	return all->careful ? "more when the start-up delay ends or the pair is Connected"
			    : "more when the batch backup ends";
}

struct rbp_supply
supply_of_profile(const void *pairs, unsigned slot, uint64_t now)
{
	const struct pairs *all = pairs;
	const struct profile *p = &all->profile[slot];
	const struct bound *bound = pools_bound(all->bind, slot);
	struct lease_rules rules = pair_rules(all, p);
	struct rbp_supply ret = {.why = silent_for(all, p, bound)};

	rules.longest_us = TIME_NEVER;
	ret.pools = bound->pools_count;
	for (unsigned i = 0; i < bound->pools_count; i++) {
		const struct dhcp_pool *pool = &bind_server(all->bind)->pool[bound->pool[i]];
		struct dhcp_supply s = dhcp_supply_of(bind_server(all->bind),
						      bind_leases(all->bind), bound->pool[i], now);

		rules.longest_us = time_min(rules.longest_us, pool->terms.rules.longest_us);
		ret.free += s.free;
		ret.now += ret.why ? 0 : s.now;
		ret.at_least |= !ret.why && s.at_least;
	}
	ret.rest_from = lease_rest_from(&rules);
	if (!ret.why && rules.careful)
		ret.why = careful_for(all);
	return ret;
}
