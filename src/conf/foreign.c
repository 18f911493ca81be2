/* conf/foreign.c -- tables and a search through them; only texts that are not ours come here.
 *
 * A row has the words of one function, apart by `|`. The longest words win, so `bfd` the view and
 * `bfd` the line of an interface may both stand. Of interface names only the types are here that
 * this device has not. A row without a function has words that are ours, although a shorter row
 * fits: a foreign `user-group` has a name and no more, ours goes on with a level. */
#include "conf/foreign.h"

#include <string.h>
#include <strings.h>

/* Of the words, `*` is any one. */
struct row {
	const char *function, *words;
};

struct line_row {
	enum foreign_where where;
	const char *function, *words;
};

static const struct row views[] = {
    /* of the system view */
    {"aaa", "aaa"},
    {"acl", "acl|acl ipv6|acl name|acl number"},
    {"routing policy", "as-path-filter|ip community-filter|ip ip-prefix|"
		       "policy-based-route|route-policy|route-filter|xpl"},
    {"bgp", "bgp|rpki"},
    {"vxlan", "bridge-domain|interface Nve|interface Vbdif"},
    {"subscriber access", "bras|user-group"},
    {NULL, "user-group * *"},
    {"user management", "command-privilege"},
    {"interfaces", "controller"},
    {"attack defence", "cpu-defend policy|cpu-defend-policy"},
    {"qos", "diffserv domain|drop-profile|flow-queue|flow-mapping|"
	    "qos-profile"},
    {"dhcp policy", "dhcp policy"},
    {"dhcpv6", "dhcpv6 pool|ipv6 pool"},
    {"option templates", "dhcp option-template"},
    {"e-trunk", "e-trunk"},
    {"erps", "erps ring"},
    {"evpn", "evpn|evpn-overlay"},
    {"mpls", "explicit-path|l2vpn|mpls|mpls l2vpn|mpls ldp|mpls te|"
	     "mpls-te|te tunnel|tunnel-policy"},
    {"hwtacacs", "hwtacacs server|hwtacacs-server template"},
    {"ipsec", "ike peer|ike proposal|ipsec policy|ipsec proposal"},
    {"vpn instances", "ip vpn-instance"},
    {"isis", "isis"},
    {"keychain", "keychain"},
    {"l2tp", "l2tp-group"},
    {"licence", "license"},
    {"monitor link", "monitor-link group"},
    {"nat", "nat address-group|nat instance|service-location|"
	    "service-instance-group"},
    {"netconf", "netconf"},
    {"nqa", "nqa test-instance"},
    {"ospf", "ospf|ospfv3"},
    {"multicast", "pim"},
    {"port groups", "port-group"},
    {"radius", "radius-attribute|radius-server group|radius-server template"},
    {"rip", "rip|ripng"},
    {"keys", "rsa peer-public-key"},
    {"rrpp", "rrpp domain"},
    {"segment routing", "segment-routing|segment-routing ipv6"},
    {"hardware", "slot"},
    {"smart link", "smart-link group"},
    {"ssh", "ssh user"},
    {"stp", "stp region-configuration"},
    {"telemetry", "telemetry"},
    {"traffic policy", "traffic behavior|traffic classifier|traffic policy|"
		       "traffic-policy"},
    {"user interfaces", "user-interface"},
    {"vpls", "vsi"},
    {"wlan", "wlan|interface Wlan-"},
    {"link aggregation", "interface Ip-Trunk"},
    {"interfaces of other types", "interface 50GE|interface 200GE|interface 400GE|"
				  "interface FlexE|interface MultiGE"},
    {"management interfaces", "interface MEth"},
    {"tunnels", "interface Tunnel|interface Tunnel-Policy"},
    {"ppp", "interface Virtual-Template|interface Dialer|"
	    "interface Mp-group"},
    {"virtual ethernet", "interface Virtual-Ethernet|interface Global-VE|"
			 "interface Virtual-if"},
    {"pos and serial interfaces", "interface Pos|interface Serial|interface Atm"},
    {"cellular interfaces", "interface Cellular"},
    {"bridge interfaces", "interface Bridge-if"},
    {"stacking", "interface Stack-Port"},
    {"console", "interface Console|interface Aux"},
};

static const struct row inner_views[] = {
    /* of views of the same function */
    {"aaa", "accounting-scheme|authentication-scheme|"
	    "authorization-scheme|domain|recording-scheme|service-scheme|"
	    "task-group|user-group"},
    {"bgp", "group-policy|ipv4-family|ipv6-family|evpn|l2vpn-family|"
	    "l2vpn-ad-family|link-state-family|vpls-family|vpnv4"},
    {"ospf", "area"},
    {"isis", "topology"},
    {"mpls", "remote-peer|ipv4-family|pw"},
    {"vpls", "bgp-ad|pwsignal"},
    {"vpn instances", "ipv4-family|ipv6-family"},
    {"qos", "classifier"},
    {"routing policy", "if-match-group"},
    {"segment routing", "locator"},
    {"telemetry", "destination-group|sensor-group|subscription"},
    {"user interfaces", "user-security-policy"},
    {"wlan", "ap-group|ap-id|radio|security-profile|ssid-profile|"
	     "vap-profile"},
    {"link aggregation", "peer"},
};

static const struct line_row lines[] = {
    {FOREIGN_SYSTEM, "aaa", "domain|local-aaa-user|local-user"},
    {FOREIGN_SYSTEM, "vxlan", "vxlan"},
    {FOREIGN_SYSTEM, "subscriber access",
     "access-user|access-limit|user-group|ip pool-group|ip-pool|dhcp-server group|"
     "dhcp invalid-server-detecting|dhcp connection|dhcp access|dhcp user-notify"},
    {FOREIGN_SYSTEM, "arp", "arp"},
    {FOREIGN_SYSTEM, "hardware",
     "assign|card|cpu-usage|dba-profile|error-down|gpon|"
     "memory-usage|poe|set|slot|switch-mode|transceiver"},
    {FOREIGN_SYSTEM, "bgp", "as-notation"},
    {FOREIGN_SYSTEM, "attack defence", "attack-source-trace|cpu-defend-policy|defence"},
    {FOREIGN_SYSTEM, "nac", "authentication-profile|dot1x"},
    {FOREIGN_SYSTEM, "stp", "bpdu|stp"},
    {FOREIGN_SYSTEM, "wlan", "capwap|wlan"},
    {FOREIGN_SYSTEM, "clock", "clock"},
    {FOREIGN_SYSTEM, "cluster management", "cluster|ndp|ntdp"},
    {FOREIGN_SYSTEM, "user management",
     "command-privilege|password-recovery|super|"
     "user-security-policy|user"},
    {FOREIGN_SYSTEM, NULL, "user-group * *|user privilege"},
    {FOREIGN_SYSTEM, "keys", "crl|pki|rsa|dsa|ecc"},
    {FOREIGN_SYSTEM, "dhcp client", "dhcp client"},
    {FOREIGN_SYSTEM, "dhcp relay", "dhcp relay"},
    {FOREIGN_SYSTEM, "dhcp snooping", "dhcp snooping|snooping"},
    {FOREIGN_SYSTEM, "dhcpv6", "dhcpv6"},
    {FOREIGN_SYSTEM, "qos", "diffserv|qos"},
    {FOREIGN_SYSTEM, "dns client", "dns"},
    {FOREIGN_SYSTEM, "mac table", "drop illegal-mac|mac-address|mac-limit"},
    {FOREIGN_SYSTEM, "dcn", "dcn"},
    {FOREIGN_SYSTEM, "ip forwarding",
     "fib|forwarding|hash-arithmetic|icmp|ip soft-forward|"
     "load-balance|tcp"},
    {FOREIGN_SYSTEM, "firewall", "firewall"},
    {FOREIGN_SYSTEM, "file transfer", "ftp|sftp|scp|tftp"},
    {FOREIGN_SYSTEM, "user interfaces", "header|user-interface"},
    {FOREIGN_SYSTEM, "web management", "http|https|pnp|web-manager"},
    {FOREIGN_SYSTEM, "multicast", "igmp-snooping|multicast"},
    {FOREIGN_SYSTEM, "ipsec", "ike"},
    {FOREIGN_SYSTEM, "information centre", "info-center"},
    {FOREIGN_SYSTEM, "routing policy",
     "ip as-path-filter|ip community-filter|"
     "ip extcommunity-filter|ip ip-prefix|"
     "ip local policy-based-route|route|router id"},
    {FOREIGN_SYSTEM, "netstream", "ip netstream|netstream"},
    {FOREIGN_SYSTEM, "ip source guard", "ip source check|urpf|user-bind"},
    {FOREIGN_SYSTEM, "vpn instances", "ip vpn-instance"},
    {FOREIGN_SYSTEM, "ipv6", "ipv6"},
    {FOREIGN_SYSTEM, "isis", "isis"},
    {FOREIGN_SYSTEM, "link aggregation", "lacp"},
    {FOREIGN_SYSTEM, "lldp", "lldp"},
    {FOREIGN_SYSTEM, "loop detection", "loopback-detect|loop-detect"},
    {FOREIGN_SYSTEM, "mpls", "mpls|tunnel-selector"},
    {FOREIGN_SYSTEM, "nat", "nat"},
    {FOREIGN_SYSTEM, "netconf", "netconf"},
    {FOREIGN_SYSTEM, "nqa", "nqa"},
    {FOREIGN_SYSTEM, "ntp", "ntp|ntp-service"},
    {FOREIGN_SYSTEM, "port mirroring", "observe-port|observing-port"},
    {FOREIGN_SYSTEM, "ospf", "ospf"},
    {FOREIGN_SYSTEM, "portal", "portal|web-auth-server"},
    {FOREIGN_SYSTEM, "port security", "port-security"},
    {FOREIGN_SYSTEM, "ppp", "pppoe-server"},
    {FOREIGN_SYSTEM, "radius", "radius|radius-attribute|radius-server"},
    {FOREIGN_SYSTEM, "rip", "rip"},
    {FOREIGN_SYSTEM, "snmp", "rmon|snmp-agent|snmp"},
    {FOREIGN_SYSTEM, "segment routing", "segment-routing"},
    {FOREIGN_SYSTEM, "ssh", "ssh|stelnet"},
    {FOREIGN_SYSTEM, "stacking", "stack"},
    {FOREIGN_SYSTEM, "telnet", "telnet"},
    {FOREIGN_SYSTEM, "time ranges", "time-range"},
    {FOREIGN_SYSTEM, "traffic policy", "traffic|traffic-filter|traffic-policy"},
    {FOREIGN_SYSTEM, "voice vlan", "voice-vlan"},
    {FOREIGN_SYSTEM, "voice", "voice"},
    {FOREIGN_SYSTEM, "vcmp", "vcmp"},
    {FOREIGN_SYSTEM, "vlan mapping", "vlan precedence"},
    {FOREIGN_SYSTEM, "vpls", "vsi"},
    {FOREIGN_INTERFACE, "nac", "authentication|authentication-profile|dot1x"},
    {FOREIGN_INTERFACE, "qos", "bandwidth|priority|qos|trust|user-queue"},
    {FOREIGN_INTERFACE, "subscriber access", "bas|user-vlan"},
    {FOREIGN_INTERFACE, "bfd", "bfd"},
    {FOREIGN_INTERFACE, "stp", "bpdu|stp"},
    {FOREIGN_INTERFACE, "storm control",
     "broadcast-suppression|multicast-suppression|storm|"
     "storm-control|unicast-suppression|"
     "unknown-unicast-suppression"},
    {FOREIGN_INTERFACE, "link events",
     "carrier|control-flap|crc-statistics|dampening|damp-interface"},
    {FOREIGN_INTERFACE, "ip forwarding", "clear ip df|icmp"},
    {FOREIGN_INTERFACE, "hardware",
     "combo-port|device|duplex|energy-efficient-ethernet|"
     "flow-control|jumboframe|negotiation|poe|set|single-fiber|"
     "speed"},
    {FOREIGN_INTERFACE, "dcn", "dcn"},
    {FOREIGN_INTERFACE, "m-lag", "dfs-group"},
    {FOREIGN_INTERFACE, "dhcp client", "dhcp client|ip address dhcp-alloc"},
    {FOREIGN_INTERFACE, "dhcp relay", "dhcp relay|dhcp select relay|ip relay address"},
    {FOREIGN_INTERFACE, "dhcp snooping", "dhcp snooping"},
    {FOREIGN_INTERFACE, "dhcpv6", "dhcpv6"},
    {FOREIGN_INTERFACE, "sub-interfaces", "dot1q|encapsulation|qinq|vlan-type"},
    {FOREIGN_INTERFACE, "link aggregation",
     "eth-trunk|lacp|local-preference|mode lacp|mode|trunkport"},
    {FOREIGN_INTERFACE, "multicast", "igmp|igmp-snooping|multicast|pim"},
    {FOREIGN_INTERFACE, "vpn instances", "ip binding vpn-instance"},
    {FOREIGN_INTERFACE, "netstream", "ip netstream|netstream"},
    {FOREIGN_INTERFACE, "routing policy", "ip policy-based-route"},
    {FOREIGN_INTERFACE, "ip source guard", "ip source check|ip urpf|user-bind"},
    {FOREIGN_INTERFACE, "ipsec", "ipsec"},
    {FOREIGN_INTERFACE, "ipv6", "ipv6"},
    {FOREIGN_INTERFACE, "isis", "isis"},
    {FOREIGN_INTERFACE, "bridging", "l2|l2-protocol-tunnel"},
    {FOREIGN_INTERFACE, "ppp", "link-protocol|ppp|pppoe-server"},
    {FOREIGN_INTERFACE, "lldp", "lldp"},
    {FOREIGN_INTERFACE, "loop detection", "loopback-detect|loop-detection"},
    {FOREIGN_INTERFACE, "mac table", "mac-address|mac-limit"},
    {FOREIGN_INTERFACE, "mpls", "mpls"},
    {FOREIGN_INTERFACE, "mtu", "mtu"},
    {FOREIGN_INTERFACE, "nat", "nat"},
    {FOREIGN_INTERFACE, "ntp", "ntp-service"},
    {FOREIGN_INTERFACE, "ospf", "ospf|ospfv3"},
    {FOREIGN_INTERFACE, "port isolation", "port-isolate"},
    {FOREIGN_INTERFACE, "port mirroring", "port-mirroring"},
    {FOREIGN_INTERFACE, "port security", "port-security"},
    {FOREIGN_INTERFACE, "vlan mapping", "port vlan-mapping|port vlan-stacking"},
    {FOREIGN_INTERFACE, "arp", "proxy-arp|arp"},
    {FOREIGN_INTERFACE, "rip", "rip"},
    {FOREIGN_INTERFACE, "rrpp", "rrpp"},
    {FOREIGN_INTERFACE, "smart link", "smart-link"},
    {FOREIGN_INTERFACE, "statistics", "statistic"},
    {FOREIGN_INTERFACE, "traffic policy",
     "traffic-filter|traffic-limit|traffic-policy|traffic-secure"},
    {FOREIGN_INTERFACE, "alarms", "trap-threshold"},
    {FOREIGN_INTERFACE, "voice vlan", "voice-vlan"},
    {FOREIGN_OTHER, "subscriber access",
     "access-limit|bas|constant-index|dhcp-server group|export host-route|frame-ip|framed-ip|"
     "frame-route|ip-pool|pool-usage-status|radius-client|remote-ip|reserved|rui-slave|"
     "traffic-backup|unnumbered|user-group|user-vlan"},
    {FOREIGN_OTHER, NULL, "user-group * *"},
    {FOREIGN_OTHER, "vlan mapping",
     "aggregate-vlan|mux-vlan|principal-vlan|protocol-vlan|"
     "subordinate"},
    {FOREIGN_OTHER, "arp", "arp"},
    {FOREIGN_OTHER, "dhcp snooping", "dhcp snooping"},
    {FOREIGN_OTHER, "multicast", "igmp-snooping|multicast|l2-multicast"},
    {FOREIGN_OTHER, "ip source guard", "ip source check"},
    {FOREIGN_OTHER, "mac table", "mac-address|mac-limit"},
    {FOREIGN_OTHER, "statistics", "statistic"},
    {FOREIGN_OTHER, "traffic policy", "traffic-policy"},
    {FOREIGN_OTHER, "vpn instances", "vpn-instance"},
};

#define NO_ADMIN  "No group follows another one here: each has its own timers, tracks and sessions."
#define NO_ROUTES "Routes are not tracked here: `track interface` and `track bfd-session` are."

static const struct {
	const char *words, *sentence;
} here[] = {
    {"gateway-list", "A pool has one gateway: `gateway A MASK`."},
    {"network", "The addresses of a pool are `gateway A MASK` and `section N LOW HIGH`."},
    {"dns-list", "The name servers of a pool are `dns-server A`."},
    {"domain-name", "The domain of a pool's clients is `dns-suffix NAME`."},
    {"dhcp select global", "The DHCP server of an interface is `dhcp server enable`; its pools are "
			   "those of its subnets."},
    {"dhcp select interface", "The DHCP server of an interface is `dhcp server enable`; its "
			      "addresses stand in `ip pool NAME server`."},
    {"dhcp server database",
     "There is nothing to switch on or to recover: each lease is in the journal before its client "
     "is told, and a start reads it back."},
    {"dhcp server dns-list", "The name servers stand in `ip pool NAME server`: `dns-server A`."},
    {"dhcp server lease", "The lease stands in `ip pool NAME server`: `lease D H M`."},
    {"dhcp server excluded-ip-address",
     "What is excluded stands in `ip pool NAME server`: `excluded-ip-address LOW HIGH`."},
    {"ip pool", "A pool of this device is `ip pool NAME server`."},
    {"ip address", "An address stands at a Vlanif or a sub-interface: `ip address A MASK`."},
    {"lease day", "The lease of a pool is `lease D H M`: days, hours, minutes."},
    {"vrrp arp send-mode",
     "It is for QinQ sub-interfaces, which are not here: a Vlanif has one VLAN."},
    {"vrrp smooth-switching", "There is one control board here, and nothing to switch over to."},
    {"admin-vrrp", NO_ADMIN},
    {"vrrp vrid * track admin-vrrp", NO_ADMIN},
    {"vrrp vrid * fast-resume", NO_ADMIN},
    {"vrrp vrid * initialize", NO_ADMIN},
    {"vrrp vrid * track ip", NO_ROUTES},
    {"vrrp vrid * backup-forward",
     "A Backup forwards nothing here that comes to the virtual MAC: the kernel drops it."},
    {"vrrp vrid * authentication-mode md5",
     "How VRP sends MD5 is not published: `authentication-mode simple plain KEY`, or none."},
};

/* ---- words ---- */

static bool
blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The length of the first `len` characters of words when the line begins with them; 0: it does not.
 */
static size_t
begins_with(const char *line, const char *words, size_t len)
{
	const char *end = words + len;

	while (words < end) {
		size_t one = strcspn(words, " |");
		bool last = words + one == end;

		bool any = one == 1 && *words == '*';
		size_t there = any ? strcspn(line, " \t") : one;

		if (there == 0 || (!any && strncasecmp(line, words, one) != 0))
			return 0;
		line += there;
		if (*line != '\0' && !blank(*line) &&
		    !(last && ((*line >= '0' && *line <= '9') || words[one - 1] == '-')))
			return 0;
		line += strspn(line, " \t");
		words += one + 1;
	}
	return len;
}

static size_t
begins(const char *line, const char *words)
{
	return begins_with(line, words, strlen(words));
}

/* The same for the longest of several, apart by `|`. */
static size_t
begins_any(const char *line, const char *words)
{
	size_t most = 0;

	while (*words != '\0') {
		size_t len = strcspn(words, "|"), found = begins_with(line, words, len);

		most = found > most ? found : most;
		words += len + (words[len] == '|');
	}
	return most;
}

static const char *
without_undo(const char *line)
{
	size_t undo = begins(line, "undo");

	line += undo;
	return line + strspn(line, " \t");
}

/* Of the rows the function whose words are the longest. */
static const char *
function_of(const struct row *rows, size_t count, const char *line)
{
	const char *found = NULL;
	size_t most = 0;

	for (size_t i = 0; i < count; i++) {
		size_t len = begins_any(line, rows[i].words);

		if (len > most) {
			most = len;
			found = rows[i].function;
		}
	}
	return found;
}

const char *
foreign_view(const char *line, const char *inside)
{
	line += strspn(line, " \t");
	if (inside == NULL)
		return function_of(views, sizeof views / sizeof *views, line);
	for (size_t i = 0; i < sizeof inner_views / sizeof *inner_views; i++)
		if (strcmp(inner_views[i].function, inside) == 0 &&
		    begins_any(line, inner_views[i].words) > 0)
			return inner_views[i].function;
	return NULL;
}

const char *
foreign_line(const char *line, enum foreign_where where)
{
	const char *found = NULL, *bare;
	size_t most = 0;

	line += strspn(line, " \t");
	bare = without_undo(line);
	if (where == FOREIGN_SYSTEM && (found = foreign_view(bare, NULL)) != NULL)
		return found;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		size_t len = lines[i].where == where ? begins_any(bare, lines[i].words) : 0;

		if (len > most) {
			most = len;
			found = lines[i].function;
		}
	}
	return found;
}

const char *
foreign_here(const char *line)
{
	line += strspn(line, " \t");
	for (size_t i = 0; i < sizeof here / sizeof *here; i++)
		if (begins(line, here[i].words) > 0)
			return here[i].sentence;
	return NULL;
}

/* ---- the count of a text ---- */

void
foreign_count_add(struct foreign_count *c, const char *function)
{
	unsigned i = 0;

	c->lines++;
	c->blocks += !c->in_block;
	c->in_block = true;
	while (i < c->count && strcmp(c->list[i].function, function) != 0)
		i++;
	if (i == FOREIGN_FUNCTIONS_MAX)
		return;
	if (i == c->count) {
		c->list[i].function = function;
		c->list[i].lines = 0;
		c->count++;
	}
	c->list[i].lines++;
}

void
foreign_count_end(struct foreign_count *c)
{
	c->in_block = false;
}

/* The one of most lines among those not said yet; of equal ones the first. */
static unsigned
next_of(const struct foreign_count *c, const bool said[FOREIGN_FUNCTIONS_MAX])
{
	unsigned best = FOREIGN_FUNCTIONS_MAX;

	for (unsigned i = 0; i < c->count; i++)
		if (!said[i] &&
		    (best == FOREIGN_FUNCTIONS_MAX || c->list[i].lines > c->list[best].lines))
			best = i;
	return best;
}

void
foreign_summary(const struct foreign_count *c, struct text *out)
{
	enum { NAMED = 6 };
	bool said[FOREIGN_FUNCTIONS_MAX] = {false};

	if (c->lines == 0)
		return;
	text_add(out,
		 "%u line%s in %u block%s belong%s to functions this device has not:", c->lines,
		 c->lines == 1 ? "" : "s", c->blocks, c->blocks == 1 ? "" : "s",
		 c->lines == 1 ? "s" : "");
	for (unsigned n = 0; n < c->count && n < NAMED; n++) {
		unsigned i = next_of(c, said);

		said[i] = true;
		text_add(out, "%s %s (%u)", n == 0 ? "" : ",", c->list[i].function,
			 c->list[i].lines);
	}
	if (c->count > NAMED)
		text_add(out, " and %u more", c->count - NAMED);
}
