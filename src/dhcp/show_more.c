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

static void
show_user_classes(struct show *s, const struct dhcp_pool_config *c)
{
	if (c->option77.count == 0)
		return;
	show_list(s, "user_classes");
	for (unsigned i = 0; i < c->option77.count; i++) {
		show_begin(s, NULL);
		show_text(s, "text", "  Option 77      : %s\n", c->option77.list[i].text);
		show_end(s);
	}
	show_list_end(s);
}

/* Text or digits as they were typed, which of them, and of what. */
static void
show_places(struct show *s, const char *key, const struct dhcp_place *list, unsigned count,
	    const char *format)
{
	static const char *const of[] = {
	    [DHCP_PLACE_CIRCUIT] = "circuit-id", [DHCP_PLACE_REMOTE] = "remote-id"};

	if (count == 0)
		return;
	show_list(s, key);
	for (unsigned i = 0; i < count; i++) {
		bool hex = list[i].kind == DHCP_OPTION_HEX;

		show_begin(s, NULL);
		show_text(s, "sub_option", "  Option 82      : %s ", of[list[i].naming]);
		show_text(s, "kind", "%s ", hex ? "hex" : "ascii");
		show_text(s, "text", format, list[i].text);
		show_end(s);
	}
	show_list_end(s);
}

static void
show_architectures(struct show *s, const struct dhcp_pool_config *c)
{
	if (c->option93.count == 0)
		return;
	show_list(s, "architectures");
	for (unsigned i = 0; i < c->option93.count; i++) {
		show_begin(s, NULL);
		show_number(s, "number", "  Option 93      : %s\n", c->option93.list[i].number);
		show_end(s);
	}
	show_list_end(s);
}

static void
show_boots(struct show *s, const struct dhcp_pool_config *c)
{
	if (c->boot_user.count + c->boot_architecture.count == 0)
		return;
	show_list(s, "boot_files");
	for (unsigned i = 0; i < c->boot_user.count; i++) {
		show_begin(s, NULL);
		show_text(s, "user_class", "  Boot file      : option77 %s, ",
			  c->boot_user.list[i].class);
		show_text(s, "file", "%s\n", c->boot_user.list[i].file);
		show_end(s);
	}
	for (unsigned i = 0; i < c->boot_architecture.count; i++) {
		show_begin(s, NULL);
		show_number(s, "architecture", "  Boot file      : option93 %s, ",
			    c->boot_architecture.list[i].architecture);
		show_text(s, "file", "%s\n", c->boot_architecture.list[i].file);
		show_end(s);
	}
	show_list_end(s);
}

/* Where clients boot from; JSON has it among the pool's options, set or not. */
static void
show_boot(struct show *s, const struct dhcp_pool_config *c)
{
	if (c->next_server.set)
		show_ip(s, NULL, "  Next server    : %s\n", c->next_server.address);
	if (c->server_name.set)
		show_text(s, NULL, "  Boot server    : %s\n", c->server_name.text);
	if (c->boot_file.set)
		show_text(s, NULL, "  Boot file      : %s\n", c->boot_file.text);
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
	show_user_classes(s, &p->config);
	show_places(s, "places", p->config.option82.list, p->config.option82.count, "%s\n");
	show_places(s, "place_prefixes", p->config.option82_prefix.list,
		    p->config.option82_prefix.count, "%s...\n");
	show_architectures(s, &p->config);
	show_classes(s, "mac_prefixes", "  MAC prefix     : %s\n", p->config.mac_prefix.list,
		     p->config.mac_prefix.count);
	show_boot(s, &p->config);
	show_boots(s, &p->config);
	show_left(s, p);
}
