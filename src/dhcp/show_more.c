/* dhcp/show_more.c -- see dhcp/show_more.h. */
#include "dhcp/show_more.h"

static void
show_shared(struct show *s, const struct dhcp_pool *p)
{
	if (!p->config.shared.set)
		return;
	show_text(s, "shared_network", "  Shared network : %s, ", p->config.shared.name);
	show_number(s, "shared_order", "order %s\n", p->config.shared.order);
}

/* Of a pool that stands as its configuration says there is nothing to say. */
static void
show_left(struct show *s, const struct dhcp_pool *p)
{
	if (!ip4_set(p->terms.left))
		return;
	show_ip(s, "left_pair", "  Left pair      : with %s, whose half is not given here\n",
		p->terms.left);
	show_say(s, "                   If it is down: remote-backup partner-down pool ");
	show_say(s, "%s", p->name);
	show_say(s, "\n");
}

void
dhcp_show_more(struct show *s, const struct dhcp_pool *p)
{
	show_shared(s, p);
	show_left(s, p);
}
