/* test/sim/mutants_serve.c -- see test/sim/mutants_serve.h, and mutants.c for how one is made. */
#include "test/sim/mutants_serve.h"

#include "dhcp/trust.h"
#include "node/bind/change.h"
#include "node/serve/probe.h"
#include "test/sim/wrap.h"

bool sim_other_version, sim_forged_ends, sim_forged_moves, sim_outdated_dropped;

WRAPS(probe_is_silent);

/* As if its record were of the version of then. */
bool
__wrap_probe_is_silent(const struct probes *p, uint16_t vlan, const struct probe_question *q,
		       uint64_t now)
{
	struct probe_question then = *q;

	for (unsigned i = 0; i < PROBE_MAX && sim_other_version; i++)
		if (p->slot[i].state == PROBE_SILENT && p->slot[i].vlan == vlan &&
		    ip4_same(p->slot[i].address, q->address))
			then.version = p->slot[i].version;
	return __real_probe_is_silent(p, vlan, &then, now);
}

WRAPS(dhcp_is_from_client);

bool
__wrap_dhcp_is_from_client(const struct dhcp_pool *p, const struct dhcp_request *request,
			   const struct lease_record *r)
{
	bool moves = request->message.type == DHCP_REQUEST;

	return (moves ? sim_forged_moves : sim_forged_ends) ||
	       __real_dhcp_is_from_client(p, request, r);
}

WRAPS(change_again);

bool
__wrap_change_again(struct bind *b, struct dhcp_request *ret, struct change_past *ret_past)
{
	while (__real_change_again(b, ret, ret_past))
		if (!sim_outdated_dropped || ret_past->outdated == 0)
			return true;
	return false;
}
