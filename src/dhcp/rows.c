/* dhcp/rows.c -- the commands of a pool, in the order of saved files.
 *
 * What a line gets wrong by itself (a range upside down, a gateway that is no host, an option
 * that replies carry anyway) is refused by the checks as it is typed; dhcp/validate.c has what
 * depends on other lines. The lease of a pool that names none is the `otherwise` of its row. */
#include "dhcp/rows.h"

#include "conf/value.h"
#include "dhcp/config.h"
#include "dhcp/option_checks.h"

#define COUNT_OF(a)	 (sizeof(a) / sizeof *(a))
#define POOL(member)	 ROW_AT(struct dhcp_pool_config, member)
#define SECTION(member)	 ROW_AT(struct dhcp_section, member)
#define EXCLUDED(member) ROW_AT(struct dhcp_excluded, member)
#define STATIC(member)	 ROW_AT(struct dhcp_static, member)
#define NAMED(member)	 ROW_AT(struct dhcp_named, member)
#define OPTION(member)	 ROW_AT(struct dhcp_option, member)
#define OPTION_FIELDS                                                                              \
	OPTION(code), OPTION(kind), OPTION(as.text), OPTION(as.byte), OPTION(count),               \
	    OPTION(as.address), OPTION(count)
#define ROUTE(member)	 ROW_AT(struct dhcp_route, member)
#define PLACE(member)	 ROW_AT(struct dhcp_place, member)
#define USER(member)	 ROW_AT(struct dhcp_boot_user, member)
#define BOOT(member)	 ROW_AT(struct dhcp_boot, member)
#define CLASSES(member)	 ROW_GROWN(struct dhcp_pool_config, member, DHCP_CLASSES_MAX, 1, false)
#define PLACES(member)	 ROW_GROWN(struct dhcp_pool_config, member, DHCP_CLASSES_MAX, 3, false)
#define BOOTS(member)	 ROW_GROWN(struct dhcp_pool_config, member, DHCP_BOOTS_MAX, 1, true)
#define DURATION(member) POOL(member.days), POOL(member.hours), POOL(member.minutes)

#define STATIC_LIST ROW_GROWN(struct dhcp_pool_config, static_bind, DHCP_STATIC_MAX, 2, true)
#define NAMED_LIST  ROW_GROWN(struct dhcp_pool_config, named, DHCP_NAMED_MAX, 4, true)

static const struct row_list static_list = STATIC_LIST, named_list = NAMED_LIST;

/* ---- what one line alone gets wrong ---- */

static const struct template_value *
check_gateway(const struct row_line *line, struct text *error)
{
	const struct template_value *address = row_value(line, 0, 0), *mask = row_value(line, 1, 0);
	int length = ip4_mask_length(mask->ip);
	uint32_t host = address->ip.host & ~mask->ip.host;

	if (length < 1 || length > 30) {
		text_add(error, "The mask of a gateway has 1 to 30 bits.");
		return mask;
	}
	if (host != 0 && host != ~mask->ip.host)
		return NULL;
	text_add(error, "The gateway is the network or broadcast address of its subnet.");
	return address;
}

/* The two values behind `low`, the start of a range, and what a range may be. */
static const struct template_value *
check_range(const struct row_line *line, unsigned low, uint32_t addresses, struct text *error)
{
	const struct template_value *start = row_value(line, low, 0);
	const struct template_value *end = row_value(line, low + 1, 0);

	if (end->ip.host < start->ip.host)
		text_add(error, "The end address is lower than the start address.");
	else if (end->ip.host - start->ip.host >= addresses)
		text_add(error, "A section has at most %u addresses.", addresses);
	else
		return NULL;
	return end;
}

static const struct template_value *
check_section(const struct row_line *line, struct text *error)
{
	return check_range(line, 1, DHCP_SECTION_ADDRESSES, error);
}

static const struct template_value *
check_excluded(const struct row_line *line, struct text *error)
{
	return check_range(line, 0, UINT32_MAX, error);
}

static const struct template_value *
check_static_bind(const struct row_line *line, struct text *error)
{
	static const struct mac none;
	const struct template_value *mac = row_value(line, 1, 0);

	if ((mac->mac.byte[0] & 1u) == 0 && !mac_same(mac->mac, none))
		return NULL;
	text_add(error, "The MAC address is not that of one host.");
	return mac;
}

static bool
is_hex(const char *text)
{
	size_t len = strlen(text);

	return len % 2 == 0 && strspn(text, "0123456789abcdefABCDEF") == len;
}

static const struct template_value *
check_hex(const struct template_value *digits, struct text *error)
{
	if (is_hex(digits->text))
		return NULL;
	text_add(error, "The bytes are hexadecimal digits, two for each.");
	return digits;
}

static const struct template_value *
check_mac_prefix(const struct row_line *line, struct text *error)
{
	return check_hex(row_value(line, 0, 0), error);
}

/* Bytes as text or as hexadecimal digits, which the value before them says: those that a binding is
 * known by, */
static const struct template_value *
check_named(const struct row_line *line, struct text *error)
{
	bool hex = row_value(line, 2, 0)->number == DHCP_OPTION_HEX;

	return hex ? check_hex(row_value(line, 3, 0), error) : NULL;
}

/* and those that say where clients are. */
static const struct template_value *
check_place(const struct row_line *line, struct text *error)
{
	bool hex = row_value(line, 1, 0)->number == DHCP_OPTION_HEX;

	return hex ? check_hex(row_value(line, 2, 0), error) : NULL;
}

/* All that are bound to the address by other names than a MAC; how many there were. */
static unsigned
unname(struct dhcp_pool_config *pool, struct ip4 address)
{
	struct dhcp_named *all = pool->named.list;
	unsigned kept = 0, n = pool->named.count;

	for (unsigned i = 0; i < n; i++)
		if (!ip4_same(all[i].address, address))
			all[kept++] = all[i];
	row_keep(&named_list, pool, kept);
	return n - kept;
}

/* With or without the MAC: of an address, all that are bound to it, by whatever name. */
static bool
undo_static_bind(void *part, const struct template_found *found, struct text *error)
{
	struct dhcp_pool_config *pool = part;
	struct dhcp_static *all = pool->static_bind.list;
	unsigned kept = 0, n = pool->static_bind.count, named = 0;

	for (unsigned i = 0; i < n; i++)
		if (!ip4_same(all[i].address, found->value[0].ip) ||
		    (found->count > 1 && !mac_same(all[i].mac, found->value[1].mac)))
			all[kept++] = all[i];
	row_keep(&static_list, pool, kept);
	if (found->count == 1)
		named = unname(pool, found->value[0].ip);
	if (kept < n || named > 0)
		return true;
	text_add(error, "The static binding does not exist.");
	return false;
}

static const struct template_value *
check_recycle(const struct row_line *line, struct text *error)
{
	const struct template_value *minutes = row_value(line, 0, 0);

	if (minutes->number == 0 || minutes->number >= 30)
		return NULL;
	text_add(error, "The interval is 0 (never) or 30 to 1440 minutes.");
	return minutes;
}

/* ---- rows ---- */

#define VALUE_WORDS                                                                                \
	{"ascii", "Text, without an end mark"}, {"hex", "Bytes, two digits for each"},             \
	{                                                                                          \
		"ip-address", "Addresses, up to eight"                                             \
	}

static const struct template_help option_words[] = {VALUE_WORDS, {NULL, NULL}};

static const struct template_help sub_option_words[] = {
    {"sub-option", "A part of the option, by its own code"}, VALUE_WORDS, {NULL, NULL}};

static const struct template_help vendor_words[] = {
    {"enterprise-code", "The vendor, by its number of the IANA registry"},
    {"sub-option", "A part of the option, by its own code"},
    VALUE_WORDS,
    {NULL, NULL}};

static const struct template_help authority_words[] = {
    {"none", "Only what is another client's"},
    {"subnet", "Also what no section of the subnet has"},
    {NULL, NULL}};

static const struct template_help named_words[] = {
    {"client-identifier", "Option 61 of the client, all bytes"},
    {"circuit-id", "Option 82, where the client is: sub-option 1"},
    {"remote-id", "Option 82, which relay agent or subscriber: sub-option 2"},
    {"ascii", "Text, without an end mark"},
    {"hex", "Bytes, two digits for each"},
    {NULL, NULL}};

static const struct template_help place_words[] = {
    {"circuit-id", "Where the client is: sub-option 1"},
    {"remote-id", "Which relay agent or subscriber: sub-option 2"},
    {"ascii", "Text, without an end mark"},
    {"hex", "Bytes, two digits for each"},
    {NULL, NULL}};

static const struct template_help shared_words[] = {{"order", "Place among the pools of the name"},
						    {NULL, NULL}};

static const struct template_help reply_words[] = {
    {"unicast-always", "To the client alone, whatever it asks for"},
    {"broadcast-always", "To all on its link, whatever it asks for"},
    {NULL, NULL}};

static const struct template_value *
check_network(const struct row_line *line, struct text *error)
{
	const struct template_value *mask = row_value(line, 1, 0);
	int length = ip4_mask_length(mask->ip);

	if (length >= 8 && length <= 30)
		return NULL;
	text_add(error, "The mask of a network has 8 to 30 bits.");
	return mask;
}

static const struct row pool_rows[] = {
    {.template = "gateway <ip> <mask>",
     .help = "Gateway and mask of the pool",
     .record = POOL(gateway),
     .check = check_gateway,
     .clears = POOL(gateway_list),
     .field = {POOL(gateway.address), POOL(gateway.mask)}},
    {.template = "gateway-list <ip>",
     .help = "Gateway, as S and AR devices say it",
     .record = POOL(gateway_list),
     .field = {POOL(gateway_list.address)}},
    {.template = "network <ip> mask <mask>",
     .help = "Addresses of the pool, as S and AR devices say it",
     .undo = "network",
     .record = POOL(network),
     .check = check_network,
     .field = {POOL(network.address), POOL(network.mask)}},
    {.template = "section <int:0-255> <ip> [<ip>]",
     .help = "Range of addresses to assign",
     .undo = "section <int:0-255> [<ip> [<ip>]]",
     .noun = "section",
     .list = ROW_GROWN(struct dhcp_pool_config, section, DHCP_SECTIONS_MAX, 1, true),
     .record = {0, sizeof(struct dhcp_section)},
     .check = check_section,
     .field = {SECTION(number), SECTION(low), SECTION(high)},
     .flags = ROW_COPY},
    {.template = "excluded-ip-address <ip> [<ip>]",
     .help = "Addresses never to assign",
     .noun = "excluded range",
     .list = ROW_GROWN(struct dhcp_pool_config, excluded, DHCP_EXCLUDED_MAX, 2, true),
     .record = {0, sizeof(struct dhcp_excluded)},
     .check = check_excluded,
     .field = {EXCLUDED(low), EXCLUDED(high)},
     .flags = ROW_COPY},
    {.template = "static-bind ip-address <ip> mac-address <mac>",
     .help = "Address kept for one client",
     .undo = "static-bind ip-address <ip> [mac-address <mac>]",
     .noun = "static binding",
     .list = STATIC_LIST,
     .record = {0, sizeof(struct dhcp_static)},
     .check = check_static_bind,
     .undone = undo_static_bind,
     .field = {STATIC(address), STATIC(mac)},
     .flags = ROW_UNDO_WHOLE},
    {.template = "static-bind ip-address <ip> {client-identifier|circuit-id|remote-id} "
		 "{ascii|hex} <word:2-128>",
     .help = "Address kept for one client",
     .words = named_words,
     .noun = "static binding",
     .list = NAMED_LIST,
     .record = {0, sizeof(struct dhcp_named)},
     .check = check_named,
     .field = {NAMED(address), NAMED(naming), NAMED(kind), NAMED(text)}},
    {.template = "lease <int:0-999> [<int:0-23> [<int:0-59>]]",
     .help = "Days, hours and minutes of a lease; 0 0 0 is unlimited",
     .record = POOL(lease),
     .otherwise = {true, {3, 0, 0}, "days, hours, minutes"},
     .field = {DURATION(lease)}},
    {.template = "renewal-time <int:0-999> [<int:0-23> [<int:0-59>]]",
     .help = "Days, hours and minutes until a client renews",
     .record = POOL(renewal),
     .field = {DURATION(renewal)}},
    {.template = "rebinding-time <int:0-999> [<int:0-23> [<int:0-59>]]",
     .help = "Days, hours and minutes until a client asks every server",
     .record = POOL(rebinding),
     .field = {DURATION(rebinding)}},
    {.template = "dns-server <ip>...8",
     .help = "DNS servers of the clients",
     .undo = "dns-server [<ip>...8]",
     .record = POOL(dns),
     .check = dhcp_check_servers,
     .field = {POOL(dns.address), POOL(dns.count)}},
    {.template = "dns-suffix <name:1-50>",
     .help = "Domain of the clients",
     .record = POOL(dns_suffix),
     .field = {POOL(dns_suffix.text)}},
    {.template = "netbios-name-server <ip>...8",
     .help = "NetBIOS name servers of the clients",
     .undo = "netbios-name-server [<ip>...8]",
     .record = POOL(netbios),
     .check = dhcp_check_servers,
     .field = {POOL(netbios.address), POOL(netbios.count)}},
    {.template = "netbios-type {b-node=1|p-node=2|m-node=4|h-node=8}",
     .help = "NetBIOS node type of the clients",
     .record = POOL(netbios_type),
     .field = {POOL(netbios_type.value)}},
    {.template = "domain-search-list <name:1-50>",
     .help = "Domains that clients search names in, up to four lines",
     .noun = "domain",
     .list = ROW_LIST(struct dhcp_pool_config, search, 1, false),
     .record = {0, sizeof(struct dhcp_search)},
     .check = dhcp_check_search,
     .field = {ROW_AT(struct dhcp_search, name)}},
    {.template = "sip-server ip-address <ip>...8",
     .help = "SIP servers of the clients, by address",
     .undo = "sip-server ip-address [<ip>...8]",
     .record = POOL(sip),
     .check = dhcp_check_servers,
     .field = {POOL(sip.address), POOL(sip.count)}},
    {.template = "sip-server domain-name <name:1-50>",
     .help = "SIP servers of the clients, by name, up to four lines",
     .noun = "SIP server",
     .list = ROW_LIST(struct dhcp_pool_config, sip_name, 1, false),
     .record = {0, sizeof(struct dhcp_search)},
     .check = dhcp_check_search,
     .field = {ROW_AT(struct dhcp_search, name)}},
    {.template = "next-server <ip>",
     .help = "Server that clients boot from (field siaddr)",
     .record = POOL(next_server),
     .check = dhcp_check_next_server,
     .field = {POOL(next_server.address)}},
    {.template = "bootfile <word:1-127>",
     .help = "File that clients boot (field file)",
     .record = POOL(boot_file),
     .field = {POOL(boot_file.text)}},
    {.template = "bootfile-option77 <word:1-63> <word:1-127>",
     .help = "Boot file of programs of a user class (option 77): class, file",
     .noun = "boot file",
     .list = BOOTS(boot_user),
     .record = {0, sizeof(struct dhcp_boot_user)},
     .field = {USER(class), USER(file)}},
    {.template = "bootfile-option93 <int:0-65535> <word:1-127>",
     .help = "Boot file of an architecture (option 93): number, file",
     .noun = "boot file",
     .list = BOOTS(boot_architecture),
     .record = {0, sizeof(struct dhcp_boot)},
     .field = {BOOT(architecture), BOOT(file)}},
    {.template = "sname <word:1-63>",
     .help = "Name of the server that clients boot from (field sname)",
     .record = POOL(server_name),
     .field = {POOL(server_name.text)}},
    {.template = "option33 route <ip> <ip>",
     .help = "Route to a host or a network of a class: destination, gateway",
     .noun = "route",
     .list = ROW_LIST(struct dhcp_pool_config, static_route, 1, true),
     .record = {0, sizeof(struct dhcp_route)},
     .check = dhcp_check_static_route,
     .field = {ROUTE(network), ROUTE(gateway)}},
    {.template = "option121 ip-address <ip> <int:0-32> <ip>",
     .help = "Route of the clients: destination, mask length, gateway",
     .noun = "route",
     .list = ROW_LIST(struct dhcp_pool_config, route, 2, true),
     .record = {0, sizeof(struct dhcp_route)},
     .check = dhcp_check_route,
     .field = {ROUTE(network), ROUTE(length), ROUTE(gateway)}},
    {.template = "option force-reply <int:1-254>",
     .help = "Hand out an option to clients that do not ask for it, too",
     .noun = "code",
     .list = ROW_LIST(struct dhcp_pool_config, forced, 1, true),
     .record = {0, sizeof(struct dhcp_forced)},
     .check = dhcp_check_forced,
     .field = {ROW_AT(struct dhcp_forced, code)}},
    {.template = "option router disable",
     .help = "Do not hand out the gateway",
     .record = POOL(router_disable)},
    {.template = "option <int:1-254> {ascii <string:1-255> | hex <hex:1-255> | "
		 "ip-address <ip>...8}",
     .help = "Hand out an option by its code",
     .words = option_words,
     .noun = "option",
     .list = ROW_GROWN(struct dhcp_pool_config, option, DHCP_OPTIONS_MAX, 1, true),
     .record = {0, sizeof(struct dhcp_option)},
     .check = dhcp_check_option,
     .field = {OPTION_FIELDS}},
    {.template = "option <int:1-254> sub-option <int:1-254> {ascii <string:1-253> | "
		 "hex <hex:1-253> | ip-address <ip>...8}",
     .help = "Hand out an option by its code",
     .words = sub_option_words,
     .noun = "sub-option",
     .list = ROW_GROWN(struct dhcp_pool_config, sub_option, DHCP_SUB_OPTIONS_MAX, 2, true),
     .record = {0, sizeof(struct dhcp_option)},
     .check = dhcp_check_sub_option,
     .field = {OPTION(in), OPTION_FIELDS}},
    {.template = "option125 enterprise-code <int:1-4294967295> sub-option <int:1-254> "
		 "{ascii <string:1-248> | hex <hex:1-248> | ip-address <ip>...8}",
     .help = "Hand out a vendor's option by the vendor's number and its code",
     .words = vendor_words,
     .noun = "sub-option",
     .list = ROW_GROWN(struct dhcp_pool_config, vendor, DHCP_SUB_OPTIONS_MAX, 2, true),
     .record = {0, sizeof(struct dhcp_option)},
     .field = {OPTION(in), OPTION_FIELDS}},
    {.template = "authoritative {none=1|subnet=2}",
     .help = "Which wrong addresses are refused aloud",
     .words = authority_words,
     .record = POOL(authoritative),
     .field = {POOL(authoritative.value)}},
    {.template = "dhcp reply {unicast-always=1|broadcast-always=2}",
     .help = "How clients without an address are answered",
     .words = reply_words,
     .undo = "dhcp reply [{unicast-always=1|broadcast-always=2}]",
     .record = POOL(reply),
     .field = {POOL(reply.way)}},
    {.template = "client-identity mac-address",
     .help = "A client is its MAC address, whatever identifier it sends",
     .record = POOL(identity)},
    {.template = "shared-network <name:1-64> [order <int:0-255>]",
     .help = "Use this pool with others on one link, the lowest order first",
     .words = shared_words,
     .undo = "shared-network [<name:1-64> [order <int:0-255>]]",
     .record = POOL(shared),
     .field = {POOL(shared.name), POOL(shared.order)}},
    {.template = "client-option60 <string:1-255>",
     .help = "Vendor class (option 60) of the clients that get addresses here",
     .noun = "vendor class",
     .list = CLASSES(option60),
     .record = {0, sizeof(struct dhcp_class)},
     .field = {ROW_AT(struct dhcp_class, text)}},
    {.template = "client-option60-prefix <string:1-255>",
     .help = "How the vendor class of the clients that get addresses here begins",
     .noun = "vendor class",
     .list = CLASSES(option60_prefix),
     .record = {0, sizeof(struct dhcp_class)},
     .field = {ROW_AT(struct dhcp_class, text)}},
    {.template = "client-option77 <string:1-63>",
     .help = "User class (option 77) of the clients that get addresses here",
     .noun = "user class",
     .list = CLASSES(option77),
     .record = {0, sizeof(struct dhcp_user_class)},
     .field = {ROW_AT(struct dhcp_user_class, text)}},
    {.template = "client-option82 {circuit-id|remote-id} {ascii|hex} <string:2-128>",
     .help = "Place (option 82) of the clients that get addresses here",
     .words = place_words,
     .noun = "sub-option",
     .list = PLACES(option82),
     .record = {0, sizeof(struct dhcp_place)},
     .check = check_place,
     .field = {PLACE(naming), PLACE(kind), PLACE(text)}},
    {.template = "client-option82-prefix {circuit-id|remote-id} {ascii|hex} <string:2-128>",
     .help = "How the place (option 82) begins of the clients that get addresses here",
     .words = place_words,
     .noun = "sub-option",
     .list = PLACES(option82_prefix),
     .record = {0, sizeof(struct dhcp_place)},
     .check = check_place,
     .field = {PLACE(naming), PLACE(kind), PLACE(text)}},
    {.template = "client-option93 <int:0-65535>",
     .help = "Architecture (option 93) of the clients that get addresses here",
     .noun = "architecture",
     .list = CLASSES(option93),
     .record = {0, sizeof(struct dhcp_architecture)},
     .field = {ROW_AT(struct dhcp_architecture, number)}},
    {.template = "client-mac-prefix <word:2-10>",
     .help = "How the MAC of the clients that get addresses here begins, hexadecimal",
     .noun = "MAC prefix",
     .list = CLASSES(mac_prefix),
     .record = {0, sizeof(struct dhcp_class)},
     .check = check_mac_prefix,
     .field = {ROW_AT(struct dhcp_class, text)}},
    {.template = "rapid-commit",
     .help = "Acknowledge at once to clients that ask for it (option 80)",
     .record = POOL(rapid_commit)},
    {.template = "server identifier ip <ip>",
     .help = "DHCP server identifier",
     .record = POOL(server_identifier),
     .check = dhcp_check_servers,
     .field = {POOL(server_identifier.address)}},
    {.template = "remote-backup-profile <name:1-128>",
     .help = "Bind the pool to a remote backup profile",
     .record = POOL(profile),
     .field = {POOL(profile.name)}},
    {.template = "lock", .help = "Assign no new address", .record = POOL(lock)},
    {.template = "conflict auto-recycle interval <int:0-1440>",
     .help = "Minutes until an address found in use is tried again; 0: never",
     .undo = "conflict auto-recycle interval [<int:0-1440>]",
     .record = POOL(recycle),
     .otherwise = {true, {30}, "minutes"},
     .check = check_recycle,
     .field = {POOL(recycle.minutes)}},
    {.template = "warning-threshold <int:0-100>",
     .help = "Per cent of the addresses in use that are told by an alarm; 0: none",
     .undo = "warning-threshold [<int:0-100>]",
     .record = POOL(warning),
     .otherwise = {true, {80}, "per cent"},
     .field = {POOL(warning.percent)}},
};

/* All addresses of a subnet but the first and the last, in sections as large as they may be. */
static void
say_sections(struct ip4 network, struct ip4 mask, struct text *out)
{
	uint32_t low = (network.host & mask.host) + 1, last = (network.host | ~mask.host) - 1;

	for (unsigned n = 0; n < DHCP_SECTIONS_MAX && low <= last; n++) {
		uint32_t room = DHCP_SECTION_ADDRESSES - 1;
		uint32_t high = last - low > room ? low + room : last;
		char a[IP4_TEXT], b[IP4_TEXT];

		text_add(out, "section %u %s %s\n", n, ip4_format((struct ip4){low}, a),
			 ip4_format((struct ip4){high}, b));
		low = high + 1;
	}
}

/* `gateway-list` and `network`, as soon as both are there, or the gateway has the mask. */
void
dhcp_pool_rewrite(const void *part, struct text *lines)
{
	const struct dhcp_pool_config *p = part;
	struct ip4 mask = p->network.set ? p->network.mask : p->gateway.mask;
	char a[IP4_TEXT], m[IP4_TEXT];

	if (!p->gateway_list.set || (!p->network.set && !p->gateway.set))
		return;
	text_add(lines, "gateway %s %s\n", ip4_format(p->gateway_list.address, a),
		 ip4_format(mask, m));
	if (!p->network.set)
		return;
	text_add(lines, "undo network\n");
	if (p->section.count == 0)
		say_sections(p->network.address, mask, lines);
}

const struct conf_part dhcp_pool_part = {sizeof(struct dhcp_pool_config), pool_rows,
					 COUNT_OF(pool_rows)};
