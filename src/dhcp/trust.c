/* dhcp/trust.c -- see dhcp/trust.h. */
#include "dhcp/trust.h"

#include <string.h>

#include "dhcp/agent.h"

static bool
is_station(struct mac mac, const uint8_t *hardware, unsigned len)
{
	return len == sizeof mac.byte && memcmp(mac.byte, hardware, sizeof mac.byte) == 0;
}

static bool
same_part(struct rd a, struct rd b, uint8_t code)
{
	struct rd x = {0}, y = {0};
	bool in_a = dhcp_agent_find(a, code, &x), in_b = dhcp_agent_find(b, code, &y);

	return in_a == in_b && x.left == y.left && (x.left == 0 || memcmp(x.p, y.p, x.left) == 0);
}

/* It came through the port of the relay agent by which its client has the lease, if that is known:
 * nobody behind another one can have it so. */
static bool
is_by_its_port(const struct dhcp_message *m, const struct lease_record *r)
{
	size_t len = 0;
	const uint8_t *kept = lease_side_find(r, DHCP_OPT_AGENT, &len);
	struct rd had = rd_of(kept, kept ? len : 0);
	struct rd says = rd_of(m->agent.byte, m->agent.set ? m->agent.len : 0);

	return !kept || (same_part(had, says, DHCP_AGENT_CIRCUIT) &&
			 same_part(had, says, DHCP_AGENT_REMOTE));
}

bool
dhcp_is_from_client(const struct dhcp_pool *p, const struct dhcp_request *request,
		    const struct lease_record *r)
{
	const struct dhcp_message *m = &request->message;

	if (p->link == request->vlan)
		return is_station(request->from, m->hardware, m->hardware_len) &&
		       is_station(request->from, r->hardware, r->hardware_len);
	if (ip4_set(m->giaddr))
		return is_by_its_port(m, r);
	return m->type == DHCP_RELEASE && ip4_same(request->source, m->ciaddr);
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
