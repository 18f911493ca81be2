/* lan/show.c -- see lan/show.h. Layouts of docs/vrp.md "LAN displays". A display of many lines
 * keeps its place in the cursor (show_members()): the next VLAN, or the next interface counted over
 * ports, then Vlanifs. */
#include "lan/show.h"

#include <stdio.h>
#include <string.h>

#include "lan/show_interface.h"
#include "show/fields.h"

enum {
	LINES_PER_STEP = 40, /* of at most 750 bytes: below SHOW_STEP_MAX */
	PORTS_PER_STEP = 1,  /* of `port vlan`, at most 24 KiB each: 2047 ranges */
	RANGES_TEXT = 12288, /* "1 3 5 ... 4093" */
	RANGES_COLUMNS = 38, /* of the list in one line */
	NAME_LEN = LAN_INTERFACE_NAME,
	NUMBER_LEN = 16,
	PORTS_PER_LINE = 3
};

#define RULE                                                                                       \
	"----------------------------------------------------------------------"                   \
	"----------\n"

/* ---- display vlan ---- */

static const struct show_field vlan_legend[] = {
    SHOW_LINE(RULE),
    SHOW_LINE("U: Up;         D: Down;         TG: Tagged;         UT: Untagged;\n"),
    SHOW_LINE("MP: Vlan-mapping;               ST: Vlan-stacking;\n"),
    SHOW_LINE("#: ProtocolTransparent-vlan;    *: Management-vlan;\n"),
    SHOW_LINE("MAC-LRN: MAC-address learning;  STAT: Statistic;\n"),
    SHOW_LINE("BC: Broadcast; MC: Multicast;   UC: Unknown-unicast;\n"),
    SHOW_LINE("FWD: Forward;  DSD: Discard;\n"),
    SHOW_LINE(RULE "\n"),
};

static const struct show_field vlan_heading[] = {
    SHOW_LINE("VID  Type     Status  Property  MAC-LRN STAT    BC  MC  UC  Description\n"),
    SHOW_LINE(RULE),
};

struct vlan_line {
	unsigned id;
	const char *description, *name;
};

static const struct show_field vlan_line[] = {
    SHOW_FIELD(struct vlan_line, id, "vlan", "%-5s"),
    SHOW_WORD("type", "%-9s", "common"),
    SHOW_WORD("status", "%-8s", "enable"),
    SHOW_WORD("property", "%-10s", "default"),
    SHOW_WORD("mac_learning", "%-8s", "enable"),
    SHOW_WORD("statistics", "%-8s", "disable"),
    SHOW_WORD("broadcast", "%-4s", "FWD"),
    SHOW_WORD("multicast", "%-4s", "FWD"),
    SHOW_WORD("unknown_unicast", "%-4s", "FWD"),
    SHOW_FIELD(struct vlan_line, description, "description", "%s\n"),
    SHOW_FIELD(struct vlan_line, name, "name", NULL),
};

static void
show_vlan_line(struct show *s, const struct lan_vlan *vlan, unsigned id)
{
	char text[NUMBER_LEN];
	struct vlan_line line = {id, text, vlan->name.set ? vlan->name.text : NULL};

	(void)snprintf(text, sizeof text, "VLAN %04u", id);
	if (vlan->description.set)
		line.description = vlan->description.text;
	SHOW_FIELDS(s, vlan_line, &line);
}

/* NULL: it is not there. VLAN 1 always is. */
static const struct lan_vlan *
vlan_at(const struct lan_heard *b, uint64_t id)
{
	static const struct lan_vlan vlan_1;

	return id == 1 && b->vlan[1] == NULL ? &vlan_1 : b->vlan[id];
}

static unsigned
count_vlans(const struct lan_heard *b)
{
	unsigned n = 0;

	for (unsigned v = 1; v <= LAN_VLAN_MAX; v++)
		n += vlan_at(b, v) != NULL;
	return n;
}

static bool
show_vlan(const void *context, uint64_t i, struct show *s)
{
	const struct lan_vlan *vlan = vlan_at(context, i);

	if (i == 0 || vlan == NULL)
		return false;
	show_begin(s, NULL);
	show_vlan_line(s, vlan, (unsigned)i);
	show_end(s);
	return true;
}

static bool
display_vlans(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	      struct show *out)
{
	(void)args;
	(void)now;
	if (*cursor == 0) {
		show_begin(out, NULL);
		show_number(out, "total", "The total number of vlans is : %s\n",
			    count_vlans(subject));
		SHOW_FIELDS(out, vlan_legend, NULL);
		SHOW_FIELDS(out, vlan_heading, NULL);
		show_list(out, "vlans");
	}
	return show_members(out, cursor, LAN_VLAN_MAX + 1, LINES_PER_STEP, show_vlan, subject);
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
	if (id < 1 || id > LAN_VLAN_MAX || vlan_at(b, id) == NULL) {
		show_say(out, "Error: The VLAN does not exist.\n");
		return false;
	}
	show_begin(out, NULL);
	SHOW_FIELDS(out, vlan_legend, NULL);
	show_say(out, "VID  Type     Ports\n" RULE "%-5u%-9s", id, "common");
	show_list(out, "ports");
	lines = show_ports_of_vlan(out, b, id, false, 0);
	show_ports_of_vlan(out, b, id, true, lines);
	show_list_end(out);
	show_say(out, "\n\n");
	SHOW_FIELDS(out, vlan_heading, NULL);
	show_vlan_line(out, vlan_at(b, id), id);
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
	struct lan_vlan_set passes;

	lan_port_passes(p->config, &passes);
	put_ranges(&t, &passes);
	show_begin(s, NULL);
	show_text(s, "port", "%-24s", p->name);
	show_text(s, "link_type", "%-13s", type[lan_port_type(p->config)]);
	show_number(s, "pvid", "%-6s", lan_port_pvid(p->config));
	show_say(s, " ");
	show_text(s, "trunk_vlans", NULL, list);
	say_ranges(s, t.len > 0 ? list : "--");
	show_end(s);
}

struct port_vlans { /* name NULL: all ports */
	const struct lan_heard *lan;
	const char *name;
};

static bool
is_port_wanted(const struct port_vlans *c, const struct lan_heard_port *p)
{
	return p->config != NULL && p->config->portswitch.set &&
	       (c->name == NULL || strcmp(c->name, p->name) == 0);
}

static bool
show_port_wanted(const void *context, uint64_t i, struct show *s)
{
	const struct port_vlans *c = context;
	const struct lan_heard_port *p = &c->lan->port[i];

	if (!is_port_wanted(c, p))
		return false;
	show_port_vlan(s, p);
	return true;
}

static bool
has_named_port(const struct port_vlans *c)
{
	for (unsigned i = 0; i < c->lan->ports_count; i++)
		if (is_port_wanted(c, &c->lan->port[i]))
			return true;
	return c->name == NULL;
}

static bool
display_port_vlan(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
		  struct show *out)
{
	struct port_vlans c = {subject, args->count > 0 ? args->word[0] : NULL};

	(void)now;
	if (*cursor == 0 && !has_named_port(&c)) {
		show_say(out, "Error: The interface is not a layer 2 port of this device.\n");
		return false;
	}
	if (*cursor == 0) {
		show_begin(out, NULL);
		show_say(out, "Port                    Link Type    PVID   Trunk VLAN List\n" RULE);
		show_list(out, "ports");
	}
	return show_members(out, cursor, c.lan->ports_count, PORTS_PER_STEP, show_port_wanted, &c);
}

/* ---- display ip interface brief ---- */

struct ip_counters {
	unsigned physical_up, physical_down, protocol_up, protocol_down;
};

static const struct show_field ip_counters[] = {
    SHOW_FIELD(struct ip_counters, physical_up, "physical_up",
	       "The number of interface that is UP in Physical is %s\n"),
    SHOW_FIELD(struct ip_counters, physical_down, "physical_down",
	       "The number of interface that is DOWN in Physical is %s\n"),
    SHOW_FIELD(struct ip_counters, protocol_up, "protocol_up",
	       "The number of interface that is UP in Protocol is %s\n"),
    SHOW_FIELD(struct ip_counters, protocol_down, "protocol_down",
	       "The number of interface that is DOWN in Protocol is %s\n"),
};

static struct ip_counters
count_ip(const struct lan_heard *b)
{
	struct ip_counters c = {0};

	for (unsigned i = 0; i < lan_interfaces_count(b); i++) {
		struct lan_interface f = lan_interface_at(b, i);
		bool protocol_up = strncmp(f.protocol, "up", 2) == 0;

		if (!f.layer3)
			continue;
		c.physical_up += f.up;
		c.physical_down += !f.up;
		c.protocol_up += protocol_up;
		c.protocol_down += !protocol_up;
	}
	return c;
}

struct ip_line {
	struct lan_interface interface;
	const char *printed, *address; /* NULL: none */
};

static const struct show_field ip_line[] = {
    SHOW_FIELD(struct ip_line, interface.name, "interface", "%-33s "),
    SHOW_FIELD(struct ip_line, printed, NULL, "%-20s "),
    SHOW_FIELD(struct ip_line, address, "address", NULL),
    SHOW_FIELD(struct ip_line, interface.physical, "physical", "%-10s "),
    SHOW_FIELD(struct ip_line, interface.protocol, "protocol", "%-8s "),
    SHOW_NONE("vpn", "%s\n"),
};

static bool
show_ip_interface(const void *context, uint64_t i, struct show *s)
{
	struct ip_line line = {lan_interface_at(context, i), "unassigned", NULL};
	const struct lan_address *a = line.interface.address;
	char ip[IP4_TEXT], text[NAME_LEN], mac[MAC_TEXT];

	if (!line.interface.layer3)
		return false;
	if (a != NULL) {
		(void)snprintf(text, sizeof text, "%s/%d", ip4_format(a->address, ip),
			       ip4_mask_length(a->mask));
		line.printed = line.address = text;
	}
	show_begin(s, NULL);
	SHOW_FIELDS(s, ip_line, &line);
	if (line.interface.rival != NULL)
		show_text(s, "rival",
			  "  Warning: %s has this address too. Only one of the two may keep it.\n",
			  mac_format(line.interface.rival->mac, mac));
	show_end(s);
	return true;
}

static bool
display_ip_interfaces(const void *subject, const struct show_args *args, uint64_t *cursor,
		      uint64_t now, struct show *out)
{
	struct ip_counters count;

	(void)args;
	(void)now;
	if (*cursor == 0) {
		count = count_ip(subject);
		show_begin(out, NULL);
		show_say(out, "*down: administratively down\n(l): loopback\n(s): spoofing\n");
		SHOW_FIELDS(out, ip_counters, &count);
		show_say(out, "\n%-33s %-20s %-10s %-8s %s\n", "Interface", "IP Address/Mask",
			 "Physical", "Protocol", "VPN");
		show_list(out, "interfaces");
	}
	return show_members(out, cursor, lan_interfaces_count(subject), LINES_PER_STEP,
			    show_ip_interface, subject);
}

/* ---- display interface fault ---- */

static const struct show_field fault_counters[] = {
    SHOW_FIELD(struct lan_mend, restored, "restored", "Restored : %s times\n"),
    SHOW_FIELD(struct lan_mend, given_up, "given_up", "Given up : %s times\n"),
};

static bool
show_fault(const void *context, uint64_t i, struct show *s)
{
	const struct lan_loss *l = &((const struct lan_heard *)context)->mend.loss[i];
	const char *state = l->fought	 ? "fought over"
			    : l->broken	 ? "broken"
			    : l->missing ? "missing"
					 : "restored";
	char what[LAN_LOST_TEXT_MAX];

	show_begin(s, NULL);
	show_time(s, "since", "%s ", l->since_us);
	show_number(s, "times", "%6s ", l->times);
	show_text(s, "state", "%-12s", state);
	show_text(s, "what", "%s\n", lan_lost_text(&l->what, what));
	show_end(s);
	return true;
}

static bool
display_faults(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	       struct show *out)
{
	const struct lan_heard *b = subject;

	(void)args;
	(void)now;
	if (*cursor == 0) {
		show_begin(out, NULL);
		SHOW_FIELDS(out, fault_counters, &b->mend);
		if (b->mend.count > 0)
			show_say(out, "Since                     Times State       What\n" RULE);
		show_list(out, "faults");
	}
	return show_members(out, cursor, b->mend.count, LINES_PER_STEP, show_fault, b);
}

static const struct show_row rows[] = {
    {"display vlan", "VLANs", display_vlans},
    {"display vlan <int:1-4094>", "One VLAN and its ports", display_vlan},
    {"display port vlan", "VLANs of the ports", display_port_vlan},
    {"display port vlan <interface>", "VLANs of one port", display_port_vlan},
    {"display interface", "Ports and Vlanif interfaces with their counters", lan_show_interfaces},
    {"display interface <interface>", "One of them", lan_show_interfaces},
    {"display interface brief", "A line for each", lan_show_brief},
    {"display interface description", "What they were said to be", lan_show_descriptions},
    {"display interface fault", "What other programs took away of them", display_faults},
    {"display ip interface brief", "Interfaces and their addresses", display_ip_interfaces},
};

struct show_table
lan_shows(const struct lan_heard *b)
{
	return (struct show_table){rows, sizeof rows / sizeof *rows, b};
}
