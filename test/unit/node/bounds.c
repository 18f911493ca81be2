/* Every bound of a configuration: at its limit a device comes up with it, one beyond is an error of
 * the line that goes too far, and all at their limits together fit into a file that can be read. */
#include "test/check.h"

#include <stdio.h>
#include <string.h>

#include "base/ip4.h"
#include "base/memory.h"
#include "base/text.h"
#include "conf/load.h"
#include "node/check.h"
#include "node/node.h"

enum { PORTS = 64 };

static char buffer[LOAD_TEXT_MAX + 1];

/* One bound: lines before the first item, the n-th item (0..), how many there may be, and what is
 * said of one more. */
struct bound {
	const char *before;
	void (*item)(struct text *t, unsigned n);
	unsigned max;
	const char *error;
};

static const char *
dotted(uint32_t host)
{
	static char text[4][IP4_TEXT];
	static unsigned next;

	next = (next + 1) % 4;
	return ip4_format((struct ip4){host}, text[next]);
}

/* ---- the items ---- */

static void
pool(struct text *t, unsigned n)
{
	text_add(t, "#\nip pool p%u server\n", n);
}

static void
section(struct text *t, unsigned n)
{
	text_add(t, " section %u %s\n", n, dotted(IP4(10, 1, n, 9).host));
}

static void
excluded(struct text *t, unsigned n)
{
	text_add(t, " excluded-ip-address %s\n", dotted(IP4(10, 1, 0, 0).host + 2 * n));
}

static void
bound_mac(struct text *t, unsigned n)
{
	text_add(t, " static-bind ip-address %s mac-address 0200-0000-%04x\n",
		 dotted(IP4(10, 1, 0, 10).host + n), n);
}

static void
bound_name(struct text *t, unsigned n)
{
	text_add(t, " static-bind ip-address %s circuit-id hex %04x\n",
		 dotted(IP4(10, 1, 0, 10).host + n), n);
}

/* Codes that the server does not make itself. */
static void
option(struct text *t, unsigned n)
{
	text_add(t, " option %u ascii x\n", 222 + n);
}

/* 65536 addresses each: 256 of them are all that the table holds. */
static void
full_pool(struct text *t, unsigned n)
{
	uint32_t low = IP4(10, n % 256, 0, 0).host + (n / 256 << 24);

	text_add(t, "%s", n % 8 == 0 ? "#\n" : "");
	if (n % 8 == 0)
		text_add(t, "ip pool p%u server\n gateway %s 255.248.0.0\n", n / 8,
			 dotted(low + 1));
	text_add(t, " section %u %s %s\n", n % 8, dotted(low), dotted(low + 65535));
}

/* What all pools have together: so many of one list in each. */
static void
next_pool(struct text *t, unsigned n, unsigned each)
{
	unsigned low = IP4(10, 0, 0, 0).host + (n / each << 13);

	if (n % each == 0)
		text_add(t, "#\nip pool p%u server\n gateway %s 255.255.224.0\n section 0 %s %s\n",
			 n / each, dotted(low + 1), dotted(low), dotted(low + 8191));
}

static void
section_of_all(struct text *t, unsigned n)
{
	if (n % 256 == 0)
		text_add(t, "#\nip pool p%u server\n gateway %s 255.255.224.0\n", n / 256,
			 dotted(IP4(10, 0, 0, 0).host + (n / 256 << 13) + 1));
	text_add(t, " section %u %s\n", n % 256,
		 dotted(IP4(10, 0, 0, 0).host + (n / 256 << 13) + 8 + n % 256));
}

static void
excluded_of_all(struct text *t, unsigned n)
{
	next_pool(t, n, 256);
	text_add(t, " excluded-ip-address %s\n",
		 dotted(IP4(10, 0, 0, 0).host + (n / 256 << 13) + 10 + n % 256));
}

static void
mac_of_all(struct text *t, unsigned n)
{
	next_pool(t, n, 1024);
	text_add(t, " static-bind ip-address %s mac-address 0200-0000-%04x\n",
		 dotted(IP4(10, 0, 0, 0).host + (n / 1024 << 13) + 10 + n % 1024), n % 1024);
}

static void
name_of_all(struct text *t, unsigned n)
{
	next_pool(t, n, 256);
	text_add(t, " static-bind ip-address %s circuit-id hex %04x\n",
		 dotted(IP4(10, 0, 0, 0).host + (n / 256 << 13) + 10 + n % 256), n % 256);
}

static void
option_of_all(struct text *t, unsigned n)
{
	next_pool(t, n, 32);
	option(t, n % 32);
}

static void
class_of_all(struct text *t, unsigned n)
{
	next_pool(t, n, 16);
	text_add(t, " client-option93 %u\n", n % 16);
}

static void
boot_of_all(struct text *t, unsigned n)
{
	next_pool(t, n, 16);
	text_add(t, " bootfile-option93 %u x\n", n % 16);
}

static void
route(struct text *t, unsigned n)
{
	text_add(t, "ip route-static %s 255.255.255.0 10.1.0.9\n", dotted(IP4(10, 9, n, 0).host));
}

static void
service(struct text *t, unsigned n)
{
	text_add(t, "#\nremote-backup-service s%u\n", n);
}

static void
profile(struct text *t, unsigned n)
{
	text_add(t, "#\nremote-backup-profile f%u\n", n);
}

static void
vlanif(struct text *t, unsigned n)
{
	text_add(t, "#\nvlan %u\n#\ninterface Vlanif %u\n", n + 1, n + 1);
}

static void
sub_address(struct text *t, unsigned n)
{
	text_add(t, " ip address %s 255.255.255.0 sub\n", dotted(IP4(10, 2, n, 1).host));
}

static void
group(struct text *t, unsigned n)
{
	text_add(t, " vrrp vrid %u virtual-ip %s\n", n + 1, dotted(IP4(10, 1, 0, 100 + n).host));
}

static void virtual(struct text *t, unsigned n)
{
	text_add(t, " vrrp vrid 1 virtual-ip %s\n", dotted(IP4(10, 1, 0, 100 + n).host));
}

static void
tracked(struct text *t, unsigned n)
{
	text_add(t, " vrrp vrid 1 track interface GigabitEthernet 0/1/%u\n", n + 1);
}

static void
groups_of_all(struct text *t, unsigned n)
{
	if (n % 16 == 0)
		text_add(t, "#\nvlan %u\n#\ninterface Vlanif %u\n ip address %s 255.255.255.0\n",
			 n / 16 + 1, n / 16 + 1, dotted(IP4(10, 1, n / 16, 1).host));
	text_add(t, " vrrp vrid %u virtual-ip %s\n", n % 16 + 1,
		 dotted(IP4(10, 1, n / 16, 100 + n % 16).host));
}

static void
shared(struct text *t, unsigned n)
{
	text_add(t, "#\nip pool s%u server\n gateway %s 255.255.255.0\n shared-network floor\n", n,
		 dotted(IP4(10, 1, n, 1).host));
}

#define POOL   "ip pool p server\n gateway 10.1.0.1 255.255.0.0\n"
#define WIDE   POOL " section 0 10.1.0.0 10.1.255.255\n"
#define VLANIF "vlan 9\n#\ninterface Vlanif 9\n ip address 10.1.0.1 255.255.0.0\n"

static const struct bound bounds[] = {
    {"", pool, 1024, "IP pools exceeds"},
    {POOL, section, 256, "found at '256'"},
    {WIDE, excluded, 256, "exceeds"},
    {WIDE, bound_mac, 1024, "exceeds"},
    {WIDE, bound_name, 256, "exceeds"},
    {POOL, option, 32, "exceeds"},
    {"", full_pool, 256, "addresses in all IP pools exceeds the upper limit (16777216)"},
    {"", section_of_all, 16384, "sections in all IP pools exceeds the upper limit (16384)"},
    {"", excluded_of_all, 16384, "excluded ranges in all IP pools exceeds"},
    {"", mac_of_all, 65536, "static bindings by MAC in all IP pools exceeds"},
    {"", name_of_all, 16384, "static bindings by name in all IP pools exceeds"},
    {"", option_of_all, 8192, "options by code in all IP pools exceeds"},
    {"", class_of_all, 4096, "classes of clients in all IP pools exceeds"},
    {"", boot_of_all, 4096, "boot files by class in all IP pools exceeds"},
    {"", shared, 32, "IP pools in the shared network exceeds the upper limit (32)"},
    {"", route, 64, "exceeds"},
    {"", service, 16, "exceeds"},
    {"", profile, 64, "exceeds"},
    {"", vlanif, 256, "exceeds"},
    {VLANIF, sub_address, 31, "exceeds"},
    {VLANIF, group, 16, "exceeds"},
    {VLANIF, virtual, 16, "exceeds"},
    {VLANIF " vrrp vrid 1 virtual-ip 10.1.0.100\n", tracked, 16, "exceeds"},
    {"", groups_of_all, 64, "VRRP groups exceeds the upper limit (64)"},
};

/* ---- a device ---- */

static const char **
port_map(void)
{
	static char name[PORTS][32];
	static const char *port[PORTS];

	for (unsigned i = 0; i < PORTS; i++) {
		snprintf(name[i], sizeof name[i], "GigabitEthernet0/1/%u", i + 1);
		port[i] = name[i];
	}
	return port;
}

static const char *
text_of_bound(const struct bound *b, unsigned count)
{
	struct text t = text_of(buffer, sizeof buffer);

	text_add(&t, "%s", b->before);
	for (unsigned n = 0; n < count; n++)
		b->item(&t, n);
	text_add(&t, "#\nreturn\n");
	assert_false(t.cut);
	return buffer;
}

static bool
asks_for_links(const struct node_actions *out)
{
	for (unsigned i = 0; i < out->count; i++)
		if (out->list[i].kind == NODE_ACT_LAN)
			return true;
	return false;
}

static bool
serves(const struct node_actions *out)
{
	for (unsigned i = 0; i < out->count; i++)
		if (out->list[i].kind == NODE_ACT_SERVING)
			return true;
	return false;
}

static void
comes_up(const char *config)
{
	struct node_input in = {.kind = NODE_IN_START, .now = TIME_SEC};
	struct node_actions *out = memory_new(1, sizeof *out);
	struct node *node = node_new();

	in.u.start.text = config;
	in.u.start.file = "startup.cfg";
	in.u.start.ports_count = PORTS;
	in.u.start.port = port_map();
	in.u.start.seed = in.u.start.boot = 1;
	in.u.start.state_dir = "state";
	node_step(node, &in, out);
	assert_true(asks_for_links(out));
	in = (struct node_input){.kind = NODE_IN_LAN, .now = 2 * TIME_SEC, .u.lan = {true, ""}};
	node_step(node, &in, out);
	assert_true(serves(out));
	in = (struct node_input){.kind = NODE_IN_TICK, .now = 4 * TIME_SEC};
	node_step(node, &in, out);
	node_free(node);
	memory_free(out);
}

/* The number of errors of the text, all of them in *ret. */
static unsigned
errors_of(const char *config, char *ret, size_t cap)
{
	struct text errors = text_of(ret, cap);

	return node_check(config, "f", PORTS, port_map(), false, &errors);
}

/* ---- tests ---- */

static void
each_bound_at_its_limit_and_beyond(void **state)
{
	char said[1 << 14];

	(void)state;
	for (unsigned i = 0; i < COUNT_OF(bounds); i++) {
		const struct bound *b = &bounds[i];
		const char *config = text_of_bound(b, b->max);

		if (errors_of(config, said, sizeof said) != 0)
			fail_msg("%u of them: %s", b->max, said);
		comes_up(config);
		config = text_of_bound(b, b->max + 1);
		if (errors_of(config, said, sizeof said) == 0 || !strstr(said, b->error))
			fail_msg("%u of them: want \"%s\", got: %s", b->max + 1, b->error, said);
	}
}

/* The longest lines, at all bounds at once. */
static void
fill_pool(struct text *t, unsigned n)
{
	static char bytes[2 * 255 + 1];
	uint32_t low = IP4(100, 100, 0, 0).host + (n << 18);

	memset(bytes, 'f', sizeof bytes - 1);
	text_add(t, "#\nip pool %0127u%c server\n gateway %s 255.252.0.0\n", n, 'x',
		 dotted(low + 1));
	for (unsigned i = 0; i < 256; i++)
		text_add(t, " section %u %s %s\n", i, dotted(low + 1024 * i),
			 dotted(low + 1024 * i + 1023));
	for (unsigned i = 0; i < 256; i++)
		text_add(t, " excluded-ip-address %s %s\n", dotted(low + 1024 * i + 100),
			 dotted(low + 1024 * i + 101));
	for (unsigned i = 0; i < 1024; i++)
		text_add(t, " static-bind ip-address %s mac-address 0200-%04x-%04x\n",
			 dotted(low + 256 * i + 200), n, i);
	for (unsigned i = 0; i < 256; i++)
		text_add(t, " static-bind ip-address %s client-identifier hex %04x%.124s\n",
			 dotted(low + 1024 * i + 300), i, bytes);
}

static void
fill_options(struct text *t)
{
	static char bytes[2 * 255 + 1];

	memset(bytes, 'f', sizeof bytes - 1);
	for (unsigned i = 0; i < 32; i++)
		text_add(t, " option %u hex %s\n", 222 + i, bytes);
}

/* What a pool has once. */
static void
fill_head(struct text *t)
{
	char long_name[128];

	memset(long_name, 'x', sizeof long_name - 1);
	long_name[127] = '\0';
	text_add(t, " lease 999 23 59\n renewal-time 100 23 59\n rebinding-time 200 23 59\n");
	text_add(t, " dns-server");
	for (unsigned i = 0; i < 8; i++)
		text_add(t, " 192.168.199.%u", 100 + i);
	text_add(t, "\n dns-suffix %.50s\n netbios-name-server", long_name);
	for (unsigned i = 0; i < 8; i++)
		text_add(t, " 192.168.199.%u", 100 + i);
	text_add(t, "\n netbios-type b-node\n");
	for (unsigned i = 0; i < 4; i++)
		text_add(t, " domain-search-list %u%.49s\n", i, long_name);
	for (unsigned i = 0; i < 4; i++)
		text_add(t, " sip-server domain-name %u%.49s\n", i, long_name);
	text_add(t, " next-server 192.168.199.100\n bootfile %s\n sname %.63s\n", long_name,
		 long_name);
	for (unsigned i = 0; i < 8; i++)
		text_add(t, " option33 route 192.168.199.%u 192.168.199.%u\n", 100 + i, 110 + i);
	for (unsigned i = 0; i < 8; i++)
		text_add(t, " option121 ip-address 192.168.199.%u 32 192.168.199.%u\n", 100 + i,
			 110 + i);
	for (unsigned i = 0; i < 16; i++)
		text_add(t, " option force-reply %u\n", 222 + i);
	text_add(t, " option router disable\n authoritative subnet\n client-identity mac-address\n"
		    " lock\n conflict auto-recycle interval 1440\n warning-threshold 100\n");
}

static void
fill_vlan(struct text *t, unsigned n)
{
	text_add(t, "#\nvlan %u\n description %0241u%c\n name %030u%c\n", n + 1, n, 'x', n, 'x');
}

static void
fill_vlanif(struct text *t, unsigned n)
{
	uint32_t low = IP4(110, 0, 0, 0).host + (n << 16);

	text_add(t, "#\ninterface Vlanif %u\n description %0241u%c\n ip address %s 255.255.255.0\n",
		 n + 1, n, 'x', dotted(low + 1));
	for (unsigned i = 1; i < 32; i++)
		text_add(t, " ip address %s 255.255.255.0 sub\n", dotted(low + (i << 8) + 1));
}

enum { POOLS = 4 };

static size_t
times_more(const struct text *t, size_t before, unsigned times)
{
	return (t->len - before) * (times - 1);
}

/* What a device can be told it can save, and read again. */
static void
all_bounds_together_are_a_file_that_is_read(void **state)
{
	struct text t = text_of(buffer, sizeof buffer);
	char said[1 << 14];
	size_t rest = 0, before;

	(void)state;
	for (unsigned n = 0; n < 4094; n++)
		fill_vlan(&t, n);
	for (unsigned n = 0; n < 256; n++)
		fill_vlanif(&t, n);
	for (unsigned n = 0; n < POOLS; n++) {
		before = t.len;
		fill_pool(&t, n); /* 64 of these are all sections, excluded ranges, bindings */
		rest += n == 0 ? times_more(&t, before, 64 - POOLS + 1) : 0;
		before = t.len;
		fill_options(&t);
		rest += n == 0 ? times_more(&t, before, 8192 / 32 - POOLS + 1) : 0;
		before = t.len;
		fill_head(&t);
		rest += n == 0 ? times_more(&t, before, 1024 - POOLS + 1) : 0;
	}
	text_add(&t, "#\nreturn\n");
	assert_true(rest + t.len < LOAD_TEXT_MAX * 7 / 8);
	if (errors_of(buffer, said, sizeof said) != 0)
		fail_msg("%s", said);
	comes_up(buffer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_bound_at_its_limit_and_beyond),
	    cmocka_unit_test(all_bounds_together_are_a_file_that_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
