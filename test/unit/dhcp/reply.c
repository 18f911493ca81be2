/* Frames: a whole exchange from bytes to bytes, the options in order, where replies go, limits. */
#include "test/unit/dhcp/seed.h"

#include "dhcp/reply.h"

static const struct dhcp_sender sender = {{{0x00, 0x00, 0x5e, 0x00, 0x01, 0x01}}, {0x0a0a0a64}};

struct sent {
	uint8_t byte[DHCP_FRAME_MAX];
	size_t len;
	struct udp_packet packet;
	const uint8_t *message; /* the BOOTP header */
	size_t message_len;
};

static void
send_verdict(const struct seed *s, const struct dhcp_request *r, const struct dhcp_verdict *v,
	     struct sent *ret)
{
	struct dhcp_parked parked;
	struct wr w = wr_of(ret->byte, sizeof ret->byte);

	dhcp_park(s->server, r, v, &parked);
	ret->len = dhcp_reply_frame(s->server, &parked, &sender, &w);
	assert_int_equal(ret->len, w.len);
	assert_int_equal(udp_decode(rd_of(ret->byte, ret->len), false, &ret->packet), WIRE_OK);
	ret->message = ret->packet.payload.p;
	ret->message_len = ret->packet.payload.left;
}

/* The codes of the options, in order, without padding; ends with 255. */
static size_t
codes_of(const struct sent *m, uint8_t codes[64])
{
	struct rd in = rd_of(m->message + 240, m->message_len - 240);
	size_t n = 0;

	do {
		codes[n] = rd_u8(&in);
		assert_false(in.bad);
		if (codes[n] != 0 && codes[n] != 255)
			rd_bytes(&in, rd_u8(&in));
		n += codes[n] != 0;
	} while (codes[n - 1] != 255);
	return n;
}

static const uint8_t *
option_of(const struct sent *m, uint8_t code, uint8_t *ret_len)
{
	struct rd in = rd_of(m->message + 240, m->message_len - 240);

	for (;;) {
		uint8_t c = rd_u8(&in), len;
		const uint8_t *p;

		if (in.bad || c == 255)
			return NULL;
		if (c == 0)
			continue;
		len = rd_u8(&in);
		p = rd_bytes(&in, len);
		if (c != code)
			continue;
		*ret_len = len;
		return p;
	}
}

static uint32_t
number_of(const struct sent *m, uint8_t code)
{
	uint8_t len = 0;
	const uint8_t *p = option_of(m, code, &len);
	struct rd in = rd_of(p, p ? len : 0);

	assert_non_null(p);
	assert_int_equal(len, 4);
	return rd_be32(&in);
}

static void
put(struct dhcp_bytes *b, const void *bytes, size_t len)
{
	b->set = true;
	b->len = (uint8_t)len;
	memcpy(b->byte, bytes, len);
}

/* ---- golden: DISCOVER frame in, OFFER frame out ---- */

static size_t
discover_frame(uint8_t *bytes, size_t cap)
{
	struct wr w = wr_of(bytes, cap);
	struct udp_packet p = {.src_port = 68, .dst_port = 67, .dst = {UINT32_MAX}};
	size_t at;

	p.ether.dst = MAC_BROADCAST;
	p.ether.src = (struct mac){{2, 0, 0, 0, 0, 1}};
	at = udp_begin(&w, &p);
	wr_bytes(&w, "\x01\x01\x06\x00\xde\xad\xbe\xef\x00\x03\x00\x00", 12);
	wr_zero(&w, 16);
	wr_bytes(&w, "\x02\x00\x00\x00\x00\x01", 6);
	wr_zero(&w, 10 + 64 + 128);
	wr_bytes(&w, "\x63\x82\x53\x63\x35\x01\x01\x3d\x07\x01\x02\x00\x00\x00\x00\x01", 16);
	wr_bytes(&w, "\x37\x06\x03\x01\x06\x0f\x3b\x33\xff", 9);
	udp_end(&w, at);
	assert_false(w.bad);
	return w.len;
}

static void
the_golden_offer(void **state)
{
	static const uint8_t options[] = {
	    0x63, 0x82, 0x53, 0x63, 53,	  1,	2,    54,   4,	  10, 10,  10,	 100,  51,
	    4,	  0x00, 0x03, 0xf4, 0x80, 3,	4,    10,   10,	  10, 100, 1,	 4,    255,
	    255,  255,	0,    59,   4,	  0x00, 0x03, 0x75, 0xf0, 58, 4,   0x00, 0x01, 0xfa,
	    0x40, 61,	7,    1,    2,	  0,	0,    0,    0,	  1,  255};
	struct seed s;
	uint8_t frame[600];
	struct dhcp_request r;
	struct dhcp_verdict v;
	struct sent m;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	assert_int_equal(
	    dhcp_hear(rd_of(frame, discover_frame(frame, sizeof frame)), 100, false, &r),
	    DHCP_TAKEN);
	assert_false(r.unicast);
	v = serve(&s, &r, NOW);
	send_verdict(&s, &r, &v, &m);
	assert_memory_equal(m.packet.ether.src.byte, "\x00\x00\x5e\x00\x01\x01", 6);
	assert_memory_equal(m.packet.ether.dst.byte, "\x02\x00\x00\x00\x00\x01", 6);
	assert_int_equal(m.packet.src.host, ten(100).host);
	assert_int_equal(m.packet.dst.host, v.address.host);
	assert_int_equal(m.packet.src_port, 67);
	assert_int_equal(m.packet.dst_port, 68);
	assert_int_equal(m.message_len, 300);
	assert_memory_equal(m.message, "\x02\x01\x06\x00\xde\xad\xbe\xef\x00\x00\x00\x00\0\0\0\0",
			    16);
	assert_memory_equal(m.message + 24, "\0\0\0\0\x02\x00\x00\x00\x00\x01\0\0", 12);
	assert_memory_equal(m.message + 236, options, sizeof options);
	for (size_t i = 236 + sizeof options; i < 300; i++)
		assert_int_equal(m.message[i], 0);
	seed_stop(&s);
}

static void
frames_that_are_not_ours(void **state)
{
	struct dhcp_request r;
	uint8_t frame[600];
	size_t len = discover_frame(frame, sizeof frame);

	(void)state;
	for (size_t n = 0; n < len; n++)
		assert_int_not_equal(dhcp_hear(rd_of(frame, n), 100, false, &r), DHCP_TAKEN);
	frame[len - 1] ^= 1; /* the checksum no longer holds */
	assert_int_equal(dhcp_hear(rd_of(frame, len), 100, false, &r),
			 (int)DHCP_DROP_FRAME + WIRE_BAD_UDP);
	assert_int_equal(dhcp_hear(rd_of(frame, len), 100, true, &r),
			 (int)DHCP_DROP_MESSAGE + DHCP_TOO_SHORT);
	frame[len - 1] ^= 1;
	frame[6] |= 1; /* from a group */
	assert_int_equal(dhcp_hear(rd_of(frame, len), 100, false, &r), DHCP_DROP_GROUP_SOURCE);
	frame[12] = 0x86; /* another protocol */
	assert_int_equal(dhcp_hear(rd_of(frame, len), 100, true, &r), DHCP_DROP_OTHER_PROTOCOL);
}

/* ---- options ---- */

static void
nothing_configured_gives_six_options(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct dhcp_verdict v;
	struct sent m;
	uint8_t codes[64];

	(void)state;
	seed_config(&s);
	seed_start(&s);
	v = serve(&s, &r, NOW);
	send_verdict(&s, &r, &v, &m);
	assert_int_equal(codes_of(&m, codes), 8);
	assert_memory_equal(codes, "\x35\x36\x33\x01\x03\x3a\x3b\xff", 8);
	assert_int_equal(number_of(&m, 58), 129600);
	assert_int_equal(number_of(&m, 59), 226800);
	r = selecting(1, v.address);
	v = serve(&s, &r, NOW);
	send_verdict(&s, &r, &v, &m);
	assert_int_equal(codes_of(&m, codes), 8);
	assert_int_equal(m.message[242], DHCP_ACK);
	seed_stop(&s);
}

static void
servers_of(struct dhcp_servers *v, unsigned count)
{
	v->set = true;
	v->count = (uint8_t)count;
	for (unsigned i = 0; i < count; i++)
		v->address[i] = IP4(8, 8, 8, i);
}

static void
the_clients_order_is_kept(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct dhcp_verdict v;
	struct sent m;
	uint8_t codes[64], len;

	(void)state;
	seed_config(&s);
	servers_of(&s.config.dns, 2);
	servers_of(&s.config.netbios, 1);
	s.config.dns_suffix.set = true;
	memcpy(s.config.dns_suffix.text, "example.org", 12);
	seed_start(&s);
	v = serve(&s, &r, NOW);
	send_verdict(&s, &r, &v, &m); /* no list: everything */
	assert_int_equal(codes_of(&m, codes), 11);
	assert_memory_equal(codes, "\x35\x36\x33\x01\x03\x06\x0f\x2c\x3a\x3b\xff", 11);
	put(&r.message.parameters, "\x0f\x03\x0f\xf9\x06\x36\x01", 7);
	put(&r.message.agent, "\x01\x02gi", 4);
	put(&r.message.client_id, "\x00id", 3);
	send_verdict(&s, &r, &v, &m);
	assert_int_equal(codes_of(&m, codes), 12);
	assert_memory_equal(codes, "\x35\x36\x33\x0f\x03\x06\x01\x3a\x3b\x3d\x52\xff", 12);
	assert_memory_equal(option_of(&m, 15, &len), "example.org", 11);
	assert_int_equal(len, 11);
	assert_memory_equal(option_of(&m, 6, &len), "\x08\x08\x08\x00\x08\x08\x08\x01", 8);
	assert_memory_equal(option_of(&m, 82, &len), "\x01\x02gi", 4);
	seed_stop(&s);
}

static void
asking_often_changes_nothing(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct dhcp_verdict v;
	struct sent m;
	uint8_t codes[64], often[255];

	(void)state;
	seed_config(&s);
	seed_start(&s);
	v = serve(&s, &r, NOW);
	memset(often, DHCP_OPT_ROUTER, sizeof often);
	put(&r.message.parameters, often, sizeof often);
	send_verdict(&s, &r, &v, &m);
	assert_int_equal(codes_of(&m, codes), 8);
	assert_memory_equal(codes, "\x35\x36\x33\x03\x01\x3a\x3b\xff", 8);
	seed_stop(&s);
}

static void
what_has_no_room_is_left_out(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct dhcp_verdict v;
	struct sent m;
	uint8_t codes[64], long_id[255] = {9}, long_agent[255] = {1, 253};

	(void)state;
	seed_config(&s);
	servers_of(&s.config.dns, 8);
	seed_start(&s);
	v = serve(&s, &r, NOW);
	put(&r.message.client_id, long_id, sizeof long_id);
	put(&r.message.agent, long_agent, sizeof long_agent);
	send_verdict(&s, &r, &v, &m);
	assert_int_equal(codes_of(&m, codes), 10);
	assert_memory_equal(codes, "\x35\x36\x33\x01\x03\x3a\x3b\x3d\x52\xff", 10);
	assert_true(m.message_len - 257 <= DHCP_SIZE_MIN - 28);
	r.message.max_size = DHCP_SIZE_MAX;
	send_verdict(&s, &r, &v, &m);
	assert_int_equal(codes_of(&m, codes), 11);
	assert_true(m.len <= DHCP_FRAME_MAX);
	seed_stop(&s);
}

/* ---- options of the pool ---- */

static void
vendor_options(struct seed *s)
{
	s->option[0] =
	    (struct dhcp_option){.set = true, .code = 43, .kind = DHCP_OPTION_HEX, .count = 3};
	memcpy(s->option[0].as.byte, "\x01\x01\x00", 3);
	s->option[1] = (struct dhcp_option){.set = true, .code = 66, .kind = DHCP_OPTION_ASCII};
	memcpy(s->option[1].as.text, "boot host", 10);
	s->option[2] =
	    (struct dhcp_option){.set = true, .code = 150, .kind = DHCP_OPTION_ADDRESS, .count = 2};
	s->option[2].as.address[0] = IP4(10, 0, 0, 5);
	s->option[2].as.address[1] = IP4(10, 0, 0, 6);
}

static void
check_codes(const struct sent *m, const char *want)
{
	uint8_t codes[64];

	assert_int_equal(codes_of(m, codes), strlen(want));
	assert_memory_equal(codes, want, strlen(want));
}

static void
a_pools_options_are_sent_as_asked(void **state)
{
	static const uint8_t golden[] = {150, 8,   10, 0, 0, 5, 10, 0, 0, 6,   3,   4,	 10, 10,
					 10,  100, 43, 3, 1, 1, 0,  1, 4, 255, 255, 255, 0};
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct dhcp_verdict v;
	struct sent m;

	(void)state;
	seed_config(&s);
	vendor_options(&s);
	seed_start(&s);
	put(&r.message.parameters, "\x96\x03\x2b\xf9\x96", 5);
	v = serve(&s, &r, NOW);
	send_verdict(&s, &r, &v, &m);
	check_codes(&m, "\x35\x36\x33\x96\x03\x2b\x01\x3a\x3b\xff");
	assert_memory_equal(m.message + 240 + 3 + 6 + 6, golden, sizeof golden);
	r = selecting(1, v.address);
	put(&r.message.parameters, "\x42\x01", 2);
	v = serve(&s, &r, NOW);
	send_verdict(&s, &r, &v, &m);
	assert_int_equal(m.message[242], DHCP_ACK);
	check_codes(&m, "\x35\x36\x33\x42\x01\x03\x3a\x3b\xff");
	assert_memory_equal(m.message + 240 + 3 + 6 + 6,
			    "\x42\x09"
			    "boot host",
			    11);
	put(&r.message.parameters, "\x01", 1); /* asks for none of them */
	send_verdict(&s, &r, &v, &m);
	check_codes(&m, "\x35\x36\x33\x01\x03\x3a\x3b\xff");
	seed_stop(&s);
}

static void
a_pools_options_without_a_list(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct dhcp_verdict v;
	struct sent m;

	(void)state;
	seed_config(&s);
	vendor_options(&s);
	seed_start(&s);
	v = serve(&s, &r, NOW);
	send_verdict(&s, &r, &v, &m);
	check_codes(&m, "\x35\x36\x33\x01\x03\x3a\x3b\x2b\x42\x96\xff");
	r = ask(DHCP_INFORM, 1);
	r.message.ciaddr = ten(200);
	put(&r.message.parameters, "\x2b", 1);
	v = decide(&s, &r, NOW);
	send_verdict(&s, &r, &v, &m);
	assert_int_equal(m.message[242], DHCP_ACK);
	check_codes(&m, "\x35\x36\x2b\x01\x03\xff");
	r = selecting(2, IP4(1, 2, 3, 4));
	put(&r.message.parameters, "\x2b", 1);
	v = decide(&s, &r, NOW);
	send_verdict(&s, &r, &v, &m);
	assert_int_equal(m.message[242], DHCP_NAK);
	check_codes(&m, "\x35\x36\xff");
	seed_stop(&s);
}

static void
boot_and_route(struct seed *s)
{
	static struct dhcp_boot efi = {true, 7, "ipxe.efi"};
	struct dhcp_pool_config *c = &s->config;

	c->next_server.set = c->boot_file.set = c->server_name.set = c->netbios_type.set = true;
	c->next_server.address = ten(9);
	memcpy(c->boot_file.text, "pxelinux.0", 10);
	memcpy(c->server_name.text, "boot.example", 12);
	c->boot_architecture.list = &efi;
	c->boot_architecture.count = 1;
	c->netbios_type.value = 8;
	c->search[0] = (struct dhcp_search){true, "a.example"};
	c->search[1] = (struct dhcp_search){true, "b."};
	c->route[0] = (struct dhcp_route){true, {0}, 0, ten(1)};
	c->route[1] = (struct dhcp_route){true, IP4(10, 128, 0, 0), 9, ten(2)};
	c->static_route[0] = (struct dhcp_route){true, IP4(10, 2, 0, 1), 0, ten(3)};
	c->forced[0] = (struct dhcp_forced){true, 121};
	c->forced[1] = (struct dhcp_forced){true, 200}; /* nobody configured it */
}

/* RFC 3442, RFC 3397, RFC 2132 5.8, 8.7; the fields of RFC 2131 2 with their zeros behind. */
static void
boot_fields_routes_and_names(void **state)
{
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct dhcp_verdict v;
	struct seed s;
	struct sent m;
	uint8_t len;

	(void)state;
	seed_config(&s);
	boot_and_route(&s);
	seed_start(&s);
	put(&r.message.parameters, "\x77\x21\x2e", 3);
	v = serve(&s, &r, NOW);
	send_verdict(&s, &r, &v, &m);
	check_codes(&m, "\x35\x36\x33\x77\x21\x2e\x01\x03\x79\x3a\x3b\xff");
	assert_memory_equal(m.message + 20, "\x0a\x0a\x0a\x09", 4);
	assert_memory_equal(m.message + 44, "boot.example\0", 13);
	assert_memory_equal(m.message + 108, "pxelinux.0\0", 11);
	assert_memory_equal(option_of(&m, 121, &len),
			    "\0\x0a\x0a\x0a\x01\x09\x0a\x80\x0a\x0a\x0a\x02", 12);
	assert_int_equal(len, 12);
	assert_memory_equal(option_of(&m, 33, &len), "\x0a\x02\0\x01\x0a\x0a\x0a\x03", 8);
	assert_memory_equal(option_of(&m, 119, &len), "\1a\7example\0\1b\0", 14);
	assert_int_equal(len, 14);
	assert_memory_equal(option_of(&m, 46, &len), "\x08", 1);
	r.message.architectures = 1;
	r.message.architecture[0] = 7;
	v = serve(&s, &r, NOW);
	send_verdict(&s, &r, &v, &m);
	assert_memory_equal(m.message + 108, "ipxe.efi\0\0\0", 11);
	r = selecting(2, IP4(1, 2, 3, 4)); /* a NAK has none of it */
	v = decide(&s, &r, NOW);
	send_verdict(&s, &r, &v, &m);
	check_codes(&m, "\x35\x36\xff");
	assert_memory_equal(m.message + 20, "\0\0\0\0", 4);
	assert_int_equal(m.message[44] | m.message[108], 0);
	seed_stop(&s);
}

/* All a pool can have, each as long as it can be but the last: more than any client takes. */
static void
many_options(struct seed *s)
{
	for (unsigned i = 0; i < DHCP_OPTIONS_MAX; i++) {
		struct dhcp_option *o = &s->option[i];

		*o = (struct dhcp_option){.set = true,
					  .code = (uint8_t)(100 + i),
					  .kind = DHCP_OPTION_HEX,
					  .count = i + 1 < DHCP_OPTIONS_MAX ? 255 : 1};
	}
}

static void
a_pools_options_leave_the_client_its_limit(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct dhcp_verdict v;
	struct sent m;
	uint8_t long_agent[255] = {1, 253}, len, asked[DHCP_OPTIONS_MAX];

	(void)state;
	for (unsigned i = 0; i < sizeof asked; i++)
		asked[i] = (uint8_t)(100 + sizeof asked - 1 - i);
	seed_config(&s);
	many_options(&s);
	seed_start(&s);
	v = serve(&s, &r, NOW);
	send_verdict(&s, &r, &v, &m); /* 576: the first, and the short one behind all others */
	check_codes(&m, "\x35\x36\x33\x01\x03\x3a\x3b\x64\x83\xff");
	r.message.max_size = 28 + 240 + 15 + 24 + 257 + 257 + 3 + 1; /* two and the short one */
	send_verdict(&s, &r, &v, &m);
	check_codes(&m, "\x35\x36\x33\x01\x03\x3a\x3b\x64\x65\x83\xff");
	assert_int_equal(m.message_len, r.message.max_size - 28);
	r.message.max_size--;
	send_verdict(&s, &r, &v, &m);
	check_codes(&m, "\x35\x36\x33\x01\x03\x3a\x3b\x64\x65\xff");
	r.message.max_size = DHCP_SIZE_MAX;
	send_verdict(&s, &r, &v, &m);
	check_codes(&m, "\x35\x36\x33\x01\x03\x3a\x3b\x64\x65\x66\x67\x83\xff");
	put(&r.message.parameters, asked, sizeof asked);
	send_verdict(&s, &r, &v, &m);
	check_codes(&m, "\x35\x36\x33\x83\x82\x81\x80\x7f\x01\x03\x3a\x3b\xff");
	put(&r.message.agent, long_agent, sizeof long_agent); /* a frame holds no more */
	send_verdict(&s, &r, &v, &m);
	check_codes(&m, "\x35\x36\x33\x83\x82\x81\x80\x01\x03\x3a\x3b\x52\xff");
	assert_true(m.len <= DHCP_FRAME_MAX);
	assert_memory_equal(option_of(&m, 82, &len), long_agent, sizeof long_agent);
	seed_stop(&s);
}

/* As long as its own message, in which option 82 was. */
static void
a_bootp_answer_is_no_longer_with_option_82(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct dhcp_verdict v;
	struct sent m;
	uint8_t long_agent[64] = {1, 62}, len;

	(void)state;
	seed_config(&s);
	many_options(&s);
	seed_start(&s);
	v = serve(&s, &r, NOW);
	r.message.type = DHCP_BOOTP;
	r.message.max_size = 1315;
	send_verdict(&s, &r, &v, &m);
	assert_true(m.message_len <= 1315 - 28);
	put(&r.message.agent, long_agent, sizeof long_agent);
	for (r.message.max_size = 400; r.message.max_size <= DHCP_SIZE_MAX; r.message.max_size++) {
		send_verdict(&s, &r, &v, &m);
		assert_true(m.message_len <= r.message.max_size - 28u);
		assert_memory_equal(option_of(&m, 82, &len), long_agent, sizeof long_agent);
	}
	seed_stop(&s);
}

static void
short_leases_keep_their_times_in_order(void **state)
{
	static const uint32_t leases[] = {1, 2, 3, 10, 600, 3600, 86400, 259200};
	struct seed s;

	(void)state;
	seed_config(&s);
	s.config.renewal = (struct dhcp_duration){.set = true, .hours = 1};
	s.config.rebinding = (struct dhcp_duration){.set = true, .hours = 2};
	seed_start(&s);
	for (size_t i = 0; i < COUNT_OF(leases); i++) {
		struct dhcp_request r = ask(DHCP_DISCOVER, 1);
		struct dhcp_verdict v = decide(&s, &r, NOW);
		struct sent m;

		v.lease_s = leases[i];
		send_verdict(&s, &r, &v, &m);
		assert_true(number_of(&m, 58) <= number_of(&m, 59));
		assert_true(number_of(&m, 59) <= leases[i]);
		if (leases[i] > 7200) {
			assert_int_equal(number_of(&m, 58), 3600);
			assert_int_equal(number_of(&m, 59), 7200);
		}
	}
	{
		struct dhcp_request r = ask(DHCP_DISCOVER, 1);
		struct dhcp_verdict v = decide(&s, &r, NOW);
		struct sent m;
		uint8_t len;

		v.lease_s = LEASE_UNLIMITED_S;
		send_verdict(&s, &r, &v, &m);
		assert_int_equal(number_of(&m, 51), UINT32_MAX);
		assert_null(option_of(&m, 58, &len));
	}
	seed_stop(&s);
}

static void
an_inform_is_told_no_times(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_INFORM, 1);
	struct dhcp_verdict v;
	struct sent m;
	uint8_t codes[64];

	(void)state;
	seed_config(&s);
	seed_start(&s);
	r.message.ciaddr = ten(200);
	v = decide(&s, &r, NOW);
	send_verdict(&s, &r, &v, &m);
	assert_int_equal(codes_of(&m, codes), 5);
	assert_memory_equal(codes, "\x35\x36\x01\x03\xff", 5);
	assert_int_equal(m.packet.dst.host, ten(200).host);
	assert_memory_equal(m.message + 12, "\x0a\x0a\x0a\xc8\0\0\0\0", 8);
	r.message.ciaddr.host = 0; /* forgotten */
	r.source = ten(201);
	v = decide(&s, &r, NOW);
	send_verdict(&s, &r, &v, &m);
	assert_int_equal(m.packet.dst.host, ten(201).host);
	seed_stop(&s);
}

/* ---- where replies go ---- */

struct way {
	bool relay, ciaddr, broadcast, nak, odd; /* odd: not an Ethernet address */
};

static void
check_way(const struct seed *s, struct way w)
{
	struct dhcp_request r = ask(DHCP_REQUEST, 1);
	struct dhcp_verdict v = {.answer = w.nak ? DHCP_ANSWER_NAK : DHCP_ANSWER_ACK,
				 .address = ten(w.nak ? 0 : 7),
				 .lease_s = w.nak ? 0 : 600,
				 .server_id = ten(100)};
	bool everybody = !w.relay && (w.nak || (!w.ciaddr && (w.broadcast || w.odd)));
	struct ip4 dst = {UINT32_MAX};
	struct sent m;

	r.from = (struct mac){{0xaa, 0, 0, 0, 0, 1}};
	r.message.giaddr = (struct ip4){w.relay ? IP4(10, 9, 9, 9).host : 0};
	r.message.ciaddr = (struct ip4){w.ciaddr ? ten(7).host : 0};
	r.message.broadcast = w.broadcast;
	r.message.hardware_type = w.odd ? 32 : 1;
	if (w.nak)
		v.address = (struct ip4){0};
	send_verdict(s, &r, &v, &m);
	if (w.relay)
		dst = r.message.giaddr;
	else if (!everybody)
		dst = ten(7);
	assert_int_equal(m.packet.dst.host, dst.host);
	assert_int_equal(m.packet.dst_port, w.relay ? 67 : 68);
	if (everybody)
		assert_memory_equal(m.packet.ether.dst.byte, "\xff\xff\xff\xff\xff\xff", 6);
	else if (w.relay || w.ciaddr)
		assert_memory_equal(m.packet.ether.dst.byte, r.from.byte, 6);
	else
		assert_memory_equal(m.packet.ether.dst.byte, r.message.hardware, 6);
	assert_int_equal(m.message[10] >> 7, w.broadcast || (w.nak && w.relay));
}

static void
every_way_a_reply_can_go(void **state)
{
	struct seed s;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	for (unsigned bits = 0; bits < 32; bits++)
		check_way(&s, (struct way){bits & 1, bits >> 1 & 1, bits >> 2 & 1, bits >> 3 & 1,
					   bits >> 4 & 1});
	seed_stop(&s);
}

/* A NAK is broadcast whatever the pool says, a renewal goes to its client; a relay agent is told by
 * the flag what to do, a client its own flag. */
static void
a_pool_may_say_how(void **state)
{
	(void)state;
	for (unsigned bits = 0; bits < 32; bits++) {
		enum dhcp_reply_way way = bits & 1 ? DHCP_REPLY_UNICAST : DHCP_REPLY_BROADCAST;
		bool flag = bits >> 1 & 1, relay = bits >> 2 & 1, nak = bits >> 3 & 1;
		bool ciaddr = bits >> 4 & 1, all = way == DHCP_REPLY_BROADCAST;
		struct dhcp_verdict v = {.answer = nak ? DHCP_ANSWER_NAK : DHCP_ANSWER_OFFER,
					 .address = ten(nak ? 0 : 7),
					 .lease_s = nak ? 0 : 600,
					 .server_id = ten(100)};
		struct dhcp_request r = ask(DHCP_DISCOVER, 1);
		struct seed s;
		struct sent m;

		seed_config(&s);
		s.config.reply.set = true;
		s.config.reply.way = way;
		seed_start(&s);
		if (nak)
			v.address = (struct ip4){0};
		r.message.broadcast = flag;
		r.message.giaddr = (struct ip4){relay ? IP4(10, 9, 9, 9).host : 0};
		r.message.ciaddr = (struct ip4){ciaddr ? ten(7).host : 0};
		send_verdict(&s, &r, &v, &m);
		assert_int_equal(m.message[10] >> 7, relay ? all || nak : flag);
		if (!relay)
			assert_int_equal(m.packet.dst.host == UINT32_MAX, nak || (!ciaddr && all));
		seed_stop(&s);
	}
}

static void
a_nak_says_little(void **state)
{
	struct seed s;
	struct dhcp_request r = selecting(1, IP4(1, 2, 3, 4));
	struct dhcp_verdict v;
	struct sent m;
	uint8_t codes[64];

	(void)state;
	seed_config(&s);
	seed_start(&s);
	put(&r.message.client_id, "\x00id", 3);
	v = decide(&s, &r, NOW);
	send_verdict(&s, &r, &v, &m);
	assert_int_equal(codes_of(&m, codes), 4);
	assert_memory_equal(codes, "\x35\x36\x3d\xff", 4);
	assert_memory_equal(m.message + 12, "\0\0\0\0\0\0\0\0", 8);
	seed_stop(&s);
}

static void
a_parked_answer_does_not_outlive_its_configuration(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct dhcp_verdict v;
	struct dhcp_parked parked;
	uint8_t bytes[DHCP_FRAME_MAX];
	struct wr w = wr_of(bytes, sizeof bytes), small = wr_of(bytes, 200);

	(void)state;
	seed_config(&s);
	seed_start(&s);
	v = decide(&s, &r, NOW);
	dhcp_park(s.server, &r, &v, &parked);
	assert_int_equal(dhcp_reply_frame(s.server, &parked, &sender, &small), 0);
	assert_false(small.bad);
	s.server->generation++;
	assert_int_equal(dhcp_reply_frame(s.server, &parked, &sender, &w), 0);
	assert_int_equal(w.len, 0);
	seed_stop(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_golden_offer),
	    cmocka_unit_test(frames_that_are_not_ours),
	    cmocka_unit_test(nothing_configured_gives_six_options),
	    cmocka_unit_test(the_clients_order_is_kept),
	    cmocka_unit_test(asking_often_changes_nothing),
	    cmocka_unit_test(what_has_no_room_is_left_out),
	    cmocka_unit_test(a_pools_options_are_sent_as_asked),
	    cmocka_unit_test(a_pools_options_without_a_list),
	    cmocka_unit_test(a_pools_options_leave_the_client_its_limit),
	    cmocka_unit_test(a_bootp_answer_is_no_longer_with_option_82),
	    cmocka_unit_test(short_leases_keep_their_times_in_order),
	    cmocka_unit_test(boot_fields_routes_and_names),
	    cmocka_unit_test(an_inform_is_told_no_times),
	    cmocka_unit_test(every_way_a_reply_can_go),
	    cmocka_unit_test(a_pool_may_say_how),
	    cmocka_unit_test(a_nak_says_little),
	    cmocka_unit_test(a_parked_answer_does_not_outlive_its_configuration),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
