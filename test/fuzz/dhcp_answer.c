/* fuzz/dhcp_answer.c -- one message as bytes to a server with many options: decide, park, encode.
 *
 * Byte 0 chooses how it comes (relayed, unicast), what the pool has and whether BOOTP is answered,
 * the rest is the UDP data.
 * An answer is a whole frame, no longer than the client or its link takes, with each option once
 * and everything closed by an end. */
#include <assert.h>
#include <stdlib.h>

#include "dhcp/reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { VLAN = 100, BOOTP = 128 };

/* The pool borrows its lists from here. */
static struct dhcp_section section = {true, 0, {0x0a0a0a01}, {0x0a0a0a64}};
static struct dhcp_option option[DHCP_OPTIONS_MAX];

static void
configure(struct dhcp_pool_config *c, uint8_t bits)
{
	static struct dhcp_boot_user user[] = {{true, "iPXE", "menu"}, {true, "x", "x"}};
	static struct dhcp_boot boot[] = {{true, 7, "a.efi"}, {true, 0, "b.0"}};

	c->boot_user.list = user;
	c->boot_user.count = 2;
	c->boot_architecture.list = boot;
	c->boot_architecture.count = 2;
	c->gateway.set = true;
	c->gateway.address = IP4(10, 10, 10, 100);
	c->gateway.mask = IP4(255, 255, 255, 0);
	c->section.list = &section;
	c->section.count = 1;
	c->option.count = bits & 16 ? DHCP_OPTIONS_MAX : 0;
	c->option.list = c->option.count > 0 ? option : NULL;
	c->server_identifier.set = true;
	c->server_identifier.address = IP4(10, 10, 10, 100);
	c->rapid_commit.set = bits & 4;
	c->identity.set = bits & 8;
	c->dns = (struct dhcp_servers){true, 1, {IP4(10, 10, 10, 53)}};
	for (unsigned i = 0; i < c->option.count; i++) {
		struct dhcp_option *o = &option[i];

		o->set = true;
		o->code = (uint8_t)(130 + i);
		o->kind = DHCP_OPTION_HEX;
		o->count = (uint8_t)(1 + i * 8);
	}
	for (unsigned i = 0; bits & 32 && i < DHCP_FORCED_MAX; i++)
		c->forced[i] = (struct dhcp_forced){true, (uint8_t)(132 + i)};
}

/* The clients of a pool: by option 60, and more kinds by bits, all of which have to fit. */
static void
configure_classes(struct dhcp_pool_config *c, uint8_t bits)
{
	static struct dhcp_class class = {true, "PXE"};
	static struct dhcp_user_class user = {true, "iPXE"};
	static struct dhcp_architecture architecture = {true, 7};
	static struct dhcp_place place = {true, DHCP_PLACE_CIRCUIT, DHCP_OPTION_HEX, "01"};

	c->option60_prefix.list = &class;
	c->option60_prefix.count = 1;
	c->option77.list = bits & 4 ? &user : NULL;
	c->option77.count = bits & 4 ? 1 : 0;
	c->option93.list = bits & 8 ? &architecture : NULL;
	c->option93.count = bits & 8 ? 1 : 0;
	c->option82_prefix.list = bits & 16 ? &place : NULL;
	c->option82_prefix.count = bits & 16 ? 1 : 0;
}

/* Another pool of the link, for clients of a class. */
static void
configure_second(struct dhcp_pool_config *first, struct dhcp_pool_config *c, uint8_t bits)
{
	static struct dhcp_section other = {true, 0, IP4(10, 10, 20, 10), IP4(10, 10, 20, 13)};

	first->shared.set = true;
	memcpy(first->shared.name, "link", sizeof "link");
	*c = *first;
	c->gateway.address = IP4(10, 10, 20, 100);
	c->section.list = &other;
	configure_classes(c, bits);
}

static struct dhcp_server *
make_server(uint8_t bits)
{
	struct dhcp_pool_config *c = calloc(2, sizeof *c);
	struct dhcp_system_config system = {.base_option60 = {true},
					    .bootp_automatic = {(bits & BOOTP) != 0}};
	struct dhcp_pool_source pool[] = {{"pool1", c}, {"pool2", &c[1]}};
	struct dhcp_vlanif vlanif = {VLAN, DHCP_ENABLE, 0, 1, {{IP4(10, 10, 10, 1), {0xffffff00}}}};
	struct dhcp_server_source source = {.system = &system,
					    .pools_count = bits & 64 ? 2 : 1,
					    .pool = pool,
					    .vlanifs_count = 1,
					    .vlanif = &vlanif};
	struct dhcp_server *s;

	assert(c);
	configure(c, bits);
	if (bits & 64)
		configure_second(c, &c[1], bits);
	s = dhcp_server_new(&source, 1);
	free(c);
	for (unsigned i = 0; i < s->pools_count; i++)
		s->pool[i].terms = (struct dhcp_terms){
		    .serving = true,
		    .answers = true,
		    .rules = {.pair = LEASE_ALONE, .drift_us = LEASE_DRIFT_DEFAULT_US}};
	return s;
}

/* No more than it sent, and nothing behind the header for who knows no options (RFC 1542 2.1). */
static void
check_bootp(struct rd m, const struct dhcp_message *asked)
{
	const uint8_t *fixed = rd_bytes(&m, DHCP_FIXED_LEN);

	assert(fixed && m.left + DHCP_FIXED_LEN >= DHCP_BOOTP_MIN);
	assert(m.left + DHCP_FIXED_LEN + 28 <= asked->max_size);
	while (asked->bare && m.left > 0)
		assert(rd_u8(&m) == 0);
}

static void
check_options(struct rd m, bool agent)
{
	bool seen[256] = {false};
	size_t len = m.left;
	uint8_t code;

	assert(rd_bytes(&m, DHCP_FIXED_LEN));
	while ((code = rd_u8(&m)) != DHCP_OPT_END) {
		uint8_t n = rd_u8(&m);

		assert(!seen[code] && rd_bytes(&m, n));
		seen[code] = true;
	}
	assert(!m.bad && seen[DHCP_OPT_TYPE] && seen[DHCP_OPT_SERVER_ID]);
	assert(agent || !seen[DHCP_OPT_AGENT]);
	assert(len >= DHCP_BOOTP_MIN);
}

static void
answer(const struct dhcp_server *s, const struct dhcp_request *r, const struct dhcp_verdict *v)
{
	static const struct dhcp_sender sender = {{{0, 0, 0x5e, 0, 1, 1}}, {0x0a0a0a64}};
	static uint8_t frame[DHCP_FRAME_MAX];
	struct wr w = wr_of(frame, sizeof frame);
	struct dhcp_parked parked;
	struct udp_packet p;

	dhcp_park(s, r, v, &parked);
	assert(dhcp_reply_frame(s, &parked, &sender, &w) > 0);
	assert(udp_decode(rd_of(frame, w.len), false, &p) == WIRE_OK);
	if (r->message.type == DHCP_BOOTP)
		check_bootp(p.payload, &r->message);
	else
		check_options(p.payload, r->message.agent.set);
}

static bool
decode(struct rd in, uint8_t bits, struct dhcp_message *ret)
{
	enum dhcp_decoded result =
	    bits & BOOTP ? dhcp_message_decode_bootp(in, ret) : dhcp_message_decode(in, ret);

	return result == DHCP_DECODED;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct dhcp_request r;
	struct dhcp_server *s;
	struct lease_table *t;
	struct dhcp_verdict v;
	uint8_t bits = size > 0 ? data[0] : 0;

	if (size < 1 || !decode(rd_of(data + 1, size - 1), bits, &r.message))
		return 0;
	r.vlan = VLAN;
	r.unicast = bits & 1;
	r.to = IP4(10, 10, 10, 100);
	r.source = bits & 2 ? IP4(10, 10, 10, 50) : (struct ip4){0};
	r.from = (struct mac){{2, 0, 0, 0, 0, 1}};
	r.port = 68;
	s = make_server(bits);
	t = lease_table_new(s->range, s->ranges_count, TIME_SEC);
	dhcp_server_withhold(s, t);
	for (unsigned i = 0; i < 2; i++) { /* again, with what the first one left */
		dhcp_decide(s, t, &r, TIME_SEC + i, &v);
		dhcp_settle(s, t, &v, TIME_SEC + i);
		if (v.write) {
			v.record.version = 2 + 2 * i;
			lease_apply(t, &v.record);
		}
		if (v.answer != DHCP_ANSWER_NONE)
			answer(s, &r, &v);
	}
	lease_table_free(t);
	dhcp_server_free(s);
	return 0;
}
