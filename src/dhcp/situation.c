/* dhcp/situation.c -- see dhcp/situation.h. First line that fits:
 *
 *	server identifier  requested address  ciaddr
 *	another's          any                any           another server is meant
 *	any                set                set, differs  contradicts itself: two addresses
 *	any                -                  -             contradicts itself: none
 *	ours               set                any           SELECTING (table 5 wants ciaddr 0)
 *	any                any                set           RENEWING, REBINDING (no 50, no 54)
 *	-                  set, offered       -             SELECTING (54 forgotten)
 *	-                  set                -             INIT-REBOOT */
#include "dhcp/situation.h"

struct dhcp_wanted
dhcp_situation_of(const struct dhcp_message *m, struct ip4 server, struct ip4 offered)
{
	struct dhcp_wanted ret = {DHCP_CONTRADICTS,
				  ip4_set(m->requested) ? m->requested : m->ciaddr, false};
	bool ours = ip4_set(m->server_id);

	if (ours && !ip4_same(m->server_id, server)) {
		ret.situation = DHCP_OTHERS;
		return ret;
	}
	if (!ip4_set(ret.address) || (ip4_set(m->ciaddr) && !ip4_same(m->ciaddr, ret.address)))
		return (struct dhcp_wanted){DHCP_CONTRADICTS, {0}, false};
	ret.by_name = ours && ip4_set(m->requested) && !ip4_set(m->ciaddr);
	if (ours && ip4_set(m->requested))
		ret.situation = DHCP_SELECTING;
	else if (ip4_set(m->ciaddr))
		ret.situation = DHCP_RENEWING;
	else if (ip4_set(offered) && ip4_same(offered, ret.address))
		ret.situation = DHCP_SELECTING;
	else
		ret.situation = DHCP_INIT_REBOOT;
	return ret;
}
