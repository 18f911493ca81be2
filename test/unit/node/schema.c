/* The real schema: the seed's two files come back byte for byte; every command of every view
 * parses, abbreviated too, prints itself in saved order, and undoes itself. */
#include "test/unit/node/typing.h"

#include "base/prng.h"
#include "conf/lint.h"
#include "test/unit/node/commands.h"

static void
check_seed(const char *name)
{
	static char file[TEXT_MAX], text[TEXT_MAX];
	struct conf_errors *e = memory_new(1, sizeof *e);
	struct conf *c;

	read_file(name, file);
	c = load_all(file);
	assert_string_equal(current(c, text), file);
	assert_true(validate_candidate(c, e));
	assert_int_equal(e->warnings, 0);
	conf_free(c);
	memory_free(e);
}

static void
seed_files(void **state)
{
	(void)state;
	check_seed("lab/DeviceA.cfg");
	check_seed("lab/DeviceB.cfg");
}

/* The seed's steps, in the order they are typed, end in the seed's file. */
static void
seed_typed(void **state)
{
	static char file[TEXT_MAX], text[TEXT_MAX];
	struct typing *t = typing_new();

	(void)state;
	type_all(t, "sysname DeviceA\nvlan 100\nquit\n"
		    "interface gigabitethernet 0/1/1\nportswitch\nundo shutdown\n"
		    "port link-type trunk\nport trunk allow-pass vlan 100\nquit\n"
		    "ip pool pool1 server\ngateway 10.10.10.100 255.255.255.0\n"
		    "section 0 10.10.10.1 10.10.10.100\nquit\n"
		    "interface Vlanif 100\nip address 10.10.10.1 255.255.255.0\n"
		    "vrrp vrid 1 virtual-ip 10.10.10.100\nvrrp vrid 1 priority 200\n"
		    "vrrp vrid 1 preempt-mode timer delay 600\nvrrp recover-delay 20\n"
		    "dhcp server enable\nquit\n"
		    "remote-backup-service service1\n"
		    "peer 10.10.10.2 source 10.10.10.1 port 10000\nquit\n"
		    "remote-backup-profile service1\npeer-backup hot\n"
		    "vrrp-id 1 interface Vlanif 100\n"
		    "backup-id 1 remote-backup-service service1\nquit\n"
		    "remote-backup-profile service1\nservice-type dhcp-server\nquit\n"
		    "ip pool pool1 server\nremote-backup-profile service1\n"
		    "server identifier ip 10.10.10.100");
	read_file("lab/DeviceA.cfg", file);
	assert_string_equal(current(t->c, text), file);
	typing_free(t);
}

/* The block that display this prints, without `#`, header and indentation. */
static const char *
lines_of(const struct typing *t)
{
	static char lines[TEXT_MAX];
	const char *p = this_view(t);
	char *out = lines;

	while (*p) {
		size_t len = strcspn(p, "\n");

		if (*p == ' ' || (t->at.view == VIEW_SYSTEM && *p != '#')) {
			if (out > lines)
				*out++ = '\n';
			len -= *p == ' ';
			p += *p == ' ';
			memcpy(out, p, len);
			out += len;
		}
		p += len + (p[len] == '\n');
	}
	*out = '\0';
	return lines;
}

static void
every_command(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(commands); i++) {
		struct typing *t = typing_new();
		struct conf *empty;
		static char first[TEXT_MAX], again[TEXT_MAX];
		struct conf *loaded;

		if (commands[i].enter[0] != '\0')
			type_all(t, commands[i].enter);
		empty = conf_copy(t->c);
		type_all(t, commands[i].typed);
		assert_string_equal(lines_of(t), commands[i].saved);
		assert_false(conf_same(t->c, empty));
		loaded = load_all(current(t->c, first));
		assert_true(conf_same(t->c, loaded));
		assert_string_equal(current(loaded, again), first);
		type_all(t, commands[i].undo);
		assert_string_equal(lines_of(t), "");
		assert_true(conf_same(t->c, empty));
		conf_free(loaded);
		conf_free(empty);
		typing_free(t);
	}
}

static const struct {
	const char *before, *line, *wrong;
} refusals[] = {
    {"", "dhcp server leasequery requestor 224.0.0.1", "A requestor is a host. at 33"},
    {"ip pool p server", "option 43 hex 010", "Wrong parameter at 14"},
    {"ip pool p server", "option 43 hex 01g2", "Wrong parameter at 14"},
    {"ip pool p server", "option 43 hex " LONG_HEX "00", "Wrong parameter at 14"},
    {"ip pool p server", "option 43 ascii " LONG_TEXT "x", "Wrong parameter at 16"},
    {"ip pool p server", "option 43 hex 01 02", "Too many parameters at 17"},
    {"ip pool p server", "option 43 hex", "Incomplete command at 13"},
    {"ip pool p server", "option 43 0102", "Unrecognized command at 10"},
    {"ip pool p server", "option 255 hex 01", "Wrong parameter at 7"},
    {"ip pool p server", "option 42 ascii ntp.example",
     "Option 42 (NTP servers) is given by hex or ip-address. at 10"},
    {"ip pool p server", "option 26 ip-address 1.1.1.1",
     "Option 26 (interface MTU) is given by hex. at 10"},
    {"", "ip route-static 10.20.0.0 16 224.0.0.1", "The next hop of a route is a host. at 29"},
    {"ip pool p server", "option 26 hex 0043", "Option 26 (interface MTU) is 68 at least. at 14"},
    {"ip pool p server", "option 23 hex 00", "Option 23 (default TTL) is 1 at least. at 14"},
    {"ip pool p server", "dns-server 1.1.1.1 0.0.0.0",
     "The address of a server is that of a host. at 19"},
    {"ip pool p server", "netbios-name-server 224.0.0.1",
     "The address of a server is that of a host. at 20"},
    {"ip pool p server", "server identifier ip 127.0.0.1",
     "The address of a server is that of a host. at 21"},
    {"ip pool p server", "option 26 hex 05", "Option 26 (interface MTU) has 2 bytes. at 14"},
    {"ip pool p server", "option 19 hex 02", "Option 19 (IP forwarding) is 00 or 01. at 14"},
    {"ip pool p server", "option 42 hex 0a00000100",
     "Option 42 (NTP servers) has 4 to 252 bytes, a multiple of 4. at 14"},
    {"ip pool p server", "option 28 ip-address 1.1.1.1 2.2.2.2",
     "Option 28 (broadcast address) has 4 bytes. at 21"},
    {"ip pool p server", "option 119 ascii a.example",
     "Option 119 is set by the command domain-search-list. at 7"},
    {"ip pool p server", "option force-reply 53",
     "Option 53 is part of the protocol, no command sets it. at 19"},
    {"ip pool p server", "option33 route 0.0.0.0 10.0.0.1",
     "Option 33 has no default route; option 121 has. at 15"},
    {"ip pool p server", "option121 ip-address 10.1.0.0 16 224.0.0.1",
     "The gateway of a route is a host. at 33"},
    {"ip pool p server", "option33 route 224.1.1.1 10.0.0.1",
     "The destination is no host and no network of a class. at 15"},
    {"ip pool p server", "domain-search-list a..b",
     "A label of the name is empty, or begins or ends with a hyphen. at 19"},
    {"ip pool p server", "domain-search-list -a.b",
     "A label of the name is empty, or begins or ends with a hyphen. at 19"},
    {"ip pool p server", "option 120 hex 0101020304",
     "Option 120 is set by the command sip-server. at 7"},
    {"ip pool p server", "sip-server ip-address 1.1.1.1 224.0.0.1",
     "The address of a server is that of a host. at 30"},
    {"ip pool p server", "next-server 255.255.255.255", "The next server is a host. at 12"},
    {"ip pool p server",
     "option 150 ip-address 1.1.1.1 2.2.2.2 3.3.3.3 4.4.4.4 5.5.5.5 6.6.6.6 7.7.7.7 8.8.8.8 "
     "9.9.9.9",
     "Too many parameters at 86"},
    {"ip pool p server", "option 58 hex 00000001",
     "Option 58 is set by the command renewal-time. at 7"},
    {"ip pool p server", "option 82 hex 01",
     "Option 82 is part of the protocol, no command sets it. at 7"},
    {"ip pool p server\noption 43 hex 01", "undo option 44", "The option does not exist."},
    {"", "vlna 100", "Unrecognized command at 0"},
    {"", "vlan", "Incomplete command at 4"},
    {"", "vlan 4095", "Wrong parameter at 5"},
    {"", "vlan 0", "Wrong parameter at 5"},
    {"", "vlan 100 x", "Too many parameters at 9"},
    {"", "v 100", "Ambiguous command at 0"},
    {"", "  vlan  4095  ", "Wrong parameter at 8"},
    {"", "ip pool pool1", "Incomplete command"},
    {"", "ip pool a/b server", "Wrong parameter at 8"},
    {"", "undo ip pool nobody", "The IP pool nobody does not exist."},
    {"", "undo vlan 9", "The VLAN 9 does not exist."},
    {"", "undo interface vlanif 7", "The interface Vlanif7 does not exist."},
    {"", "interface vlanif 0", "Wrong parameter at 17"},
    {"", "interface foo 1", "Wrong parameter at 10"},
    {"", "interface loopback 1024", "Wrong parameter at 19"},
    {"", "interface ge 0/1/1.0", "Wrong parameter at 13"},
    {"", "interface Vlanif1.1", "Wrong parameter at 10"},
    {"", "undo interface ge0/1/1.7", "The interface GigabitEthernet0/1/1.7 does not exist."},
    {"interface ge0/1/1.7", "vlan-type dot1q 4095", "Wrong parameter at 16"},
    {"remote-backup-profile r", "vrrp-id 1 interface gi0/1/1.4097", "Wrong parameter at 20"},
    {"", "interface null1", "Wrong parameter at 10"},
    {"interface loopback 0", "ip address 127.0.0.1 32",
     "The address is not a valid host address. at 11"},
    {"interface loopback 0", "shutdown", "Unrecognized command at 0"},
    {"", "interface gigabitethernet 0/1", "Wrong parameter at 26"},
    {"", "interface gigabitethernet", "Incomplete command at 25"},
    {"", "undo interface gi 0/1/1", "Wrong parameter at 18"},
    {"", "remote-backup-service abcdefghijklmnopqrstuvwxyz0123456", "Wrong parameter at 22"},
    {"", "peer 1.1.1.1", "Unrecognized command at 0"},
    {"", "dhcp", "Incomplete command at 4"},
    {"interface vlanif 1", "vrrp vrid 1 priority 200", "The VRRP group does not exist."},
    {"interface vlanif 1", "vrrp vrid 1 priority 255", "Wrong parameter at 21"},
    {"interface vlanif 1", "vrrp vrid 256 virtual-ip 1.1.1.1", "Wrong parameter at 10"},
    {"interface vlanif 1", "vrrp vrid 1 timer advertise millisecond 5", "Wrong parameter at 40"},
    {"interface vlanif 1", "vrrp vrid 1 timer advertise millisecond 1000", "Wrong parameter at 40"},
    {"interface vlanif 1", "undo vrrp vrid 1", "The VRRP group or virtual address does not exist."},
    {"interface vlanif 1\nvrrp vrid 1 virtual-ip 1.1.1.1", "undo vrrp vrid 1 virtual-ip 1.1.1.2",
     "The VRRP group or virtual address does not exist."},
    {"interface vlanif 1", "ip address 10.1.1.1 255.0.255.0", "Wrong parameter at 20"},
    {"interface vlanif 1", "ip address 10.1.1.256 24", "Wrong parameter at 11"},
    {"interface vlanif 1", "undo ip address 1.1.1.1 24", "The address does not exist."},
    {"interface vlanif 1\nip address 1.1.1.1 24\nip address 1.1.2.1 24 sub",
     "undo ip address 1.1.1.1 24", "Secondary addresses must be deleted before the primary one."},
    {"ip pool p server", "section 256 1.1.1.1", "Wrong parameter at 8"},
    {"ip pool p server", "undo section 7", "The section does not exist."},
    {"ip pool p server",
     "dns-server 1.1.1.1 2.2.2.2 3.3.3.3 4.4.4.4 5.5.5.5 6.6.6.6 7.7.7.7 "
     "8.8.8.8 9.9.9.9",
     "Too many parameters at 75"},
    {"ip pool p server\ndns-server 1.1.1.1 2.2.2.2 3.3.3.3 4.4.4.4 5.5.5.5 6.6.6.6 7.7.7.7 8.8.8.8",
     "dns-server 9.9.9.9", "The number of addresses exceeds the upper limit (8)."},
    {"ip pool p server\ndns-server 1.1.1.1", "undo dns-server 1.1.1.2",
     "The address 1.1.1.2 is not configured."},
    {"ip pool p server\nremote-backup-profile a", "undo remote-backup-profile b",
     "The configuration does not exist."},
    {"ip pool p server", "lease 1000", "Wrong parameter at 6"},
    {"remote-backup-service s", "peer 1.1.1.1 source 2.2.2.2 port 1023", "Wrong parameter at 33"},
    {"remote-backup-service s", "peer 1.1.1.1 source 2.2.2.2", "Incomplete command at 27"},
    {"remote-backup-service s\npeer 1.1.1.1 source 2.2.2.2 port 1024", "undo peer 1.1.1.2",
     "The configuration does not exist."},
    {"remote-backup-profile r", "undo peer-backup", "Unrecognized command at 5"},
    {"remote-backup-profile r", "vrrp-id 1 interface gi 0/1", "Wrong parameter at 23"},
    {"int gi 0/1/1", "p", "Ambiguous command at 0"},
    {"int gi 0/1/1", "port trunk allow-pass vlan 7 to 6", "Wrong parameter at 32"},
    {"int gi 0/1/1", "port trunk allow-pass vlan 1 2 3 4 5 6 7 8 9 10 11", "Wrong parameter at 48"},
    {"int gi 0/1/1", "port trunk allow-pass vlan 7 to", "Incomplete command at 31"},
    {"int gi 0/1/1", "description", "Incomplete command at 11"},
    /* what one line alone gets wrong is said at once, with the value to blame */
    {"interface vlanif 7", "ip address 10.1.1.0 24",
     "The address is not a valid host address. at 11"},
    {"interface vlanif 7", "ip address 10.1.1.255 24",
     "The address is not a valid host address. at 11"},
    {"interface vlanif 7", "ip address 224.1.1.1 24",
     "The address is not a valid host address. at 11"},
    {"interface vlanif 7", "ip address 127.1.1.1 24",
     "The address is not a valid host address. at 11"},
    {"interface vlanif 7", "ip address 10.1.1.1 32",
     "The address is not a valid host address. at 11"},
    {"interface vlanif 7", "ip address 10.1.1.0 24 sub",
     "The address is not a valid host address. at 11"},
    {"ip pool p server", "gateway 10.2.2.0 24",
     "The gateway is the network or broadcast address of its subnet. at 8"},
    {"ip pool p server", "gateway 10.2.2.255 24",
     "The gateway is the network or broadcast address of its subnet. at 8"},
    {"ip pool p server", "gateway 10.2.2.1 32", "The mask of a gateway has 1 to 30 bits. at 17"},
    {"ip pool p server", "section 0 10.2.2.9 10.2.2.8",
     "The end address is lower than the start address. at 19"},
    {"ip pool p server", "section 0 10.2.2.9 10.3.2.9",
     "A section has at most 65536 addresses. at 19"},
    {"ip pool p server", "excluded-ip-address 10.2.2.9 10.2.2.8",
     "The end address is lower than the start address. at 29"},
    {"ip pool p server", "static-bind ip-address 10.2.2.9 mac-address 0100-0-1",
     "The MAC address is not that of one host. at 44"},
    {"ip pool p server", "conflict auto-recycle interval 29",
     "The interval is 0 (never) or 30 to 1440 minutes. at 31"},
    {"ip pool p server", "static-bind ip-address 10.2.2.9 mac-address 0-0-0",
     "The MAC address is not that of one host. at 44"},
    {"ip pool p server", "static-bind ip-address 10.2.2.9 circuit-id hex 012",
     "The bytes are hexadecimal digits, two for each. at 47"},
    {"ip pool p server", "static-bind ip-address 10.2.2.9 remote-id hex 0x",
     "The bytes are hexadecimal digits, two for each. at 46"},
};

static void
every_refusal(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(refusals); i++) {
		struct typing *t = typing_new();
		struct conf *before;
		const char *wrong;

		type_all(t, refusals[i].before);
		before = conf_copy(t->c);
		wrong = type(t, refusals[i].line);
		if (!wrong)
			fail_msg("%s: not refused", refusals[i].line);
		if (strcmp(wrong, refusals[i].wrong) != 0)
			fail_msg("%s: %s, not %s", refusals[i].line, wrong, refusals[i].wrong);
		assert_true(conf_same(t->c, before));
		conf_free(before);
		typing_free(t);
	}
}

/* What makes the prompt's mark: creating is a change, entering and repeating are none. */
static void
changes(void **state)
{
	struct typing *t = typing_new();
	struct conf *before;
	char prompt[CONF_PROMPT_MAX];

	(void)state;
	type_all(t, "ip pool Pool1 server\ngateway 1.1.1.1 24\nquit");
	before = conf_copy(t->c);
	type_all(t, "ip pool pool1");
	assert_string_equal(conf_prompt(t->c, &t->at, prompt), "-ip-pool-Pool1");
	type_all(t, "gateway 1.1.1.1 255.255.255.0\nquit\ninterface gi 0/1/7\nshutdown");
	assert_string_equal(conf_prompt(t->c, &t->at, prompt), "-GigabitEthernet0/1/7");
	assert_true(conf_same(t->c, before));
	type_all(t, "undo shutdown");
	assert_false(conf_same(t->c, before));
	type_all(t, "shutdown");
	assert_true(conf_same(t->c, before));
	type_all(t, "quit\nvlan 100");
	assert_false(conf_same(t->c, before));
	type_all(t, "quit\nundo vlan 100\nvlan batch 10 20 to 22");
	assert_int_equal(conf_count(t->c, VIEW_VLAN), 4);
	type_all(t, "undo vlan batch 1 to 4094");
	assert_true(conf_same(t->c, before));
	type_all(t, "undo ip pool POOL1");
	assert_int_equal(conf_count(t->c, VIEW_POOL), 0);
	conf_free(before);
	typing_free(t);
}

/* Interfaces joined or with a blank, in headers and in other lines; VLANs of a batch. */
static void
what_was_entered_comes_back(void **state)
{
	static const char text[] = "#\nvlan batch 10 20 to 22\n#\nvlan 21\n description x\n"
				   "#\nvlan 30\n"
				   "#\nremote-backup-profile p\n vrrp-id 1 interface Vlanif10\n"
				   "#\nremote-backup-profile q\n vrrp-id 1 interface Vlanif 20\n"
				   "#\ninterface Vlanif10\n#\ninterface Vlanif 20\n"
				   "#\ninterface GigabitEthernet0/1/1\n portswitch\n#\nreturn\n";
	static char again[TEXT_MAX];
	struct conf *c = load_all(text);

	(void)state;
	assert_string_equal(current(c, again), text);
	conf_free(c);
}

/* Ports are what the port map says. */
static void
physical_ports(void **state)
{
	static const char *const names[] = {"GigabitEthernet0/1/1"};
	struct conf_ports ports;
	struct typing *t = typing_new();

	(void)state;
	assert_true(conf_ports_parse(names, 1, &ports));
	conf_free(t->c);
	t->c = conf_new(&schema, &ports);
	assert_null(type(t, "interface gigabitethernet 0/1/1"));
	type_all(t, "quit");
	assert_string_equal(type(t, "interface ge 0/1/2"),
			    "The interface GigabitEthernet0/1/2 does not exist.");
	assert_int_equal(t->reply.column, 10);
	typing_free(t);
}

/* A deleted view does not come back by typing in it. */
static void
deleted_view(void **state)
{
	struct typing *t = typing_new();
	struct conf_path vlan;

	(void)state;
	type_all(t, "vlan 5");
	vlan = t->at;
	type_all(t, "quit\nundo vlan 5");
	assert_false(conf_path_valid(t->c, &vlan));
	t->at = vlan;
	assert_string_equal(type(t, "name x"), "The current view has been deleted.");
	typing_free(t);
}

static const char *
difference(const struct conf *a, const struct conf *b, bool signs)
{
	static char text[TEXT_MAX];
	struct text out = text_of(text, sizeof text);
	uint64_t cursor = 0;

	assert_false(signs ? render_changes(a, b, &cursor, &out)
			   : render_pending(a, b, &cursor, &out));
	return text;
}

static void
differences(void **state)
{
	static char file[TEXT_MAX];
	struct typing *t = typing_new();
	struct conf *before;

	(void)state;
	read_file("lab/DeviceA.cfg", file);
	conf_free(t->c);
	t->c = load_all(file);
	before = conf_copy(t->c);
	assert_string_equal(difference(before, t->c, false), "");
	type_all(t, "sysname Z\nvlan 7\nquit\nundo vlan 100\n"
		    "interface vlanif 100\nundo vrrp vrid 1 priority\nvrrp vrid 1 virtual-ip "
		    "10.10.10.101\nundo vrrp recover-delay\nquit\n"
		    "interface ge 0/1/1\nport trunk allow-pass vlan 7\nundo port trunk allow-pass "
		    "vlan 100\nshutdown\n");
	assert_string_equal(difference(before, t->c, false),
			    "undo vlan 100\n"
			    "sysname Z\n"
			    "vlan 7\n"
			    "interface Vlanif 100\n"
			    " undo vrrp recover-delay\n"
			    " undo vrrp vrid 1 priority\n"
			    " vrrp vrid 1 virtual-ip 10.10.10.101\n"
			    "interface GigabitEthernet 0/1/1\n"
			    " undo port trunk allow-pass vlan 100\n"
			    " shutdown\n"
			    " port trunk allow-pass vlan 7\n");
	assert_string_equal(difference(before, t->c, true),
			    "Building configuration\n"
			    "  #\n"
			    "- vlan 100\n"
			    "  #\n"
			    "- sysname DeviceA\n"
			    "+ sysname Z\n"
			    "  #\n"
			    "+ vlan 7\n"
			    "  #\n"
			    "  interface Vlanif 100\n"
			    "-  vrrp vrid 1 priority 200\n"
			    "-  vrrp recover-delay 20\n"
			    "+  vrrp vrid 1 virtual-ip 10.10.10.101\n"
			    "  #\n"
			    "  interface GigabitEthernet 0/1/1\n"
			    "-  undo shutdown\n"
			    "-  port trunk allow-pass vlan 100\n"
			    "+  port trunk allow-pass vlan 7\n"
			    "  #\n");
	conf_free(before);
	typing_free(t);
}

/* Runs lines as render_pending() prints them. */
static void
follow(struct typing *t, const char *pending)
{
	char copy[TEXT_MAX];

	snprintf(copy, sizeof copy, "%s", pending);
	for (char *line = copy; *line;) {
		size_t len = strcspn(line, "\n");

		line[len] = '\0';
		if (*line != ' ')
			t->at = (struct conf_path){0};
		type_all(t, line + (*line == ' '));
		line += len + 1;
	}
}

/* A group that changes its only address keeps its other lines. */
static void
last_address(void **state)
{
	struct typing *t = typing_new();
	struct conf *before, *after;

	(void)state;
	type_all(t, "interface vlanif 1\nvrrp vrid 1 virtual-ip 1.1.1.1\nvrrp vrid 1 priority 7");
	before = conf_copy(t->c);
	type_all(t, "vrrp vrid 1 virtual-ip 1.1.1.2\nundo vrrp vrid 1 virtual-ip 1.1.1.1");
	after = t->c;
	t->c = conf_copy(before);
	follow(t, difference(before, after, false));
	assert_true(conf_same(t->c, after));
	conf_free(before);
	conf_free(after);
	typing_free(t);
}

/* A group that stays loses what it tracks. */
static void
last_tracked(void **state)
{
	struct typing *t = typing_new();
	struct conf *before;

	(void)state;
	type_all(t, "interface vlanif 1\nvrrp vrid 1 virtual-ip 1.1.1.1\n"
		    "vrrp vrid 1 track interface vlanif 7\nvrrp vrid 1 track interface vlanif 8");
	before = conf_copy(t->c);
	type_all(t, "undo vrrp vrid 1 track interface vlanif 7\n"
		    "undo vrrp vrid 1 track interface vlanif 8");
	assert_string_equal(difference(before, t->c, false),
			    "interface Vlanif 1\n"
			    " undo vrrp vrid 1 track interface Vlanif 7\n"
			    " undo vrrp vrid 1 track interface Vlanif 8\n");
	conf_free(before);
	typing_free(t);
}

/* Between any two configurations the pending lines lead from the one to the other. */
static void
pending_leads_there(void **state)
{
	struct prng random = {2};
	struct typing *a = typing_new();

	(void)state;
	for (unsigned round = 0; round < 300; round++) {
		struct conf *before = conf_copy(a->c), *after;

		for (uint64_t n = prng_below(&random, 12); n > 0; n--) {
			size_t i = prng_below(&random, COUNT_OF(commands));
			char lines[1024], *line, *save;

			a->at = (struct conf_path){0};
			if (commands[i].enter[0] != '\0')
				type_all(a, commands[i].enter);
			snprintf(lines, sizeof lines, "%s",
				 prng_below(&random, 3) ? commands[i].typed : commands[i].undo);
			for (line = strtok_r(lines, "\n", &save); line;
			     line = strtok_r(NULL, "\n", &save))
				type(a, line);
		}
		after = a->c;
		a->c = conf_copy(before);
		follow(a, difference(before, after, false));
		if (!conf_same(a->c, after))
			fail_msg("round %u:\n%s", round, difference(before, after, false));
		conf_free(before);
		conf_free(after);
	}
	typing_free(a);
}

/* Every row of every subject: its places, and what its lines do. */
static void
rows_are_sound(void **state)
{
	static char why[TEXT_MAX];
	struct text t = text_of(why, sizeof why);

	(void)state;
	if (conf_lint(&schema, &t) > 0) {
		print_error("%s", why); /* whole: fail_msg() cuts */
		fail();
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_are_sound),
	    cmocka_unit_test(seed_files),
	    cmocka_unit_test(seed_typed),
	    cmocka_unit_test(every_command),
	    cmocka_unit_test(every_refusal),
	    cmocka_unit_test(changes),
	    cmocka_unit_test(what_was_entered_comes_back),
	    cmocka_unit_test(physical_ports),
	    cmocka_unit_test(deleted_view),
	    cmocka_unit_test(differences),
	    cmocka_unit_test(pending_leads_there),
	    cmocka_unit_test(last_tracked),
	    cmocka_unit_test(last_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
