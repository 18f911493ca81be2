/* Link codecs: what is written reads back, every strict prefix is refused, and each wrong byte
 * has its answer. */
#include "test/check.h"

#include "base/checksum.h"
#include "wire/arp.h"
#include "wire/ether.h"
#include "wire/ipv4.h"
#include "wire/udp.h"

static const struct mac client = {{0x02, 0, 0, 0, 0, 7}};

static void
ether_reads_back_and_refuses_prefixes(void **state)
{
	struct ether cases[] = {
	    {.dst = MAC_BROADCAST, .src = client, .type = ETHER_IPV4},
	    {.dst = client,
	     .src = mac_vrrp(1),
	     .tagged = true,
	     .priority = 6,
	     .vlan = 100,
	     .type = ETHER_ARP},
	    {.dst = client, .src = client, .tagged = true, .vlan = 0, .type = ETHER_IPV4},
	    {.dst = client, .src = client, .tagged = true, .vlan = 4094, .type = ETHER_TAGGED},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		uint8_t bytes[32];
		struct wr w = wr_of(bytes, sizeof bytes);
		struct ether e;
		struct rd r;

		ether_encode(&w, &cases[i]);
		assert_int_equal(w.len, cases[i].tagged ? 18 : 14);
		for (size_t n = 0; n < w.len; n++) {
			r = rd_of(bytes, n);
			assert_int_equal(ether_decode(&r, &e), WIRE_SHORT);
			assert_int_equal(r.left, n);
		}
		r = rd_of(bytes, w.len);
		assert_int_equal(ether_decode(&r, &e), WIRE_OK);
		assert_int_equal(r.left, 0);
		assert_true(mac_same(e.dst, cases[i].dst) && mac_same(e.src, cases[i].src));
		assert_int_equal(e.tagged, cases[i].tagged);
		assert_int_equal(e.vlan, cases[i].vlan);
		assert_int_equal(e.priority, cases[i].priority);
		assert_int_equal(e.type, cases[i].type);
	}
}

static void
ether_refuses_the_reserved_vlan(void **state)
{
	uint8_t bytes[18] = {[12] = 0x81, [14] = 0xef, [15] = 0xff, [16] = 8};
	struct rd r = rd_of(bytes, sizeof bytes);
	struct ether e;

	(void)state;
	assert_int_equal(ether_decode(&r, &e), WIRE_BAD_FIELD);
}

static void
arp_reads_back_and_refuses(void **state)
{
	struct arp a = {true, client, mac_vrrp(3), IP4(10, 0, 0, 1), IP4(10, 0, 0, 2)}, b;
	static const struct {
		size_t at;
		enum wire_result result;
	} wrong[] = {{0, WIRE_OTHER},	  {1, WIRE_OTHER},     {2, WIRE_OTHER},
		     {4, WIRE_BAD_FIELD}, {5, WIRE_BAD_FIELD}, {7, WIRE_BAD_FIELD}};
	uint8_t bytes[64] = {0};
	struct wr w = wr_of(bytes, sizeof bytes);

	(void)state;
	arp_encode(&w, &a);
	assert_int_equal(w.len, ARP_LEN);
	for (size_t n = 0; n < w.len; n++)
		assert_int_equal(arp_decode(rd_of(bytes, n), &b), WIRE_SHORT);
	assert_int_equal(arp_decode(rd_of(bytes, 46), &b), WIRE_OK); /* padded */
	assert_true(b.reply && mac_same(b.sender_mac, client) && ip4_same(b.sender, a.sender));
	assert_true(mac_same(b.target_mac, mac_vrrp(3)) && ip4_same(b.target, a.target));
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		bytes[wrong[i].at] ^= 0x40;
		assert_int_equal(arp_decode(rd_of(bytes, ARP_LEN), &b), wrong[i].result);
		bytes[wrong[i].at] ^= 0x40;
	}
}

/* The form keepalived 2.2.7 was captured sending, here with the virtual MAC as sender. */
static void
arp_gratuitous_is_a_request_from_the_virtual_mac(void **state)
{
	static const uint8_t golden[] = {
	    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x5e, 0x00, 0x01, 0x01, 0x08, 0x06,
	    0x00, 0x01, 0x08, 0x00, 0x06, 0x04, 0x00, 0x01, 0x00, 0x00, 0x5e, 0x00, 0x01, 0x01,
	    0x0a, 0x0a, 0x0a, 0x64, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0a, 0x0a, 0x0a, 0x64};
	uint8_t bytes[64];
	struct wr w = wr_of(bytes, sizeof bytes);

	(void)state;
	arp_gratuitous(&w, mac_vrrp(1), IP4(10, 10, 10, 100));
	assert_int_equal(w.len, sizeof golden);
	assert_memory_equal(bytes, golden, sizeof golden);
}

static void
arp_probe_claims_no_address(void **state)
{
	uint8_t bytes[64];
	struct wr w = wr_of(bytes, sizeof bytes);
	struct rd r;
	struct ether e;
	struct arp a;

	(void)state;
	arp_probe(&w, client, IP4(10, 0, 0, 9));
	r = rd_of(bytes, w.len);
	assert_int_equal(ether_decode(&r, &e), WIRE_OK);
	assert_true(mac_same(e.dst, MAC_BROADCAST) && mac_same(e.src, client));
	assert_int_equal(arp_decode(r, &a), WIRE_OK);
	assert_int_equal(a.sender.host, 0);
	assert_int_equal(a.target.host, IP4(10, 0, 0, 9).host);
	assert_false(a.reply);
}

static void
arp_ask_goes_to_one_station(void **state)
{
	uint8_t bytes[64];
	struct wr w = wr_of(bytes, sizeof bytes);
	const struct mac peer = {{2, 0, 0, 0, 0, 7}};
	struct rd r;
	struct ether e;
	struct arp a;

	(void)state;
	arp_ask(&w, client, peer, IP4(10, 0, 0, 9));
	r = rd_of(bytes, w.len);
	assert_int_equal(ether_decode(&r, &e), WIRE_OK);
	assert_true(mac_same(e.dst, peer) && mac_same(e.src, client));
	assert_int_equal(arp_decode(r, &a), WIRE_OK);
	assert_int_equal(a.sender.host, 0);
	assert_false(a.reply);
}

static size_t
an_ipv4_packet(uint8_t *bytes, size_t cap)
{
	struct ipv4 h = {IP4(10, 0, 0, 1), IP4(10, 0, 0, 2), IPV4_UDP, 64, 0, 7, false};
	struct wr w = wr_of(bytes, cap);
	size_t begin = ipv4_begin(&w, &h);

	wr_be32(&w, 0x01020304);
	ipv4_end(&w, begin);
	return w.len;
}

static void
ipv4_header_sum(uint8_t *bytes, size_t len)
{
	uint16_t sum;

	bytes[10] = bytes[11] = 0;
	sum = checksum_end(checksum_add(0, bytes, len));
	bytes[10] = (uint8_t)(sum >> 8);
	bytes[11] = (uint8_t)sum;
}

static void
ipv4_reads_back_and_refuses_prefixes(void **state)
{
	uint8_t bytes[64] = {0};
	size_t len = an_ipv4_packet(bytes, sizeof bytes);
	struct ipv4 h;
	struct rd payload;

	(void)state;
	assert_int_equal(len, 24);
	for (size_t n = 0; n < len; n++)
		assert_int_equal(ipv4_decode(rd_of(bytes, n), &h, &payload), WIRE_SHORT);
	assert_int_equal(ipv4_decode(rd_of(bytes, 46), &h, &payload), WIRE_OK); /* padded */
	assert_int_equal(payload.left, 4);
	assert_int_equal(rd_be32(&payload), 0x01020304);
	assert_int_equal(h.src.host, IP4(10, 0, 0, 1).host);
	assert_int_equal(h.ttl, 64);
	assert_int_equal(h.id, 7);
}

static void
ipv4_skips_options(void **state)
{
	uint8_t bytes[32] = {0}, plain[24];
	struct ipv4 h;
	struct rd payload;

	(void)state;
	(void)an_ipv4_packet(plain, sizeof plain);
	memcpy(bytes, plain, 20);
	memset(bytes + 20, 1, 4); /* no-operation */
	memcpy(bytes + 24, plain + 20, 4);
	bytes[0] = 0x46;
	bytes[3] = 28;
	ipv4_header_sum(bytes, 24);
	assert_int_equal(ipv4_decode(rd_of(bytes, 28), &h, &payload), WIRE_OK);
	assert_int_equal(rd_be32(&payload), 0x01020304);
}

static void
ipv4_refuses_what_cannot_be(void **state)
{
	static const struct {
		size_t at;
		uint8_t value;
		enum wire_result result;
	} wrong[] = {{0, 0x65, WIRE_BAD_FIELD}, {0, 0x44, WIRE_BAD_FIELD},
		     {0, 0x4f, WIRE_BAD_FIELD}, {3, 19, WIRE_BAD_FIELD},
		     {3, 25, WIRE_SHORT},	{6, 0x20, WIRE_FRAGMENT},
		     {7, 1, WIRE_FRAGMENT}};
	uint8_t bytes[24];
	struct ipv4 h;
	struct rd payload;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		(void)an_ipv4_packet(bytes, sizeof bytes);
		bytes[wrong[i].at] = wrong[i].value;
		ipv4_header_sum(bytes, 20);
		assert_int_equal(ipv4_decode(rd_of(bytes, 24), &h, &payload), wrong[i].result);
	}
	for (size_t bit = 0; bit < 20 * 8; bit++) { /* every single wrong bit of the header */
		(void)an_ipv4_packet(bytes, sizeof bytes);
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_int_not_equal(ipv4_decode(rd_of(bytes, 24), &h, &payload), WIRE_OK);
	}
}

static size_t
a_frame(uint8_t *bytes, size_t cap, bool tagged, const char *text)
{
	struct udp_packet p = {
	    .ether = {.dst = MAC_BROADCAST, .src = client, .tagged = tagged, .vlan = 100},
	    .src = IP4(10, 10, 10, 100),
	    .dst = IP4(10, 10, 10, 3),
	    .src_port = 67,
	    .dst_port = 68};
	struct wr w = wr_of(bytes, cap);
	size_t begin = udp_begin(&w, &p);

	wr_bytes(&w, text, strlen(text));
	udp_end(&w, begin);
	return w.bad ? 0 : w.len;
}

static void
udp_reads_back_and_refuses_prefixes(void **state)
{
	static const char *const text[] = {"", "odd", "even"};

	(void)state;
	for (size_t i = 0; i < 2 * COUNT_OF(text); i++) {
		uint8_t bytes[100] = {0};
		size_t len = a_frame(bytes, sizeof bytes, i % 2, text[i / 2]);
		struct udp_packet p;

		for (size_t n = 0; n < len; n++)
			assert_int_equal(udp_decode(rd_of(bytes, n), false, &p), WIRE_SHORT);
		assert_int_equal(udp_decode(rd_of(bytes, 100), false, &p), WIRE_OK); /* padded */
		assert_int_equal(p.payload.left, strlen(text[i / 2]));
		assert_memory_equal(p.payload.p, text[i / 2], p.payload.left);
		assert_int_equal(p.src_port, 67);
		assert_int_equal(p.dst_port, 68);
		assert_int_equal(p.src.host, IP4(10, 10, 10, 100).host);
		assert_int_equal(p.dst.host, IP4(10, 10, 10, 3).host);
		assert_int_equal(p.ttl, 64);
		assert_int_equal(p.ether.tagged, i % 2);
	}
}

static void
udp_checks_its_checksum_unless_unfinished(void **state)
{
	uint8_t bytes[64];
	size_t len = a_frame(bytes, sizeof bytes, false, "abc");
	struct udp_packet p;

	(void)state;
	for (size_t at = 34; at < len; at++) {
		if (at == 38 || at == 39)
			continue; /* the length has its own answer */
		bytes[at] ^= 1;
		assert_int_equal(udp_decode(rd_of(bytes, len), false, &p), WIRE_BAD_UDP);
		assert_int_equal(udp_decode(rd_of(bytes, len), true, &p), WIRE_OK);
		bytes[at] ^= 1;
	}
	bytes[40] = bytes[41] = 0;
	bytes[44] ^= 1;
	assert_int_equal(udp_decode(rd_of(bytes, len), false, &p), WIRE_OK); /* none was sent */
	bytes[39] = 7;
	assert_int_equal(udp_decode(rd_of(bytes, len), true, &p), WIRE_BAD_FIELD);
	bytes[39] = 12;
	assert_int_equal(udp_decode(rd_of(bytes, len), true, &p), WIRE_SHORT);
}

/* A sum that comes out as 0 is sent as ffff (RFC 768): 0 would mean there is none. */
static void
udp_never_sends_checksum_zero(void **state)
{
	uint8_t bytes[64];
	struct udp_packet p = {
	    .ether = {.src = client}, .src = IP4(1, 1, 1, 1), .dst = IP4(2, 2, 2, 2)};

	(void)state;
	for (unsigned v = 0; v < 0x10000; v++) {
		struct wr w = wr_of(bytes, sizeof bytes);
		size_t begin = udp_begin(&w, &p);

		wr_be16(&w, (uint16_t)v);
		udp_end(&w, begin);
		assert_false(bytes[40] == 0 && bytes[41] == 0);
		if (bytes[40] == 0xff && bytes[41] == 0xff)
			assert_int_equal(udp_decode(rd_of(bytes, w.len), false, &p), WIRE_OK);
	}
}

static void
udp_refuses_other_protocols(void **state)
{
	uint8_t bytes[64];
	size_t len = a_frame(bytes, sizeof bytes, false, "abc");
	struct udp_packet p;

	(void)state;
	bytes[13] = 6;
	assert_int_equal(udp_decode(rd_of(bytes, len), false, &p), WIRE_OTHER);
	bytes[13] = 0;
	bytes[23] = 1; /* ICMP */
	ipv4_header_sum(bytes + 14, 20);
	assert_int_equal(udp_decode(rd_of(bytes, len), false, &p), WIRE_OTHER);
	bytes[23] = IPV4_UDP;
	bytes[20] = 0x20;
	ipv4_header_sum(bytes + 14, 20);
	assert_int_equal(udp_decode(rd_of(bytes, len), false, &p), WIRE_FRAGMENT);
}

static void
udp_that_does_not_fit_is_bad(void **state)
{
	uint8_t bytes[64];

	(void)state;
	for (size_t cap = 0; cap < UDP_FRAME_HEADERS + 3; cap++)
		assert_int_equal(a_frame(bytes, cap, false, "abc"), 0);
	assert_int_equal(a_frame(bytes, UDP_FRAME_HEADERS + 3, false, "abc"),
			 UDP_FRAME_HEADERS + 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ether_reads_back_and_refuses_prefixes),
	    cmocka_unit_test(ether_refuses_the_reserved_vlan),
	    cmocka_unit_test(arp_reads_back_and_refuses),
	    cmocka_unit_test(arp_gratuitous_is_a_request_from_the_virtual_mac),
	    cmocka_unit_test(arp_probe_claims_no_address),
	    cmocka_unit_test(arp_ask_goes_to_one_station),
	    cmocka_unit_test(ipv4_reads_back_and_refuses_prefixes),
	    cmocka_unit_test(ipv4_skips_options),
	    cmocka_unit_test(ipv4_refuses_what_cannot_be),
	    cmocka_unit_test(udp_reads_back_and_refuses_prefixes),
	    cmocka_unit_test(udp_checks_its_checksum_unless_unfinished),
	    cmocka_unit_test(udp_never_sends_checksum_zero),
	    cmocka_unit_test(udp_refuses_other_protocols),
	    cmocka_unit_test(udp_that_does_not_fit_is_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
