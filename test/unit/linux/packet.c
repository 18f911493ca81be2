/* packet.c -- packet.h on real frames: what is heard, what is not, how much is sent. */
#include "linux/packet.h"

#include <netinet/in.h>

#include "base/checksum.h"
#include "test/unit/linux/scene.h"

static const struct mac vrrp_group = {{1, 0, 0x5e, 0, 0, 0x12}};

static int
listen_in_scene(void **state, enum packet_kind kind)
{
	char sentence[256];
	struct text message = text_of(sentence, sizeof(sentence));
	struct scene *s;
	struct heard h;
	uint16_t vlan = 100;

	if (set_scene(state) != 0)
		return -1;
	s = *state;
	if (geteuid() != 0)
		return 0;
	s->packet = packet_open(kind, s->virtual, &message);
	if (!s->packet || !packet_listen(s->packet, &vlan, 1, &message))
		fail_msg("%s", sentence);
	assert_true(arp_asks(s->wire, 100, IP4(10, 1, 1, 1), 1000, &h, &s->mac));
	return 0;
}

static int
hear_dhcp(void **state)
{
	return listen_in_scene(state, PACKET_DHCP);
}

static int
hear_vrrp(void **state)
{
	return listen_in_scene(state, PACKET_VRRP);
}

/* The header's checksum; br_netfilter, where it is on, drops a packet with a wrong one. */
static void
finish_ipv4(struct wr *w)
{
	wr_patch16(w, 28, checksum_end(checksum_add(0, w->p + 18, 20)));
}

/* An IPv4 packet with 8 bytes behind the header: ports 68 -> port, or whatever the protocol has;
 * of ICMP `port` is the type. */
static void
send_packet(struct scene *s, struct mac to, uint8_t protocol, struct ip4 dest, uint16_t port)
{
	uint8_t bytes[64];
	struct wr w = wr_of(bytes, sizeof(bytes));

	put_ethernet(&w, to, client_mac, 100, ETH_P_IP);
	wr_be32(&w, 0x4500001c);
	wr_be32(&w, 0);
	wr_be16(&w, (uint16_t)(0xff00 | protocol));
	wr_be16(&w, 0);
	wr_be32(&w, 0x0a01014d);
	wr_be32(&w, dest.host);
	wr_be16(&w, (uint16_t)(protocol == IPPROTO_ICMP ? port << 8 : 68));
	wr_be16(&w, port);
	wr_be32(&w, 0x00080000);
	finish_ipv4(&w);
	wire_send(s->wire, &w);
}

static bool
hears(struct scene *s, int wait_ms, struct node_frame *ret)
{
	struct pollfd p = {packet_fd(s->packet), POLLIN, 0};
	unsigned n;

	if (poll(&p, 1, wait_ms) != 1)
		return false;
	n = packet_read(s->packet, ret, 1);
	if (n == 0)
		packet_release(s->packet);
	return n == 1;
}

static void
expect(struct scene *s, struct mac to, uint8_t protocol, struct ip4 dest, uint16_t port, bool heard)
{
	struct node_frame f;

	send_packet(s, to, protocol, dest, port);
	if (hears(s, heard ? 1000 : 50, &f) != heard)
		fail_msg("protocol %u port %u: %s", protocol, port, heard ? "not heard" : "heard");
	if (!heard)
		return;
	assert_int_equal(f.vlan, 100);
	assert_true(f.len >= 42);
	assert_memory_equal(f.bytes, &to, 6);
	assert_int_equal(f.bytes[12] << 8 | f.bytes[13], ETH_P_IP);
	packet_release(s->packet);
}

static void
test_dhcp_is_heard_by_whom_it_is_for(void **state)
{
	struct scene *s = scene(state);
	const struct mac other = {{2, 0, 0, 0, 0, 0x55}};
	const struct mac vmac_2 = {{0, 0, 0x5e, 0, 1, 2}};
	const struct ip4 all = {0xffffffff}, vip = {0x0a01016f};

	expect(s, MAC_BROADCAST, 17, all, 67, true);
	expect(s, MAC_BROADCAST, 17, all, 68, false);
	expect(s, MAC_BROADCAST, 6, all, 67, false);
	expect(s, s->mac, 17, IP4(10, 1, 1, 1), 67, true);
	expect(s, other, 17, IP4(10, 1, 1, 5), 67, false);
	expect(s, vmac, 17, vip, 67, false);
	assert_int_equal(virtual_own(s->virtual, 100, 1, &vip, 1), 0);
	assert_int_equal(virtual_heartbeat(s->virtual, 100, 1, clock_us() + 60000000), 0);
	expect(s, vmac, 17, vip, 67, true);
	expect(s, vmac_2, 17, vip, 67, false);
	expect(s, MAC_BROADCAST, 17, all, 67, true); /* once, not again by the macvlan */
	expect(s, other, 6, all, 1, false);
}

static void
test_an_echo_reply_is_heard_by_whom_it_is_for(void **state)
{
	struct scene *s = scene(state);
	const struct mac other = {{2, 0, 0, 0, 0, 0x55}};
	const struct ip4 vip = {0x0a01016f};

	expect(s, s->mac, IPPROTO_ICMP, IP4(10, 1, 1, 1), 0, true);
	expect(s, s->mac, IPPROTO_ICMP, IP4(10, 1, 1, 1), 8, false); /* a request */
	expect(s, s->mac, IPPROTO_ICMP, IP4(10, 1, 1, 1), 3, false); /* unreachable */
	expect(s, other, IPPROTO_ICMP, IP4(10, 1, 1, 5), 0, false);
	expect(s, vmac, IPPROTO_ICMP, vip, 0, false);
	assert_int_equal(virtual_own(s->virtual, 100, 1, &vip, 1), 0);
	assert_int_equal(virtual_heartbeat(s->virtual, 100, 1, clock_us() + 60000000), 0);
	expect(s, vmac, IPPROTO_ICMP, vip, 0, true);
}

/* An ARP packet of 10.1.1.77 to the MAC `to`, about the target. */
static void
send_arp_about(struct scene *s, struct mac to, uint16_t operation, struct mac target,
	       struct ip4 address)
{
	uint8_t bytes[64];
	struct wr w = wr_of(bytes, sizeof(bytes));

	put_ethernet(&w, to, client_mac, 100, ETH_P_ARP);
	wr_be32(&w, 0x00010800);
	wr_be16(&w, 0x0604);
	wr_be16(&w, operation);
	wr_bytes(&w, &client_mac, 6);
	wr_be32(&w, 0x0a01014d);
	wr_bytes(&w, &target, 6);
	wr_be32(&w, address.host);
	wr_zero(&w, 18);
	wire_send(s->wire, &w);
}

static void
send_arp(struct scene *s, struct mac to, uint16_t operation, struct mac target)
{
	send_arp_about(s, to, operation, target, IP4(10, 1, 1, 1));
}

static void
test_an_arp_reply_to_the_vlanif_is_heard(void **state)
{
	struct scene *s = scene(state);
	const struct mac zero = {{0}};
	struct mac near = s->mac;
	struct node_frame f;

	near.byte[0] ^= 4;
	send_arp(s, MAC_BROADCAST, 1, zero);	   /* a request */
	send_arp(s, s->mac, 1, s->mac);		   /* a request asked of us alone */
	send_arp(s, MAC_BROADCAST, 2, client_mac); /* a gratuitous reply */
	send_arp(s, s->mac, 2, near);
	send_arp(s, s->mac, 2, vmac);
	assert_false(hears(s, 50, &f));
	send_arp(s, s->mac, 2, s->mac);
	assert_true(hears(s, 1000, &f));
	assert_int_equal(f.vlan, 100);
	assert_int_equal(f.bytes[12] << 8 | f.bytes[13], ETH_P_ARP);
	assert_memory_equal(f.bytes + 32, &s->mac, 6);
	assert_true(f.len >= 42);
	packet_release(s->packet);
	assert_false(hears(s, 50, &f)); /* once */
}

static void
test_an_announcement_is_heard(void **state)
{
	struct scene *s = scene(state);
	const struct mac zero = {{0}};
	struct node_frame f;

	for (uint16_t operation = 1; operation <= 2; operation++) {
		send_arp_about(s, MAC_BROADCAST, operation, zero, IP4(10, 1, 1, 77));
		assert_true(hears(s, 1000, &f));
		assert_int_equal(f.bytes[21], operation);
		packet_release(s->packet);
		send_arp_about(s, MAC_BROADCAST, operation, zero, IP4(10, 1, 1, 78));
		assert_false(hears(s, 50, &f));
	}
}

/* Without the shut port 67 the kernel would say so to the client. */
static void
test_no_icmp_unreachable_goes_out(void **state)
{
	struct scene *s = scene(state);
	struct heard h;
	struct node_frame f;

	run("ip neighbour replace 10.1.1.77 lladdr 02:00:00:00:00:0c dev Vlanif100");
	send_packet(s, s->mac, 17, IP4(10, 1, 1, 1), 67);
	assert_true(hears(s, 1000, &f));
	packet_release(s->packet);
	while (wire_hear(s->wire, 100, &h))
		if (h.bytes[12] == 8 && h.bytes[13] == 0 && h.bytes[23] == 1)
			fail_msg("ICMP %u/%u", h.bytes[34], h.bytes[35]);
}

static void
test_vrrp_is_heard_also_from_a_rival(void **state)
{
	struct scene *s = scene(state);
	const struct ip4 group = {0xe0000012}, vip = {0x0a01016f};
	uint8_t bytes[64];
	struct wr w = wr_of(bytes, sizeof(bytes));
	struct node_frame f;

	expect(s, vrrp_group, 112, group, 0, true);
	expect(s, vrrp_group, 17, group, 67, false);
	expect(s, s->mac, 112, IP4(10, 1, 1, 1), 0, false);
	expect(s, MAC_BROADCAST, 17, (struct ip4){0xffffffff}, 67, false);
	assert_int_equal(virtual_own(s->virtual, 100, 1, &vip, 1), 0);
	assert_int_equal(virtual_heartbeat(s->virtual, 100, 1, clock_us() + 60000000), 0);
	put_ethernet(&w, vrrp_group, vmac, 100, ETH_P_IP); /* from our own virtual MAC */
	wr_be32(&w, 0x4500001c);
	wr_be32(&w, 0);
	wr_be32(&w, 0xff700000);
	wr_be32(&w, 0x0a010102);
	wr_be32(&w, group.host);
	wr_zero(&w, 8);
	finish_ipv4(&w);
	wire_send(s->wire, &w);
	assert_true(hears(s, 1000, &f));
	assert_memory_equal(f.bytes + 6, &vmac, 6);
	packet_release(s->packet);
}

static void
test_the_group_is_joined_with_the_physical_mac(void **state)
{
	scene(state);
	assert_int_equal(run("ip maddress show dev Vlanif100 | grep -q 224.0.0.18"), 0);
}

static void
test_a_burst_is_sent_and_heard_whole(void **state)
{
	struct scene *s = scene(state);
	enum { BURST = 1000 };
	static struct packet_out out[BURST];
	static struct node_frame in[NODE_FRAMES_MAX];
	uint8_t bytes[342] = {0};
	struct wr w = wr_of(bytes, sizeof(bytes));
	unsigned got = 0, n;
	uint64_t a, b;

	put_ethernet(&w, client_mac, s->mac, -1, ETH_P_IP);
	for (unsigned i = 0; i < BURST; i++)
		out[i] = (struct packet_out){100, bytes, sizeof(bytes)};
	out[500].vlan = 7; /* nobody listens there */
	a = clock_us();
	assert_int_equal(packet_send(s->packet, out, BURST), BURST - 1);
	b = clock_us();
	for (unsigned i = 0; i < BURST; i++)
		send_packet(s, MAC_BROADCAST, 17, (struct ip4){0xffffffff}, 67);
	do {
		n = packet_read(s->packet, in, NODE_FRAMES_MAX);
		got += n;
		packet_release(s->packet);
	} while (n > 0);
	assert_int_equal(got, BURST);
	print_message("sent %u frames of 342 bytes in %lu us\n", BURST, (unsigned long)(b - a));
}

/* Since it came, however late it is read. */
static void
test_a_frame_bears_its_age(void **state)
{
	enum { WAIT_MS = 30 };
	struct scene *s = scene(state);
	struct node_frame f;
	uint64_t sent_us = clock_us();

	send_packet(s, MAC_BROADCAST, 17, (struct ip4){0xffffffff}, 67);
	poll(&(struct pollfd){packet_fd(s->packet), POLLIN, 0}, 1, 1000);
	poll(NULL, 0, WAIT_MS);
	assert_true(hears(s, 1000, &f));
	assert_in_range(f.age_us, WAIT_MS * 1000, clock_us() - sent_us);
	packet_release(s->packet);
}

/* More than the ring holds: what the kernel had no room for is counted. */
static void
test_an_overrun_is_counted(void **state)
{
	enum { FRAMES = 3000, SLOTS = 2048 };
	struct scene *s = scene(state);
	struct node_frame in[NODE_FRAMES_MAX];
	struct node_lost lost;
	unsigned got = 0, n;

	assert_false(packet_take_lost(s->packet, &lost));
	for (unsigned i = 0; i < FRAMES; i++)
		send_packet(s, MAC_BROADCAST, 17, (struct ip4){0xffffffff}, 67);
	for (;; got += n) {
		n = packet_read(s->packet, in, NODE_FRAMES_MAX);
		packet_release(s->packet);
		if (n == 0)
			break;
	}
	assert_int_equal(got, SLOTS);
	expect(s, MAC_BROADCAST, 17, (struct ip4){0xffffffff}, 67, true);
	assert_true(packet_take_lost(s->packet, &lost));
	assert_int_equal(lost.overrun, FRAMES - SLOTS);
	assert_false(packet_take_lost(s->packet, &lost));
}

/* The kernel of the same machine leaves the checksum to hardware that is not there. */
static void
test_an_unfinished_checksum_is_told(void **state)
{
	struct scene *s = scene(state);
	struct sockaddr_in a = {
	    .sin_family = AF_INET, .sin_port = htons(67), .sin_addr.s_addr = htonl(0x0a010101)};
	struct node_frame f;
	int fd;

	enter(world_wire);
	assert_int_equal(
	    run("tc qdisc add dev wire1 clsact && tc filter add dev wire1 egress bpf da "
		"obj %s sec access_in classid :64 && ip address add 10.1.1.50/24 dev wire1 &&"
		"ip neighbour replace 10.1.1.1 lladdr %02x:%02x:%02x:%02x:%02x:%02x dev wire1",
		access_object(), s->mac.byte[0], s->mac.byte[1], s->mac.byte[2], s->mac.byte[3],
		s->mac.byte[4], s->mac.byte[5]),
	    0);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	assert_int_equal(sendto(fd, "x", 1, 0, (struct sockaddr *)&a, sizeof(a)), 1);
	close(fd);
	enter(world_device);
	assert_true(hears(s, 1000, &f));
	assert_true(f.checksum_unfinished);
	packet_release(s->packet);
	enter(world_wire);
	assert_int_equal(run("tc qdisc del dev wire1 clsact"), 0);
	enter(world_device);
	send_packet(s, MAC_BROADCAST, 17, (struct ip4){0xffffffff}, 67);
	assert_true(hears(s, 1000, &f));
	assert_false(f.checksum_unfinished);
	packet_release(s->packet);
}

static void
test_rings_follow_the_vlanifs(void **state)
{
	struct scene *s = scene(state);
	char sentence[256];
	struct text message = text_of(sentence, sizeof(sentence));
	struct lan_wanted w;
	uint16_t vlans[2] = {100, 300};
	const struct ip4 all = {0xffffffff};
	struct node_frame f;

	assert_false(packet_listen(s->packet, vlans, 2, &message));
	assert_non_null(strstr(sentence, "Vlanif300"));
	assert_int_equal(packet_deaf(s->packet, vlans, 2), 300);
	assert_int_equal(packet_deaf(s->packet, vlans, 1), 0);
	expect(s, MAC_BROADCAST, 17, all, 67, true);
	memset(&w, 0, sizeof(w));
	apply(s->links, &w); /* Vlanif100 goes away under its ring */
	await_vlanif(s->links, 100, false);
	assert_false(hears(s, 50, &f));
	assert_false(hears(s, 50, &f));
	want_seed(&w);
	apply(s->links, &w);
	await_vlanif(s->links, 100, true);
	assert_true(packet_listen(s->packet, vlans, 1, &message));
	expect(s, MAC_BROADCAST, 17, all, 67, true);
	assert_true(packet_listen(s->packet, vlans, 0, &message));
	expect(s, MAC_BROADCAST, 17, all, 67, false);
}

#define DHCP(f) cmocka_unit_test_setup_teardown(f, hear_dhcp, clear_scene)
#define VRRP(f) cmocka_unit_test_setup_teardown(f, hear_vrrp, clear_scene)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    DHCP(test_dhcp_is_heard_by_whom_it_is_for),
	    DHCP(test_an_echo_reply_is_heard_by_whom_it_is_for),
	    DHCP(test_an_arp_reply_to_the_vlanif_is_heard),
	    DHCP(test_an_announcement_is_heard),
	    DHCP(test_no_icmp_unreachable_goes_out),
	    VRRP(test_vrrp_is_heard_also_from_a_rival),
	    VRRP(test_the_group_is_joined_with_the_physical_mac),
	    DHCP(test_a_burst_is_sent_and_heard_whole),
	    DHCP(test_a_frame_bears_its_age),
	    DHCP(test_an_overrun_is_counted),
	    DHCP(test_an_unfinished_checksum_is_told),
	    DHCP(test_rings_follow_the_vlanifs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
