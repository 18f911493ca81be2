/* lan/rows.c -- see lan/rows.h. Order is the order of saved files. */
#include "lan/rows.h"

#include <string.h>

#include "lan/config.h"
#include "lan/validate.h"

#define COUNT_OF(a)   (sizeof(a) / sizeof *(a))
#define VLAN(member)  ROW_AT(struct lan_vlan, member)
#define PORT(member)  ROW_AT(struct lan_port, member)
#define IF(member)    ROW_AT(struct lan_vlanif, member)
#define SUB(member)   ROW_AT(struct lan_address, member)
#define ROUTE(member) ROW_AT(struct lan_route, member)

static const struct row vlan_rows[] = {
    {.template = "description <text:1-242>",
     .help = "Description of the VLAN",
     .record = VLAN(description),
     .field = {VLAN(description.text)}},
    {.template = "name <word:1-31>",
     .help = "Name of the VLAN",
     .record = VLAN(name),
     .field = {VLAN(name.text)}},
};

const struct conf_part lan_vlan_part = {sizeof(struct lan_vlan), vlan_rows, COUNT_OF(vlan_rows)};

static const struct template_help link_type_words[] = {{"hybrid", "Tagged and untagged VLANs"},
						       {"access", "One VLAN, untagged"},
						       {"trunk", "VLANs with a tag"},
						       {NULL, NULL}};

static const struct row port_rows[] = {
    {.template = "description <text:1-242>",
     .help = "Description of the interface",
     .record = PORT(description),
     .field = {PORT(description.text)}},
    {.template = "portswitch", .help = "Make it a layer 2 port", .record = PORT(portswitch)},
    {.template = "shutdown",
     .help = "Shut down the interface",
     .record = PORT(up),
     .flags = ROW_NEGATED},
    {.template = "port link-type {hybrid|access|trunk}",
     .help = "Link type of the port",
     .words = link_type_words,
     .record = PORT(link_type),
     .otherwise = {true, {LAN_HYBRID}, NULL},
     .field = {PORT(link_type.type)}},
    {.template = "port default vlan <int:1-4094>",
     .help = "VLAN of untagged frames",
     .record = PORT(default_vlan),
     .field = {PORT(default_vlan.vlan)}},
    {.template = "port trunk allow-pass vlan <vlans>",
     .help = "VLANs carried with a tag",
     .undo = "port trunk allow-pass vlan <vlans>",
     .record = PORT(allow_pass),
     .field = {PORT(allow_pass.vlans.word)}},
    {.template = "port trunk pvid vlan <int:1-4094>",
     .help = "VLAN of untagged frames, one of those that pass",
     .record = PORT(trunk_pvid),
     .field = {PORT(trunk_pvid.vlan)}},
    {.template = "port hybrid pvid vlan <int:1-4094>",
     .help = "VLAN of untagged frames",
     .record = PORT(hybrid_pvid),
     .field = {PORT(hybrid_pvid.vlan)}},
    {.template = "port hybrid tagged vlan <vlans>",
     .help = "VLANs carried with a tag",
     .undo = "port hybrid tagged vlan <vlans>",
     .record = PORT(hybrid_tagged),
     .field = {PORT(hybrid_tagged.vlans.word)}},
    {.template = "port hybrid untagged vlan <vlans>",
     .help = "The VLAN carried without a tag",
     .undo = "port hybrid untagged vlan <vlans>",
     .record = PORT(hybrid_untagged),
     .field = {PORT(hybrid_untagged.vlans.word)}},
};

const struct conf_part lan_port_part = {sizeof(struct lan_port), port_rows, COUNT_OF(port_rows)};

/* `undo ip address` takes everything; a primary address goes only after the secondary ones. */
static bool
undo_address(void *part, const struct template_found *values, struct text *error)
{
	struct lan_vlanif *v = part;

	if (values->count == 0) {
		memset(&v->primary, 0, sizeof v->primary);
		memset(v->sub, 0, sizeof v->sub);
		return true;
	}
	if (!v->primary.set || !ip4_same(v->primary.address, values->value[0].ip) ||
	    !ip4_same(v->primary.mask, values->value[1].ip)) {
		text_add(error, "The address does not exist.");
		return false;
	}
	if (v->sub[0].set) {
		text_add(error, "Secondary addresses must be deleted before the primary one.");
		return false;
	}
	memset(&v->primary, 0, sizeof v->primary);
	return true;
}

static const struct template_value *
judge_address(const struct row_line *line, bool good, struct text *error)
{
	if (good)
		return NULL;
	text_add(error, "The address is not a valid host address.");
	return row_value(line, 0, 0);
}

static const struct template_value *
check_address(const struct row_line *line, struct text *error)
{
	bool good = lan_host_address(row_value(line, 0, 0)->ip, row_value(line, 1, 0)->ip);

	return judge_address(line, good, error);
}

static const struct template_value *
check_loopback(const struct row_line *line, struct text *error)
{
	bool good = lan_loopback_address(row_value(line, 0, 0)->ip, row_value(line, 1, 0)->ip);

	return judge_address(line, good, error);
}

static const struct row vlanif_rows[] = {
    {.template = "description <text:1-242>",
     .help = "Description of the interface",
     .record = IF(description),
     .field = {IF(description.text)}},
    {.template = "shutdown", .help = "Shut down the interface", .record = IF(shutdown)},
    {.template = "ip address <ip> <mask>",
     .help = "Primary address and mask",
     .undo = "ip address [<ip> <mask>]",
     .undone = undo_address,
     .flags = ROW_UNDO_WHOLE,
     .record = IF(primary),
     .check = check_address,
     .field = {IF(primary.address), IF(primary.mask)}},
    {.template = "ip address <ip> <mask> sub",
     .help = "Secondary address and mask",
     .undo = "ip address <ip> <mask> sub",
     .noun = "secondary address",
     .list = ROW_LIST(struct lan_vlanif, sub, 1, true),
     .record = {0, sizeof(struct lan_address)},
     .check = check_address,
     .field = {SUB(address), SUB(mask)}},
};

const struct conf_part lan_vlanif_part = {sizeof(struct lan_vlanif), vlanif_rows,
					  COUNT_OF(vlanif_rows)};

static const struct row loopback_rows[] = {
    {.template = "description <text:1-242>",
     .help = "Description of the interface",
     .record = IF(description),
     .field = {IF(description.text)}},
    {.template = "ip address <ip> <mask>",
     .help = "Primary address and mask",
     .undo = "ip address [<ip> <mask>]",
     .undone = undo_address,
     .flags = ROW_UNDO_WHOLE,
     .record = IF(primary),
     .check = check_loopback,
     .field = {IF(primary.address), IF(primary.mask)}},
    {.template = "ip address <ip> <mask> sub",
     .help = "Secondary address and mask",
     .undo = "ip address <ip> <mask> sub",
     .noun = "secondary address",
     .list = ROW_LIST(struct lan_vlanif, sub, 1, true),
     .record = {0, sizeof(struct lan_address)},
     .check = check_loopback,
     .field = {SUB(address), SUB(mask)}},
};

const struct conf_part lan_loopback_part = {sizeof(struct lan_vlanif), loopback_rows,
					    COUNT_OF(loopback_rows)};

static const struct row sub_rows[] = {
    {.template = "vlan-type dot1q <int:1-4094>",
     .help = "VLAN whose frames the sub-interface has, with a tag",
     .undo = "vlan-type dot1q [<int:1-4094>]",
     .record = ROW_AT(struct lan_sub, dot1q),
     .field = {ROW_AT(struct lan_sub, dot1q.vlan)}},
    {.template = "dot1q termination vid <int:1-4094>",
     .help = "VLAN whose frames the sub-interface has, with a tag",
     .undo = "dot1q termination vid [<int:1-4094>]",
     .record = ROW_AT(struct lan_sub, termination),
     .field = {ROW_AT(struct lan_sub, termination.vlan)}},
};

const struct conf_part lan_sub_part = {sizeof(struct lan_sub), sub_rows, COUNT_OF(sub_rows)};

static const struct row null_rows[] = {
    {.template = "description <text:1-242>",
     .help = "Description of the interface",
     .record = ROW_AT(struct lan_null, description),
     .field = {ROW_AT(struct lan_null, description.text)}},
};

const struct conf_part lan_null_part = {sizeof(struct lan_null), null_rows, COUNT_OF(null_rows)};

static const struct template_value *
check_route(const struct row_line *line, struct text *error)
{
	const struct template_value *gateway = row_value(line, 2, 0);
	unsigned first = gateway->ip.host >> 24;

	if (first != 0 && first != 127 && first < 224)
		return NULL;
	text_add(error, "The next hop of a route is a host.");
	return gateway;
}

static const struct row system_rows[] = {
    {.template = "ip route-static <ip> <mask> <ip>",
     .help = "Route of this device: destination, mask, next hop",
     .undo = "ip route-static <ip> <mask> [<ip>]",
     .noun = "route",
     .list = ROW_LIST(struct lan_system, route, 2, true),
     .record = {0, sizeof(struct lan_route)},
     .check = check_route,
     .field = {ROUTE(network), ROUTE(mask), ROUTE(gateway)}},
};

const struct conf_part lan_system_part = {sizeof(struct lan_system), system_rows,
					  COUNT_OF(system_rows)};
