/* links.c -- links.h on real packets, in namespaces of its own. */
#include "linux/links.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/mman.h>

#include "linux/virtual.h"
#include "test/unit/linux/world.h"

#define PORT_1 "GigabitEthernet0/1/1"

/* Everything ours, as `ip` tells it. */
static void
list_ours(char *ret, size_t size)
{
	int fd = memfd_create("ours", 0);
	ssize_t n;

	assert_true(fd >= 0);
	shell("ip -o link show group 29815 | sed 's/ state .*//; s/qlen.*//';"
	      "ip -o address show | grep -e Vlanif -e vrrp;"
	      "tc filter show dev eth1 ingress | grep -o twinlease.*direct; tc qdisc show dev eth1",
	      fd);
	n = pread(fd, ret, size - 1, 0);
	assert_true(n >= 0);
	ret[n] = '\0';
	close(fd);
}

static void
test_tagged_frames_of_the_vlan_get_in_and_out(void **state)
{
	struct links *l;
	struct lan_wanted w;
	struct heard h;
	struct mac mac;
	int wire;

	(void)state;
	needs_root();
	wire = wire_open("wire1");
	l = open_links();
	want_seed(&w);
	apply(l, &w);
	await_vlanif(l, 100, true);
	while (wire_hear(wire, 50, &h))
		if (h.tag != 100)
			fail_msg("a frame of type %02x%02x left without being asked", h.bytes[12],
				 h.bytes[13]);
	assert_true(arp_asks(wire, 100, IP4(10, 1, 1, 1), 1000, &h, &mac));
	assert_int_equal(h.tag, 100);
	assert_false(arp_asks(wire, -1, IP4(10, 1, 1, 1), 200, &h, &mac));
	assert_false(arp_asks(wire, 200, IP4(10, 1, 1, 1), 200, &h, &mac));
	assert_false(arp_asks(wire, 0, IP4(10, 1, 1, 1), 200, &h, &mac));
	assert_true(arp_asks(wire, 100, IP4(10, 1, 1, 1), 1000, &h, &mac));
	links_close(l);
	close(wire);
}

/* A frame with a second tag inside. */
static void
test_a_second_tag_does_not_get_in(void **state)
{
	uint8_t bytes[64];
	struct wr f = wr_of(bytes, sizeof(bytes));
	struct links *l;
	struct lan_wanted w;
	struct heard h;
	int wire;

	(void)state;
	needs_root();
	wire = wire_open("wire1");
	l = open_links();
	want_seed(&w);
	apply(l, &w);
	await_vlanif(l, 100, true);
	put_ethernet(&f, MAC_BROADCAST, client_mac, 100, 0x8100);
	wr_be16(&f, 100);
	wr_be16(&f, ETH_P_ARP);
	wr_be32(&f, 0x00010800);
	wr_be32(&f, 0x06040001);
	wr_bytes(&f, &client_mac, 6);
	wr_be32(&f, IP4(10, 1, 1, 77).host);
	wr_zero(&f, 6);
	wr_be32(&f, IP4(10, 1, 1, 1).host);
	while (wire_hear(wire, 50, &h))
		;
	wire_send(wire, &f);
	while (wire_hear(wire, 200, &h))
		assert_int_not_equal(h.bytes[13], 0x06);
	links_close(l);
	close(wire);
}

static void
test_an_access_port_takes_untagged_frames_only(void **state)
{
	struct links *l;
	struct lan_wanted w;
	struct heard h;
	struct mac mac;
	int wire;

	(void)state;
	needs_root();
	wire = wire_open("wire1");
	l = open_links();
	want_seed(&w);
	w.port[0].tagged = (struct lan_vlan_set){{0}};
	w.port[0].untagged = 100;
	apply(l, &w);
	await_vlanif(l, 100, true);
	assert_true(arp_asks(wire, -1, IP4(10, 1, 1, 1), 1000, &h, &mac));
	assert_int_equal(h.tag, -1);
	assert_false(arp_asks(wire, 100, IP4(10, 1, 1, 1), 200, &h, &mac));
	/* and the same port as a trunk: nothing old stays */
	want_seed(&w);
	apply(l, &w);
	assert_true(arp_asks(wire, 100, IP4(10, 1, 1, 1), 1000, &h, &mac));
	assert_false(arp_asks(wire, -1, IP4(10, 1, 1, 1), 200, &h, &mac));
	links_close(l);
	close(wire);
}

/* The port's own IP stack has an address, and is asked on its own wire. */
static void
test_a_port_has_no_ip_behaviour(void **state)
{
	struct links *l;
	struct lan_wanted w;
	struct heard h;
	struct mac mac;
	int wire;

	(void)state;
	needs_root();
	assert_int_equal(run("ip address add 10.1.1.99/24 dev eth1; ip link set eth1 up"), 0);
	wire = wire_open("wire1");
	l = open_links();
	want_seed(&w);
	apply(l, &w);
	await_vlanif(l, 100, true);
	assert_false(arp_asks(wire, -1, IP4(10, 1, 1, 99), 200, &h, &mac));
	run("ping -c1 -W1 -I eth1 10.1.1.77 >/dev/null 2>&1");
	while (wire_hear(wire, 100, &h))
		if (h.tag != 100)
			fail_msg("type %02x%02x left the port", h.bytes[12], h.bytes[13]);
	links_close(l); /* and has it again */
	assert_true(arp_asks(wire, -1, IP4(10, 1, 1, 99), 1000, &h, &mac));
	close(wire);
}

static void
test_applying_twice_changes_nothing_and_closing_leaves_nothing(void **state)
{
	char before[8192], first[8192], second[8192], after[8192];
	struct links *l;
	struct lan_wanted w;

	(void)state;
	needs_root();
	run("ip link set eth1 up");
	list_ours(before, sizeof(before));
	l = open_links();
	want_seed(&w);
	apply(l, &w);
	await_vlanif(l, 100, true);
	list_ours(first, sizeof(first));
	assert_non_null(strstr(first, "Vlanif100"));
	assert_non_null(strstr(first, "vrrp1.100"));
	assert_non_null(strstr(first, "10.1.1.1/24"));
	apply(l, &w);
	list_ours(second, sizeof(second));
	assert_string_equal(first, second);
	memset(&w, 0, sizeof(w));
	apply(l, &w);
	list_ours(second, sizeof(second));
	assert_null(strstr(second, "Vlanif100"));
	assert_null(strstr(second, "vrrp1.100"));
	links_close(l);
	list_ours(after, sizeof(after));
	assert_string_equal(before, after);
}

static void
die_with_links(void)
{
	struct links *l = open_links();
	struct lan_wanted w;

	want_seed(&w);
	apply(l, &w);
	_exit(0);
}

static void
test_what_a_crash_left_is_removed(void **state)
{
	char before[8192], left[8192], after[8192];
	int status;
	pid_t child;

	(void)state;
	needs_root();
	run("ip link set eth1 up");
	list_ours(before, sizeof(before));
	child = fork();
	if (child == 0)
		die_with_links();
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	list_ours(left, sizeof(left));
	assert_non_null(strstr(left, "Vlanif100"));
	links_close(open_links());
	list_ours(after, sizeof(after));
	assert_string_equal(before, after);
}

static void
test_a_second_instance_is_refused(void **state)
{
	char sentence[256];
	struct text message = text_of(sentence, sizeof(sentence));
	struct links *l;

	(void)state;
	needs_root();
	l = open_links();
	assert_null(links_open(&map_of_two, &message));
	assert_non_null(strstr(sentence, "already running"));
	links_close(l);
}

static void
refused_with(const struct ports *map, const char *words)
{
	char sentence[256];
	struct text message = text_of(sentence, sizeof(sentence));

	assert_null(links_open(map, &message));
	if (!strstr(sentence, words))
		fail_msg("'%s' does not say '%s'", sentence, words);
}

static void
test_what_is_wrong_is_named(void **state)
{
	struct ports map = {1, {{PORT_1, "eth7"}}};
	char sentence[256];
	struct text message = text_of(sentence, sizeof(sentence));
	struct links *l;
	struct lan_wanted w;

	(void)state;
	needs_root();
	refused_with(&map, PORT_1 ": there is no device eth7");
	map = (struct ports){1, {{PORT_1, "lo"}}};
	refused_with(&map, "device lo is not an Ethernet device");
	assert_int_equal(run("ip link add br7 type bridge && ip link set eth2 master br7"), 0);
	refused_with(&map_of_two, "GigabitEthernet0/1/2: device eth2 already belongs to br7");
	assert_int_equal(run("ip link del br7; ip link add Vlanif100 type bridge"), 0);
	l = open_links();
	want_seed(&w);
	assert_false(links_apply(l, &w, &message));
	assert_string_equal(sentence, "Vlanif100: a device of this name exists and is not ours");
	assert_int_equal(run("ip link del Vlanif100"), 0);
	apply(l, &w); /* a second try starts from what is there */
	snprintf(w.port[0].name, sizeof(w.port[0].name), "GigabitEthernet9/9/9");
	message = text_of(sentence, sizeof(sentence));
	assert_false(links_apply(l, &w, &message));
	assert_string_equal(sentence, "GigabitEthernet9/9/9: no device in the port map");
	links_close(l);
}

static void
test_a_vlanif_follows_its_ports(void **state)
{
	struct links *l;
	struct lan_wanted w;

	(void)state;
	needs_root();
	l = open_links();
	want_seed(&w);
	w.ports_count = 2;
	w.port[1] = w.port[0];
	snprintf(w.port[1].name, sizeof(w.port[1].name), "GigabitEthernet0/1/2");
	apply(l, &w);
	await_vlanif(l, 100, true);
	enter(world_wire);
	run("ip link set wire1 down");
	enter(world_device);
	for (struct links_event e; links_event(l, &e);)
		assert_true(e.port || e.up); /* the other port still carries it */
	enter(world_wire);
	run("ip link set wire2 down");
	enter(world_device);
	await_vlanif(l, 100, false);
	enter(world_wire);
	run("ip link set wire1 up; ip link set wire2 up");
	enter(world_device);
	await_vlanif(l, 100, true);
	w.vlanif[0].up = false;
	apply(l, &w);
	await_vlanif(l, 100, false);
	links_close(l);
}

static void
test_a_port_that_comes_back_is_taken_up_again(void **state)
{
	struct links *l;
	struct lan_wanted w;
	struct heard h;
	struct mac mac;
	int wire;

	(void)state;
	needs_root();
	l = open_links();
	want_seed(&w);
	apply(l, &w);
	await_vlanif(l, 100, true);
	assert_int_equal(run("ip link del eth1"), 0);
	await_vlanif(l, 100, false);
	assert_int_equal(run("ip link add eth1 type veth peer name wire1 netns /proc/%d/fd/%d",
			     (int)getpid(), world_wire),
			 0);
	enter(world_wire);
	run("ip link set wire1 up");
	enter(world_device);
	await_vlanif(l, 100, true);
	wire = wire_open("wire1");
	assert_true(arp_asks(wire, 100, IP4(10, 1, 1, 1), 1000, &h, &mac));
	links_close(l);
	close(wire);
}

/* Makes wire1 an access port of VLAN 100 with an address: the laboratory's programs, the other way
 * round, since here the wire's own stack is the client. */
static void
make_wire_a_client(void)
{
	const char *object = access_object();

	enter(world_wire);
	assert_int_equal(run("tc qdisc add dev wire1 clsact"), 0);
	assert_int_equal(
	    run("tc filter add dev wire1 egress bpf da obj %s sec access_in classid :64", object),
	    0);
	assert_int_equal(
	    run("tc filter add dev wire1 ingress bpf da obj %s sec access_out classid :64", object),
	    0);
	assert_int_equal(run("ip address add 10.1.1.50/24 dev wire1"), 0);
	enter(world_device);
}

static int
tcp_socket(int world, bool listens)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(6000)};
	int fd, on = 1;

	enter(world);
	fd = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	assert_true(fd >= 0);
	if (listens) {
		assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
		assert_int_equal(listen(fd, 1), 0);
	}
	enter(world_device);
	return fd;
}

/* Sends a megabyte from one end to the other and compares its length. */
static void
pour(int from, int to)
{
	static uint8_t bytes[65536];
	size_t sent = 0, got = 0;
	const size_t all = 1 << 20;
	uint64_t end = clock_us() + 10000000;

	while (got < all && clock_us() < end) {
		struct pollfd p[2] = {{from, sent < all ? POLLOUT : 0, 0}, {to, POLLIN, 0}};
		ssize_t n;

		poll(p, 2, 100);
		if (p[0].revents & POLLOUT) {
			n = send(from, bytes, sizeof(bytes), MSG_DONTWAIT);
			sent += n > 0 ? (size_t)n : 0;
		}
		if (p[1].revents & POLLIN) {
			n = recv(to, bytes, sizeof(bytes), MSG_DONTWAIT);
			got += n > 0 ? (size_t)n : 0;
		}
	}
	assert_true(got >= all);
}

static void
test_tcp_runs_over_the_tag_both_ways(void **state)
{
	struct sockaddr_in a = {
	    .sin_family = AF_INET, .sin_port = htons(6000), .sin_addr.s_addr = htonl(0x0a010101)};
	struct links *l;
	struct lan_wanted w;
	int listener, ours, theirs;
	uint64_t start;

	(void)state;
	needs_root();
	make_wire_a_client();
	l = open_links();
	want_seed(&w);
	apply(l, &w);
	await_vlanif(l, 100, true);
	listener = tcp_socket(world_device, true);
	theirs = tcp_socket(world_wire, false);
	assert_int_equal(connect(theirs, (struct sockaddr *)&a, sizeof(a)), 0);
	ours = accept(listener, NULL, NULL);
	assert_true(ours >= 0);
	start = clock_us();
	pour(ours, theirs);
	pour(theirs, ours);
	print_message("a megabyte each way: %lu us\n", (unsigned long)(clock_us() - start));
	close(ours);
	close(theirs);
	close(listener);
	links_close(l);
	enter(world_wire);
	run("tc qdisc del dev wire1 clsact; ip address flush dev wire1");
	enter(world_device);
}

static void
test_a_loopback_has_its_addresses_as_long_as_it_is_wanted(void **state)
{
	struct links *l;
	struct lan_wanted w;

	(void)state;
	needs_root();
	l = open_links();
	want_seed(&w);
	w.loopbacks_count = 1;
	w.loopback[0] = (struct lan_wanted_loopback){
	    0, 2, {{true, IP4(10, 9, 9, 1), {~0u}}, {true, IP4(10, 9, 9, 2), {~0u}}}};
	apply(l, &w);
	assert_int_equal(run("ip -o addr show LoopBack0 up | grep -q 10.9.9.2/32"), 0);
	assert_int_equal(run("ip route get 10.9.9.1 | grep -q ^local"), 0);
	w.loopback[0].count = 1;
	apply(l, &w);
	assert_int_equal(run("ip -o addr show LoopBack0 | grep -q 10.9.9.1/32"), 0);
	assert_int_not_equal(run("ip -o addr show LoopBack0 | grep -q 10.9.9.2"), 0);
	run("ip link set LoopBack0 down");
	apply(l, &w);
	assert_int_equal(run("ip route get 10.9.9.1 | grep -q ^local"), 0);
	w.loopbacks_count = 0;
	apply(l, &w);
	assert_int_not_equal(run("ip link show LoopBack0 2>/dev/null"), 0);
	links_close(l);
}

static bool
has_route(const char *route)
{
	char command[128];

	snprintf(command, sizeof(command), "ip route show | grep -qx '%s *'", route);
	return run(command) == 0;
}

static void
test_routes_are_exactly_those_wanted(void **state)
{
	static const char near[] = "10.20.0.0/16 via 10.1.1.9 dev Vlanif100 proto 108 metric 60";
	static const char far[] = "10.20.0.0/16 via 10.1.1.8 dev Vlanif100 proto 108 metric 60";
	static const char all[] = "default via 10.1.1.254 dev Vlanif100 proto 108 metric 60";
	static const char others[] = "ip route add 10.30.0.0/16 via 10.1.1.9";
	struct lan_route list[] = {
	    {true, IP4(0, 0, 0, 0), IP4(0, 0, 0, 0), IP4(10, 1, 1, 254)},
	    {true, IP4(10, 20, 0, 0), IP4(255, 255, 0, 0), IP4(10, 1, 1, 9)},
	    {true, IP4(10, 40, 0, 0), IP4(255, 255, 0, 0), IP4(192, 0, 2, 1)}, /* on no link */
	};
	struct links *l;
	struct lan_wanted w;

	(void)state;
	needs_root();
	l = open_links();
	want_seed(&w);
	w.routes_count = 3;
	memcpy(w.route, list, sizeof(list));
	apply(l, &w);
	await_vlanif(l, 100, true);
	assert_true(has_route(near) && has_route(all));
	w.route[1].gateway = IP4(10, 1, 1, 8);
	apply(l, &w);
	assert_true(has_route(far) && has_route(all) && !has_route(near));
	w.vlanif[0].up = false; /* the kernel takes them away */
	apply(l, &w);
	assert_false(has_route(far) || has_route(all));
	w.vlanif[0].up = true;
	apply(l, &w);
	assert_true(has_route(far) && has_route(all));
	assert_int_equal(run(others), 0);
	w.routes_count = 0;
	apply(l, &w);
	assert_false(has_route(far) || has_route(all));
	assert_int_not_equal(run(others), 0); /* it is there */
	links_close(l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    IN_WORLD(test_tagged_frames_of_the_vlan_get_in_and_out),
	    IN_WORLD(test_a_second_tag_does_not_get_in),
	    IN_WORLD(test_an_access_port_takes_untagged_frames_only),
	    IN_WORLD(test_a_port_has_no_ip_behaviour),
	    IN_WORLD(test_applying_twice_changes_nothing_and_closing_leaves_nothing),
	    IN_WORLD(test_what_a_crash_left_is_removed),
	    IN_WORLD(test_a_second_instance_is_refused),
	    IN_WORLD(test_what_is_wrong_is_named),
	    IN_WORLD(test_a_vlanif_follows_its_ports),
	    IN_WORLD(test_a_port_that_comes_back_is_taken_up_again),
	    IN_WORLD(test_tcp_runs_over_the_tag_both_ways),
	    IN_WORLD(test_a_loopback_has_its_addresses_as_long_as_it_is_wanted),
	    IN_WORLD(test_routes_are_exactly_those_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
