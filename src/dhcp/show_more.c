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

static void
show_classes(struct show *s, const char *key, const char *format, const struct dhcp_class *list,
	     unsigned count)
{
	if (count == 0)
		return;
	show_list(s, key);
	for (unsigned i = 0; i < count; i++) {
		show_begin(s, NULL);
		show_text(s, "text", format, list[i].text);
		show_end(s);
	}
	show_list_end(s);
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
	show_classes(s, "vendor_classes", "  Option 60      : %s\n", p->config.option60.list,
		     p->config.option60.count);
	show_classes(s, "vendor_class_prefixes", "  Option 60      : %s...\n",
		     p->config.option60_prefix.list, p->config.option60_prefix.count);
	show_classes(s, "mac_prefixes", "  MAC prefix     : %s\n", p->config.mac_prefix.list,
		     p->config.mac_prefix.count);
	show_left(s, p);
}
