/* virtual.c -- virtual.h on real packets: who answers for the virtual address, and until when. */
#include "linux/virtual.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/wait.h>

#include "base/checksum.h"
#include "test/unit/linux/scene.h"

static const struct ip4 vip = {0x0a01016f}; /* 10.1.1.111 */

static bool
answers(struct scene *s, int wait_ms)
{
	struct heard h;
	struct mac mac;

	if (!arp_asks(s->wire, 100, vip, wait_ms, &h, &mac))
		return false;
	assert_int_equal(h.tag, 100);
	assert_memory_equal(&mac, &vmac, 6);
	assert_memory_equal(h.bytes + 6, &vmac, 6);
	return true;
}

static void
test_the_vip_answers_while_owned_and_fresh(void **state)
{
	struct scene *s = scene(state);
	uint64_t now = clock_us();

	assert_false(answers(s, 100)); /* neither */
	assert_int_equal(virtual_heartbeat(s->virtual, 100, 1, now + 60000000), 0);
	assert_false(answers(s, 100)); /* fresh, not owned */
	assert_int_equal(virtual_own(s->virtual, 100, 1, &vip, 1), 0);
	assert_true(virtual_owned(s->virtual, 100, 1));
	assert_true(answers(s, 1000));
	assert_int_equal(virtual_heartbeat(s->virtual, 100, 1, clock_us()), 0);
	assert_false(answers(s, 100)); /* owned, stale */
	assert_int_equal(virtual_heartbeat(s->virtual, 100, 1, clock_us() + 60000000), 0);
	assert_true(answers(s, 1000));
	assert_int_equal(virtual_disown(s->virtual, 100, 1), 0);
	assert_false(virtual_owned(s->virtual, 100, 1));
	assert_false(answers(s, 100));
	assert_int_equal(virtual_disown(s->virtual, 100, 1), 0); /* again is no error */
	assert_int_equal(virtual_own(s->virtual, 100, 9, &vip, 1), -ENODEV);
}

static void
test_owning_again_changes_the_addresses(void **state)
{
	struct scene *s = scene(state);
	struct ip4 two[2] = {{0x0a010170}, {0x0a010171}};

	assert_int_equal(virtual_heartbeat(s->virtual, 100, 1, clock_us() + 60000000), 0);
	assert_int_equal(virtual_own(s->virtual, 100, 1, &vip, 1), 0);
	assert_int_equal(virtual_own(s->virtual, 100, 1, two, 2), 0);
	assert_false(answers(s, 100));
	assert_int_equal(
	    run("ip -o address show dev vrrp1.100 | grep -c 10.1.1.11[23]/32 | grep -qx 2"), 0);
	assert_int_equal(
	    run("bridge fdb show br Vlanif100 | grep -q '00:00:5e:00:01:01 .*permanent'"), 0);
	assert_int_equal(virtual_disown(s->virtual, 100, 1), 0);
	assert_int_not_equal(run("ip -o address show dev vrrp1.100 | grep -q inet"), 0);
	assert_int_not_equal(run("bridge fdb show br Vlanif100 | grep -q 00:00:5e:00:01:01"), 0);
	assert_int_not_equal(run("ip -o link show dev vrrp1.100 up | grep -q vrrp"), 0);
}

/* Switches would learn the virtual MAC at this port. Gratuitous ARP is the pulse's to send. */
static void
test_owning_and_disowning_send_nothing(void **state)
{
	struct scene *s = scene(state);
	struct heard h;

	assert_int_equal(virtual_heartbeat(s->virtual, 100, 1, clock_us() + 60000000), 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(virtual_own(s->virtual, 100, 1, &vip, 1), 0);
		assert_int_equal(virtual_disown(s->virtual, 100, 1), 0);
	}
	while (wire_hear(s->wire, 300, &h))
		if (memcmp(h.bytes + 6, &vmac, 6) == 0)
			fail_msg("type %02x%02x", h.bytes[12], h.bytes[13]);
}

/* An ICMP echo request to the virtual address, by the virtual MAC. */
static bool
echoes(struct scene *s, int wait_ms)
{
	uint8_t bytes[64];
	struct wr w = wr_of(bytes, sizeof(bytes));
	uint64_t end = clock_us() + (uint64_t)wait_ms * 1000;
	struct heard h;

	assert_int_equal(
	    run("ip neighbour replace 10.1.1.77 lladdr 02:00:00:00:00:0c dev Vlanif100"), 0);
	put_ethernet(&w, vmac, client_mac, 100, ETH_P_IP);
	wr_be32(&w, 0x4500001c);
	wr_be32(&w, 0);
	wr_be32(&w, 0x40010000);
	wr_be32(&w, 0x0a01014d); /* 10.1.1.77 */
	wr_be32(&w, vip.host);
	wr_be32(&w, 0x0800f7ff);
	wr_be32(&w, 0);
	wr_patch16(&w, 28, checksum_end(checksum_add(0, bytes + 18, 20)));
	while (wire_hear(s->wire, 0, &h))
		;
	wire_send(s->wire, &w);
	while (clock_us() < end && wire_hear(s->wire, (int)((end - clock_us()) / 1000) + 1, &h))
		if (h.tag == 100 && h.bytes[12] == 8 && h.bytes[13] == 0 && h.bytes[23] == 1)
			return true;
	return false;
}

static void
test_frames_to_the_virtual_mac_pass_while_fresh(void **state)
{
	struct scene *s = scene(state);

	assert_int_equal(virtual_own(s->virtual, 100, 1, &vip, 1), 0);
	assert_false(echoes(s, 100));
	assert_int_equal(virtual_heartbeat(s->virtual, 100, 1, clock_us() + 60000000), 0);
	assert_true(echoes(s, 1000));
	assert_int_equal(virtual_heartbeat(s->virtual, 100, 1, clock_us()), 0);
	assert_false(echoes(s, 100));
}

static void
test_a_silent_address_answers_arp_and_no_ping(void **state)
{
	struct scene *s = scene(state);
	struct lan_wanted w;

	want_seed(&w);
	w.virtual[0].silent[w.virtual[0].silent_count++] = vip;
	apply(s->links, &w);
	assert_int_equal(virtual_own(s->virtual, 100, 1, &vip, 1), 0);
	assert_int_equal(virtual_heartbeat(s->virtual, 100, 1, clock_us() + 60000000), 0);
	assert_true(answers(s, 1000));
	assert_false(echoes(s, 100));
	w.virtual[0].silent_count = 0;
	apply(s->links, &w);
	assert_true(echoes(s, 1000));
}

static bool
heard_from(struct scene *s, struct mac from, int wait_ms)
{
	uint64_t end = clock_us() + (uint64_t)wait_ms * 1000;
	struct heard h;

	while (clock_us() < end && wire_hear(s->wire, (int)((end - clock_us()) / 1000) + 1, &h))
		if (memcmp(h.bytes + 6, &from, 6) == 0)
			return true;
	return false;
}

static void
test_our_own_packet_sockets_are_gated_too(void **state)
{
	struct scene *s = scene(state);
	char sentence[256];
	struct text message = text_of(sentence, sizeof(sentence));
	struct packet *p = packet_open(PACKET_VRRP, s->virtual, &message);
	uint16_t vlan = 100;
	uint8_t bytes[64];
	struct wr w = wr_of(bytes, sizeof(bytes));
	struct packet_out out;

	assert_non_null(p);
	assert_true(packet_listen(p, &vlan, 1, &message));
	put_ethernet(&w, (struct mac){{1, 0, 0x5e, 0, 0, 0x12}}, vmac, -1, ETH_P_IP);
	wr_zero(&w, 40);
	out = (struct packet_out){100, bytes, w.len};
	assert_int_equal(packet_send(p, &out, 1), 0);
	assert_false(heard_from(s, vmac, 100));
	assert_int_equal(virtual_heartbeat(s->virtual, 100, 1, clock_us() + 60000000), 0);
	assert_int_equal(packet_send(p, &out, 1), 1);
	assert_true(heard_from(s, vmac, 1000));
	assert_int_equal(packet_send(p, &out, 1), 1); /* a farewell is out when the gate shuts */
	assert_int_equal(virtual_heartbeat(s->virtual, 100, 1, 0), 0);
	assert_true(heard_from(s, vmac, 1000));
	assert_int_equal(packet_send(p, &out, 1), 0);
	assert_false(heard_from(s, vmac, 100));
	packet_close(p);
}

/* ---- a daemon that dies ---- */

/* Becomes Master with its last heartbeat good for `fresh_us`, says so, and stays. */
static void
be_master(int say, uint64_t fresh_us)
{
	char sentence[256];
	struct text message = text_of(sentence, sizeof(sentence));
	struct links *l = open_links();
	struct lan_wanted w;
	struct virtual *v;

	want_seed(&w);
	apply(l, &w);
	await_vlanif(l, 100, true);
	v = virtual_open(l, &message);
	virtual_own(v, 100, 1, &vip, 1);
	virtual_heartbeat(v, 100, 1, clock_us() + fresh_us);
	if (write(say, "M", 1) == 1)
		pause();
	_exit(0);
}

static void
falls_silent_after(int signal_number)
{
	struct scene s = {.wire = wire_open("wire1")};
	const uint64_t fresh_us = 500000;
	uint64_t started, silent = 0, last = 0;
	int ready[2];
	pid_t child;
	char c;

	assert_int_equal(pipe(ready), 0);
	child = fork();
	if (child == 0)
		be_master(ready[1], fresh_us);
	assert_int_equal(read(ready[0], &c, 1), 1);
	started = clock_us();
	kill(child, signal_number);
	assert_true(answers(&s, 1000));
	while (clock_us() < started + 2 * fresh_us)
		if (answers(&s, 50))
			last = clock_us();
		else
			silent++;
	assert_true(silent > 0);
	assert_true(last <= started + fresh_us + 20000);
	print_message("last answer %lu us after the heartbeat, good for %lu us\n",
		      (unsigned long)(last - started), (unsigned long)fresh_us);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
	close(s.wire);
	close(ready[0]);
	close(ready[1]);
}

static void
test_a_killed_daemon_falls_silent(void **state)
{
	(void)state;
	needs_root();
	falls_silent_after(SIGKILL);
}

static void
test_a_frozen_daemon_falls_silent(void **state)
{
	(void)state;
	needs_root();
	falls_silent_after(SIGSTOP);
}

/* As Backup, between two ports of one VLAN, this device is a switch for the other Master. */
static void
test_another_masters_frames_pass_through(void **state)
{
	struct scene *s = scene(state);
	struct lan_wanted w;
	uint8_t bytes[64];
	struct wr f = wr_of(bytes, sizeof(bytes));
	int wire2;

	want_seed(&w);
	w.ports_count = 2;
	w.port[1] = w.port[0];
	snprintf(w.port[1].name, sizeof(w.port[1].name), "GigabitEthernet0/1/2");
	apply(s->links, &w);
	assert_true(answers(s, 10) == false);
	wire2 = wire_open("wire2");
	put_ethernet(&f, MAC_BROADCAST, vmac, 100, ETH_P_ARP);
	wr_zero(&f, 46);
	for (int tries = 0; tries < 20; tries++) { /* until the second port is up */
		struct links_event e;

		while (links_event(s->links, &e))
			;
		wire_send(wire2, &f);
		if (heard_from(s, vmac, 100)) {
			close(wire2);
			return;
		}
	}
	fail_msg("not passed on");
}

static const struct ip4 interface = {0x0a010101}; /* 10.1.1.1, of Vlanif100 */

static void
own_group(struct scene *s, bool on)
{
	struct lan_wanted w;

	want_seed(&w);
	w.virtual[0].owns_count = on;
	w.virtual[0].owns[0] = interface;
	apply(s->links, &w);
}

static bool
owner_answers(struct scene *s, int wait_ms, struct mac *ret_mac)
{
	struct heard h;

	return arp_asks(s->wire, 100, interface, wait_ms, &h, ret_mac);
}

/* This host asks who has 10.1.1.88: whether that is heard, and from which MAC. */
static bool
host_asks(struct scene *s, int wait_ms, struct mac *ret_mac)
{
	struct sockaddr_in to = {
	    .sin_family = AF_INET, .sin_port = htons(9), .sin_addr = {htonl(0x0a010158)}};
	uint64_t end = clock_us() + (uint64_t)wait_ms * 1000;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct heard h;

	while (wire_hear(s->wire, 0, &h))
		;
	assert_int_equal(run("ip neighbour flush all"), 0);
	assert_true(fd >= 0);
	assert_int_equal(sendto(fd, "?", 1, 0, (struct sockaddr *)&to, sizeof to), 1);
	close(fd);
	while (clock_us() < end && wire_hear(s->wire, (int)((end - clock_us()) / 1000) + 1, &h))
		if (h.bytes[12] == 8 && h.bytes[13] == 6 && h.bytes[21] == 1 && h.bytes[41] == 88) {
			assert_memory_equal(h.bytes + 6, h.bytes + 22, 6);
			memcpy(ret_mac, h.bytes + 22, 6);
			return true;
		}
	return false;
}

/* RFC 9568 6.4.2, 8.1.2: a Backup does not speak for the address, a Master with the virtual MAC
 * alone, in what it asks too. */
static void
test_an_owner_is_heard_with_the_virtual_mac_only(void **state)
{
	struct scene *s = scene(state);
	struct mac mac;

	assert_true(owner_answers(s, 2000, &mac)); /* an address as any other */
	assert_true(host_asks(s, 1000, &mac));
	assert_memory_not_equal(&mac, &vmac, 6);
	own_group(s, true);
	assert_false(owner_answers(s, 300, &mac));
	assert_false(host_asks(s, 300, &mac));
	assert_int_equal(virtual_heartbeat(s->virtual, 100, 1, clock_us() + 60000000), 0);
	assert_int_equal(virtual_own(s->virtual, 100, 1, &interface, 1), 0);
	for (int i = 0; i < 3; i++) {
		assert_true(owner_answers(s, 1000, &mac));
		assert_memory_equal(&mac, &vmac, 6);
		assert_true(host_asks(s, 1000, &mac));
		assert_memory_equal(&mac, &vmac, 6);
	}
	assert_int_equal(virtual_disown(s->virtual, 100, 1), 0);
	assert_int_not_equal(run("ip -o -4 address show dev vrrp1.100 | grep -q inet"), 0);
	assert_false(owner_answers(s, 300, &mac));
	assert_false(host_asks(s, 300, &mac));
	own_group(s, false);
	assert_true(owner_answers(s, 1000, &mac));
	assert_memory_not_equal(&mac, &vmac, 6);
}

/* The mask of the Vlanif's address became another one: the macvlan's follows. */
static void
test_an_owners_address_is_as_wide_as_on_the_vlanif(void **state)
{
	struct scene *s = scene(state);

	own_group(s, true);
	assert_int_equal(virtual_own(s->virtual, 100, 1, &interface, 1), 0);
	assert_int_equal(run("ip -o address show dev vrrp1.100 | grep -q 10.1.1.1/24"), 0);
	assert_int_equal(run("ip route get 10.1.1.9 | grep -q 'dev vrrp1.100 src 10.1.1.1'"), 0);
	assert_int_equal(run("ip address add 10.1.1.1/16 dev Vlanif100 metric 1; "
			     "ip address del 10.1.1.1/24 dev Vlanif100"),
			 0);
	assert_int_equal(virtual_own(s->virtual, 100, 1, &interface, 1), 0);
	assert_int_equal(run("ip -o address show dev vrrp1.100 | grep -q 10.1.1.1/16"), 0);
	assert_int_not_equal(run("ip -o address show dev vrrp1.100 | grep -q 10.1.1.1/24"), 0);
	assert_int_equal(virtual_disown(s->virtual, 100, 1), 0);
	assert_int_equal(run("ip route get 10.1.1.9 | grep -q 'dev Vlanif100 src 10.1.1.1'"), 0);
}

static void
test_owning_takes_milliseconds_at_most(void **state)
{
	struct scene *s = scene(state);
	struct ip4 vips[16];
	uint64_t own = 0, disown = 0, beat = 0, worst = 0;
	enum { ROUNDS = 20 };

	for (uint32_t i = 0; i < 16; i++)
		vips[i].host = vip.host + i;
	for (int i = 0; i < ROUNDS; i++) {
		uint64_t a = clock_us(), b, c, d;

		assert_int_equal(virtual_own(s->virtual, 100, 1, vips, 16), 0);
		b = clock_us();
		assert_int_equal(virtual_heartbeat(s->virtual, 100, 1, b + 1000000), 0);
		c = clock_us();
		assert_int_equal(virtual_disown(s->virtual, 100, 1), 0);
		d = clock_us();
		own += b - a;
		beat += c - b;
		disown += d - c;
		worst = b - a > worst ? b - a : worst;
	}
	print_message("16 addresses: own %lu us (worst %lu), disown %lu us, heartbeat %lu us\n",
		      (unsigned long)(own / ROUNDS), (unsigned long)worst,
		      (unsigned long)(disown / ROUNDS), (unsigned long)(beat / ROUNDS));
	assert_true(own / ROUNDS < 50000);
}

#define IN_SCENE(f) cmocka_unit_test_setup_teardown(f, set_scene, clear_scene)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    IN_SCENE(test_the_vip_answers_while_owned_and_fresh),
	    IN_SCENE(test_owning_again_changes_the_addresses),
	    IN_SCENE(test_owning_and_disowning_send_nothing),
	    IN_SCENE(test_frames_to_the_virtual_mac_pass_while_fresh),
	    IN_SCENE(test_a_silent_address_answers_arp_and_no_ping),
	    IN_SCENE(test_our_own_packet_sockets_are_gated_too),
	    IN_WORLD(test_a_killed_daemon_falls_silent),
	    IN_WORLD(test_a_frozen_daemon_falls_silent),
	    IN_SCENE(test_another_masters_frames_pass_through),
	    IN_SCENE(test_an_owner_is_heard_with_the_virtual_mac_only),
	    IN_SCENE(test_an_owners_address_is_as_wide_as_on_the_vlanif),
	    IN_SCENE(test_owning_takes_milliseconds_at_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
