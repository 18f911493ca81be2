/* node/serve/sender.c -- see node/serve/sender.h. */
#include "node/serve/sender.h"

#include "node/bind/pools.h"
#include "node/step/standing.h"

bool
sender_of(const struct bind *b, const struct lan_heard *lan, unsigned pool, uint16_t vlan,
	  struct dhcp_sender *ret)
{
	const struct dhcp_server *server = bind_server(b);
	const struct lan_heard_vlanif *v = lan_heard_vlanif(lan, vlan);
	const struct standing *p = pools_standing(b, pool);

	*ret = (struct dhcp_sender){0};
	if (pool >= server->pools_count || !v || !dhcp_server_answers(server, pool, vlan))
		return false;
	if (p && p->vlan == vlan)
		ret->mac = mac_vrrp(p->vrid);
	else
		ret->mac = v->mac;
	ret->address =
	    p ? dhcp_server_identifier(server, pool, vlan) : server->inbound[vlan].address;
	return true;
}
