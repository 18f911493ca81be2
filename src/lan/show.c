/* lan/show.c -- see lan/show.h. Layouts of docs/vrp.md "LAN displays". A display of many lines
 * keeps its place in the cursor: the next VLAN, or the next interface counted over ports, then
 * Vlanifs. */
#include "lan/show.h"

#include <stdio.h>
#include <string.h>

enum {
	LINES_PER_STEP = 40, /* of at most 750 bytes: below SHOW_STEP_MAX */
	PORTS_PER_STEP = 1,  /* of `port vlan`, at most 24 KiB each: 2047 ranges */
	RANGES_TEXT = 12288, /* "1 3 5 ... 4093" */
	RANGES_COLUMNS = 38, /* of the list in one line */
	NAME_LEN = 48,
	NUMBER_LEN = 16,
	PORTS_PER_LINE = 3
};

static const char rule[] = "----------------------------------------------------------------------"
			   "----------\n";

static const char *
vlanif_name(const struct lan_heard_vlanif *v, char name[NAME_LEN])
{
	(void)snprintf(name, NAME_LEN, "Vlanif%u", (unsigned)v->vlan);
	return name;
}

/* ---- display vlan ---- */

static void
say_vlan_legend(struct show *s)
{
	show_say(s, "%s", rule);
	show_say(s, "U: Up;         D: Down;         TG: Tagged;         UT: Untagged;\n");
	show_say(s, "MP: Vlan-mapping;               ST: Vlan-stacking;\n");
	show_say(s, "#: ProtocolTransparent-vlan;    *: Management-vlan;\n");
	show_say(s, "MAC-LRN: MAC-address learning;  STAT: Statistic;\n");
	show_say(s, "BC: Broadcast; MC: Multicast;   UC: Unknown-unicast;\n");
	show_say(s, "FWD: Forward;  DSD: Discard;\n");
	show_say(s, "%s\n", rule);
}

static void
say_vlan_heading(struct show *s)
{
	show_say(s, "VID  Type     Status  Property  MAC-LRN STAT    BC  MC  UC  Description\n");
	show_say(s, "%s", rule);
}

static const char *
description(const struct lan_vlan *vlan, unsigned id, char text[NUMBER_LEN])
{
	if (vlan->description.set)
		return vlan->description.text;
	(void)snprintf(text, NUMBER_LEN, "VLAN %04u", id);
	return text;
}

static void
show_vlan_values(struct show *s, const struct lan_vlan *vlan, unsigned id)
{
	char text[NUMBER_LEN];

	show_number(s, "vlan", "%-5s", id);
	show_text(s, "type", "%-9s", "common");
	show_text(s, "status", "%-8s", "enable");
	show_text(s, "property", "%-10s", "default");
	show_text(s, "mac_learning", "%-8s", "enable");
	show_text(s, "statistics", "%-8s", "disable");
	show_text(s, "broadcast", "%-4s", "FWD");
	show_text(s, "multicast", "%-4s", "FWD");
	show_text(s, "unknown_unicast", "%-4s", "FWD");
	show_text(s, "description", "%s\n", description(vlan, id, text));
	if (vlan->name.set)
		show_text(s, "name", NULL, vlan->name.text);
	else
		show_none(s, "name", NULL);
}

static unsigned
count_vlans(const struct lan_heard *b)
{
	unsigned n = 0;

	for (unsigned v = 1; v <= LAN_VLAN_MAX; v++)
		n += b->vlan[v] != NULL;
	return n;
}

static bool
display_vlans(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	      struct show *out)
{
	const struct lan_heard *b = subject;
	unsigned v = *cursor ? (unsigned)*cursor : 1, lines = 0;

	(void)args;
	(void)now;
	if (*cursor == 0) {
		show_begin(out, NULL);
		show_number(out, "total", "The total number of vlans is : %s\n", count_vlans(b));
		say_vlan_legend(out);
		say_vlan_heading(out);
		show_list(out, "vlans");
	}
	for (; v <= LAN_VLAN_MAX && lines < LINES_PER_STEP; v++) {
		if (b->vlan[v] == NULL)
			continue;
		show_begin(out, NULL);
		show_vlan_values(out, b->vlan[v], v);
		show_end(out);
		lines++;
	}
	*cursor = v;
	if (v <= LAN_VLAN_MAX)
		return true;
	show_list_end(out);
	show_end(out);
	return false;
}

/* ---- display vlan <N> ---- */

/* TG:GE0/1/1(U); the label only when `first` of its kind in a line. */
static void
say_port(struct show *s, const struct lan_heard_port *p, const char *label)
{
	static const char long_type[] = "GigabitEthernet";
	bool ge = strncmp(p->name, long_type, sizeof long_type - 1) == 0;
	char text[NAME_LEN];

	(void)snprintf(text, sizeof text, "%s%s%s(%c)", label, ge ? "GE" : "",
		       p->name + (ge ? sizeof long_type - 1 : 0), lan_heard_port_up(p) ? 'U' : 'D');
	show_say(s, "%-20s", text);
}

static void
show_port_of_vlan(struct show *s, const struct lan_heard_port *p, bool tagged)
{
	show_begin(s, NULL);
	show_text(s, "port", NULL, p->name);
	show_bool(s, "tagged", NULL, tagged);
	show_bool(s, "up", NULL, lan_heard_port_up(p));
	show_end(s);
}

/* The ports that carry the VLAN with, or without, a tag. Returns the lines begun so far. */
static unsigned
show_ports_of_vlan(struct show *s, const struct lan_heard *b, unsigned id, bool want_tagged,
		   unsigned lines)
{
	unsigned in_line = 0;

	for (unsigned i = 0; i < b->ports_count; i++) {
		const struct lan_heard_port *p = &b->port[i];
		bool tagged;

		if (!lan_port_carries(p->config, id, &tagged) || tagged != want_tagged)
			continue;
		if (in_line == PORTS_PER_LINE || (in_line == 0 && lines > 0)) {
			show_say(s, "\n              ");
			in_line = 0;
		}
		lines += in_line == 0;
		say_port(s, p, in_line > 0 ? "   " : tagged ? "TG:" : "UT:");
		in_line++;
		show_port_of_vlan(s, p, tagged);
	}
	return lines;
}

static unsigned
number_of(const char *text)
{
	unsigned n = 0;

	for (; *text >= '0' && *text <= '9' && n <= LAN_VLAN_MAX; text++)
		n = n * 10 + (unsigned)(*text - '0');
	return n;
}

static bool
display_vlan(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	     struct show *out)
{
	const struct lan_heard *b = subject;
	unsigned id = number_of(args->word[0]), lines;

	(void)cursor;
	(void)now;
	if (id < 1 || id > LAN_VLAN_MAX || b->vlan[id] == NULL) {
		show_say(out, "Error: The VLAN does not exist.\n");
		return false;
	}
	show_begin(out, NULL);
	say_vlan_legend(out);
	show_say(out, "VID  Type     Ports\n%s%-5u%-9s", rule, id, "common");
	show_list(out, "ports");
	lines = show_ports_of_vlan(out, b, id, false, 0);
	show_ports_of_vlan(out, b, id, true, lines);
	show_list_end(out);
	show_say(out, "\n\n");
	say_vlan_heading(out);
	show_vlan_values(out, b->vlan[id], id);
	show_end(out);
	return false;
}

/* ---- display port vlan ---- */

static void
put_range(struct text *t, unsigned from, unsigned to)
{
	text_add(t, t->len > 0 ? " %u" : "%u", from);
	if (to > from)
		text_add(t, "-%u", to);
}

static void
put_ranges(struct text *t, const struct lan_vlan_set *s)
{
	unsigned from = 0;

	for (unsigned v = 1; v <= LAN_VLAN_MAX + 1; v++) {
		bool in = v <= LAN_VLAN_MAX && lan_vlan_in(s, v);

		if (in && from == 0)
			from = v;
		if (!in && from != 0) {
			put_range(t, from, v - 1);
			from = 0;
		}
	}
}

/* Breaks the list at blanks, so that it stays in its column. */
static void
say_ranges(struct show *s, const char *list)
{
	size_t len = strlen(list);

	while (len > RANGES_COLUMNS) {
		size_t cut = RANGES_COLUMNS;

		while (cut > 1 && list[cut] != ' ')
			cut--;
		show_say(s, "%.*s\n%44s", (int)cut, list, "");
		list += cut + 1;
		len -= cut + 1;
	}
	show_say(s, "%s\n", list);
}

static void
show_port_vlan(struct show *s, const struct lan_heard_port *p)
{
	static const char *const type[] = {
	    [LAN_HYBRID] = "hybrid", [LAN_ACCESS] = "access", [LAN_TRUNK] = "trunk"};
	char list[RANGES_TEXT];
	struct text t = text_of(list, sizeof list);
	bool untagged = p->config->default_vlan.set && lan_port_type(p->config) != LAN_TRUNK;

	if (p->config->allow_pass.set && lan_port_type(p->config) != LAN_ACCESS)
		put_ranges(&t, &p->config->allow_pass.vlans);
	show_begin(s, NULL);
	show_text(s, "port", "%-24s", p->name);
	show_text(s, "link_type", "%-13s", type[lan_port_type(p->config)]);
	show_number(s, "pvid", "%-6s", untagged ? p->config->default_vlan.vlan : 0);
	show_say(s, " ");
	show_text(s, "trunk_vlans", NULL, list);
	say_ranges(s, t.len > 0 ? list : "--");
	show_end(s);
}

static bool
display_port_vlan(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
		  struct show *out)
{
	const struct lan_heard *b = subject;
	unsigned i = (unsigned)*cursor, shown = 0;

	(void)now;
	if (i == 0) {
		show_begin(out, NULL);
		show_say(out, "Port                    Link Type    PVID   Trunk VLAN List\n");
		show_say(out, "%s", rule);
		show_list(out, "ports");
	}
	for (; i < b->ports_count && shown < PORTS_PER_STEP; i++) {
		const struct lan_heard_port *p = &b->port[i];

		if (p->config == NULL || !p->config->portswitch.set ||
		    (args->count > 0 && strcmp(args->word[0], p->name) != 0))
			continue;
		show_port_vlan(out, p);
		shown++;
	}
	*cursor = i;
	if (i < b->ports_count)
		return true;
	show_list_end(out);
	show_end(out);
	return false;
}

/* ---- the interfaces of the device: ports, then Vlanifs ---- */

struct interface {
	char name[NAME_LEN];
	bool shut, up, layer3;
	const struct lan_address *address; /* NULL: none */
};

static struct interface
port_interface(const struct lan_heard_port *p)
{
	struct interface f = {.shut = p->config == NULL || !p->config->up.set,
			      .up = lan_heard_port_up(p),
			      .layer3 = p->config == NULL || !p->config->portswitch.set};

	(void)snprintf(f.name, sizeof f.name, "%s", p->name);
	return f;
}

static struct interface
vlanif_interface(const struct lan_heard_vlanif *v)
{
	struct interface f = {.shut = v->config->shutdown.set,
			      .up = lan_heard_vlanif_up(v),
			      .layer3 = true,
			      .address = v->config->primary.set ? &v->config->primary : NULL};

	vlanif_name(v, f.name);
	return f;
}

static unsigned
interfaces_count(const struct lan_heard *b)
{
	return b->ports_count + b->vlanifs_count;
}

static struct interface
interface_at(const struct lan_heard *b, unsigned i)
{
	return i < b->ports_count ? port_interface(&b->port[i])
				  : vlanif_interface(&b->vlanif[i - b->ports_count]);
}

static const char *
physical(const struct interface *f)
{
	return f->shut ? "*down" : f->up ? "up" : "down";
}

static const char *
protocol(const struct interface *f)
{
	return f->up && (!f->layer3 || f->address != NULL) ? "up" : "down";
}

/* ---- display interface brief ---- */

static void
show_interface(struct show *s, const struct interface *f)
{
	show_begin(s, NULL);
	show_text(s, "interface", "%-27s ", f->name);
	show_text(s, "physical", "%-8s ", physical(f));
	show_text(s, "protocol", "%-8s", protocol(f));
	show_none(s, NULL, " %6s");
	show_none(s, NULL, " %6s");
	show_none(s, NULL, " %10s");
	show_none(s, NULL, " %10s\n");
	show_end(s);
}

static bool
display_interfaces(const void *subject, const struct show_args *args, uint64_t *cursor,
		   uint64_t now, struct show *out)
{
	const struct lan_heard *b = subject;
	unsigned i = (unsigned)*cursor, lines = 0;

	(void)args;
	(void)now;
	if (i == 0) {
		show_begin(out, NULL);
		show_say(out, "PHY: Physical\n*down: administratively down\n(l): loopback\n"
			      "(s): spoofing\nInUti/OutUti: input utility/output utility\n");
		show_say(out, "Interface                   PHY      Protocol  InUti OutUti   "
			      "inErrors  outErrors\n");
		show_list(out, "interfaces");
	}
	for (; i < interfaces_count(b) && lines < LINES_PER_STEP; i++, lines++) {
		struct interface f = interface_at(b, i);

		show_interface(out, &f);
	}
	*cursor = i;
	if (i < interfaces_count(b))
		return true;
	show_list_end(out);
	show_end(out);
	return false;
}

/* ---- display ip interface brief ---- */

static void
show_ip_counters(struct show *s, const struct lan_heard *b)
{
	unsigned count = 0, physical_up = 0, protocol_up = 0;

	for (unsigned i = 0; i < interfaces_count(b); i++) {
		struct interface f = interface_at(b, i);

		if (!f.layer3)
			continue;
		count++;
		physical_up += f.up;
		protocol_up += f.up && f.address != NULL;
	}
	show_number(s, "physical_up", "The number of interface that is UP in Physical is %s\n",
		    physical_up);
	show_number(s, "physical_down", "The number of interface that is DOWN in Physical is %s\n",
		    count - physical_up);
	show_number(s, "protocol_up", "The number of interface that is UP in Protocol is %s\n",
		    protocol_up);
	show_number(s, "protocol_down", "The number of interface that is DOWN in Protocol is %s\n",
		    count - protocol_up);
}

static void
show_ip_interface(struct show *s, const struct interface *f)
{
	char ip[IP4_TEXT], text[NAME_LEN];

	show_begin(s, NULL);
	show_text(s, "interface", "%-33s ", f->name);
	if (f->address == NULL) {
		show_text(s, NULL, "%-20s ", "unassigned");
		show_none(s, "address", NULL);
	} else {
		(void)snprintf(text, sizeof text, "%s/%d", ip4_format(f->address->address, ip),
			       ip4_mask_length(f->address->mask));
		show_text(s, "address", "%-20s ", text);
	}
	show_text(s, "physical", "%-10s ", physical(f));
	show_text(s, "protocol", "%-8s ", protocol(f));
	show_none(s, "vpn", "%s\n");
	show_end(s);
}

static bool
display_ip_interfaces(const void *subject, const struct show_args *args, uint64_t *cursor,
		      uint64_t now, struct show *out)
{
	const struct lan_heard *b = subject;
	unsigned i = (unsigned)*cursor, lines = 0;

	(void)args;
	(void)now;
	if (i == 0) {
		show_begin(out, NULL);
		show_say(out, "*down: administratively down\n(l): loopback\n(s): spoofing\n");
		show_ip_counters(out, b);
		show_say(out, "\n%-33s %-20s %-10s %-8s %s\n", "Interface", "IP Address/Mask",
			 "Physical", "Protocol", "VPN");
		show_list(out, "interfaces");
	}
	for (; i < interfaces_count(b) && lines < LINES_PER_STEP; i++, lines++) {
		struct interface f = interface_at(b, i);

		if (f.layer3)
			show_ip_interface(out, &f);
	}
	*cursor = i;
	if (i < interfaces_count(b))
		return true;
	show_list_end(out);
	show_end(out);
	return false;
}

static const struct show_row rows[] = {
    {"display vlan", "VLANs", display_vlans},
    {"display vlan <int:1-4094>", "One VLAN and its ports", display_vlan},
    {"display port vlan", "VLANs of the ports", display_port_vlan},
    {"display port vlan <interface>", "VLANs of one port", display_port_vlan},
    {"display interface brief", "Ports and Vlanif interfaces", display_interfaces},
    {"display ip interface brief", "Interfaces and their addresses", display_ip_interfaces},
};

struct show_table
lan_shows(const struct lan_heard *b)
{
	return (struct show_table){rows, sizeof rows / sizeof *rows, b};
}
