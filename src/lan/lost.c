/* lan/lost.c -- see lan/lost.h. */
#include "lan/lost.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"

bool
lan_lost_same(const struct lan_lost *a, const struct lan_lost *b)
{
	return a->fault == b->fault && a->vlan == b->vlan && a->vrid == b->vrid &&
	       strcmp(a->link, b->link) == 0 && ip4_same(a->address, b->address);
}

static void
say_address(const struct lan_lost *l, struct text *t)
{
	char address[IP4_TEXT];

	text_add(t, "%s %s of ", l->vrid != 0 ? "virtual address" : "address",
		 ip4_format(l->address, address));
	if (l->vlan == LAN_LOST_NO_VLAN)
		text_add(t, "%s vanished", l->link);
	else
		text_add(t, "Vlanif%u vanished", (unsigned)l->vlan);
}

static void
say_link(const struct lan_lost *l, struct text *t)
{
	static const char *const what[] = {
	    [LAN_VANISHED] = "link %s vanished",
	    [LAN_FOREIGN] = "link %s is not ours",
	    [LAN_LEFT] = "link %s left its place",
	    [LAN_SHUT] = "link %s was shut down",
	    [LAN_RAISED] = "link %s was raised",
	    [LAN_MAC] = "link %s has another hardware address",
	    [LAN_FILTER] = "filter on %s vanished",
	};

	assert(l->fault < sizeof what / sizeof *what);
	if (l->fault == LAN_LEFT && l->vrid == 0)
		text_add(t, "bridge port %s left Vlanif%u", l->link, (unsigned)l->vlan);
	else
		text_add(t, what[l->fault], l->link);
}

const char *
lan_lost_text(const struct lan_lost *l, char ret[LAN_LOST_TEXT_MAX])
{
	struct text t = text_of(ret, LAN_LOST_TEXT_MAX);

	if (l->address.host != 0)
		say_address(l, &t);
	else
		say_link(l, &t);
	return ret;
}
