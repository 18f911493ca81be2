/* Messages of real clients read right; what is cut inside an option, and what contradicts itself
 * where an answer turns on it, is refused; other flaws cost the option. */
#include "test/check.h"

#include "dhcp/message.h"

struct packet {
	uint8_t byte[2048];
	size_t len;
};

static void
add(struct packet *p, const void *bytes, size_t len)
{
	memcpy(p->byte + p->len, bytes, len);
	p->len += len;
}

/* A BOOTP header with the cookie. */
static struct packet
header(void)
{
	struct packet p = {.len = 0};
	struct wr w = wr_of(p.byte, sizeof p.byte);

	wr_bytes(&w, "\x01\x01\x06\x02", 4);
	wr_be32(&w, 0x12345678);
	wr_be16(&w, 7);
	wr_be16(&w, 0x8000);
	wr_be32(&w, 0x0a0a0a05);
	wr_zero(&w, 8);
	wr_be32(&w, 0x0a0a0afe);
	wr_bytes(&w, "\x00\xe0\xfc\x12\x34\x56\xff\xff\xff\xff", 10);
	wr_zero(&w, 6 + 64 + 128);
	wr_be32(&w, 0x63825363);
	p.len = w.len;
	return p;
}

static enum dhcp_decoded
decode(const struct packet *p, struct dhcp_message *m)
{
	return dhcp_message_decode(rd_of(p->byte, p->len), m);
}

static struct packet
full(void)
{
	struct packet p = header();

	add(&p, "\x35\x01\x03", 3);
	add(&p, "\x3d\x07\x01\x00\xe0\xfc\x12\x34\x56", 9);
	add(&p, "\x32\x04\x0a\x0a\x0a\x07", 6);
	add(&p, "\x00\x00", 2);
	add(&p, "\x36\x04\x0a\x0a\x0a\x64", 6);
	add(&p, "\x39\x02\x05\xc0", 4);
	add(&p, "\x0c\x04host", 6);
	add(&p, "\x3c\x06udhcp1", 8);
	add(&p, "\x37\x04\x01\x03\x06\x0f", 6);
	add(&p, "\xe0\x03xyz", 5); /* unknown */
	add(&p, "\x52\x04\x01\x02\x67\x69", 6);
	add(&p, "\x76\x04\x0a\x14\x00\x00", 6);
	add(&p, "\xff", 1);
	return p;
}

static void
every_field_arrives(void **state)
{
	struct packet p = full();
	struct dhcp_message m;

	(void)state;
	assert_int_equal(decode(&p, &m), DHCP_DECODED);
	assert_int_equal(m.type, DHCP_REQUEST);
	assert_int_equal(m.hardware_type, 1);
	assert_int_equal(m.hardware_len, 6);
	assert_int_equal(m.hops, 2);
	assert_memory_equal(m.hardware, "\x00\xe0\xfc\x12\x34\x56\0\0\0\0\0\0\0\0\0\0", 16);
	assert_int_equal(m.xid, 0x12345678);
	assert_int_equal(m.secs, 7);
	assert_true(m.broadcast);
	assert_int_equal(m.ciaddr.host, 0x0a0a0a05);
	assert_int_equal(m.giaddr.host, 0x0a0a0afe);
	assert_int_equal(m.requested.host, 0x0a0a0a07);
	assert_int_equal(m.server_id.host, 0x0a0a0a64);
	assert_int_equal(m.subnet.host, 0x0a140000);
	assert_int_equal(m.max_size, 1472);
	assert_true(m.client_id.set && m.client_id.len == 7);
	assert_true(m.agent.set && m.agent.len == 4);
	assert_memory_equal(m.agent.byte, "\x01\x02gi", 4);
	assert_true(m.hostname.set && m.hostname.len == 4);
	assert_true(m.vendor.set && m.vendor.len == 6);
	assert_memory_equal(m.parameters.byte, "\x01\x03\x06\x0f", 4);
}

/* No end option is needed, but no option may be cut. */
static void
a_prefix_is_read_where_no_option_is_cut(void **state)
{
	struct packet p = full();
	struct dhcp_message m, untouched;
	size_t len = p.len;

	(void)state;
	memset(&untouched, 0xa5, sizeof untouched);
	for (size_t cut = 0, next = 240; cut <= len; cut++) {
		bool between = cut == next;

		m = untouched;
		p.len = cut;
		if (between && cut < len)
			next +=
			    p.byte[next] == 0 || p.byte[next] == 255 ? 1 : 2u + p.byte[next + 1];
		if (between && cut > 240) {
			assert_int_equal(decode(&p, &m), DHCP_DECODED);
			continue;
		}
		assert_int_equal(decode(&p, &m), cut == 240 ? DHCP_NO_TYPE : DHCP_TOO_SHORT);
		assert_memory_equal(&m, &untouched, sizeof m);
	}
}

static enum dhcp_decoded
with_byte(size_t at, uint8_t value)
{
	struct packet p = full();
	struct dhcp_message m;

	p.byte[at] = value;
	return decode(&p, &m);
}

static void
the_header_is_checked(void **state)
{
	(void)state;
	assert_int_equal(with_byte(0, 2), DHCP_NOT_REQUEST);
	assert_int_equal(with_byte(2, 16), DHCP_DECODED);
	assert_int_equal(with_byte(2, 17), DHCP_BAD_HARDWARE);
	assert_int_equal(with_byte(2, 0), DHCP_DECODED); /* there is a client identifier */
	assert_int_equal(with_byte(236, 0x64), DHCP_NO_COOKIE);
}

/* chaddr from byte 28, ciaddr 12, giaddr 24, one byte changed. */
static void
addresses_are_of_hosts_and_stations(void **state)
{
	struct packet p = full();
	struct dhcp_message m;

	(void)state;
	assert_int_equal(with_byte(28, 0x01), DHCP_BAD_HARDWARE);
	assert_int_equal(with_byte(28, 0xff), DHCP_BAD_HARDWARE);
	assert_int_equal(with_byte(28, 0x02), DHCP_DECODED);
	memset(p.byte + 28, 0, 6);
	assert_int_equal(decode(&p, &m), DHCP_BAD_HARDWARE); /* though there is an identifier */
	p.byte[1] = 32;
	assert_int_equal(decode(&p, &m), DHCP_BAD_HARDWARE);
	p.byte[28] = 0xff; /* of another kind of link: no group */
	assert_int_equal(decode(&p, &m), DHCP_DECODED);
	for (unsigned at = 12; at <= 24; at += 12) {
		assert_int_equal(with_byte(at, 0), DHCP_BAD_ADDRESS);
		assert_int_equal(with_byte(at, 127), DHCP_BAD_ADDRESS);
		assert_int_equal(with_byte(at, 223), DHCP_DECODED);
		assert_int_equal(with_byte(at, 224), DHCP_BAD_ADDRESS);
		assert_int_equal(with_byte(at, 255), DHCP_BAD_ADDRESS);
	}
}

static enum dhcp_decoded
with_options(const void *options, size_t len, struct dhcp_message *m)
{
	struct packet p = header();

	add(&p, options, len);
	return decode(&p, m);
}

#define OPTIONS(text, m) with_options(text, sizeof(text) - 1, m)

static void
types_are_those_of_clients(void **state)
{
	struct dhcp_message m;

	(void)state;
	for (unsigned type = 0; type < 256; type++) {
		uint8_t options[] = {53, 1, (uint8_t)type, 255};
		bool client = type == DHCP_DISCOVER || type == DHCP_REQUEST ||
			      type == DHCP_DECLINE || type == DHCP_RELEASE || type == DHCP_INFORM;

		assert_int_equal(with_options(options, sizeof options, &m),
				 client ? DHCP_DECODED : DHCP_BAD_TYPE);
	}
	assert_int_equal(OPTIONS("\xff", &m), DHCP_NO_TYPE);
}

/* The message {53: type, code: len zeroes}. */
static enum dhcp_decoded
with_length(enum dhcp_type type, uint8_t code, unsigned len, struct dhcp_message *m)
{
	struct packet p = header();
	uint8_t zero[256] = {0}, message = (uint8_t)type, length = (uint8_t)len;

	if (code != 53) {
		add(&p, "\x35\x01", 2);
		add(&p, &message, 1);
	}
	add(&p, &code, 1);
	add(&p, &length, 1);
	add(&p, zero, len);
	add(&p, "\xff", 1);
	return decode(&p, m);
}

/* Of every length: those an option can have, what others cost in a DISCOVER, what in a REQUEST. */
static void
lengths_are_checked(void **state)
{
	static const struct {
		uint8_t code, min, max;
		enum dhcp_decoded discover, request;
	} rows[] = {
	    {53, 1, 0, DHCP_BAD_OPTION, DHCP_BAD_OPTION}, /* a value of 0 is none */
	    {50, 4, 4, DHCP_DECODED, DHCP_BAD_OPTION},
	    {54, 4, 4, DHCP_BAD_OPTION, DHCP_BAD_OPTION},
	    {57, 2, 2, DHCP_DECODED, DHCP_DECODED},
	    {52, 1, 1, DHCP_DECODED, DHCP_DECODED},
	    {61, 1, 255, DHCP_DECODED, DHCP_DECODED},
	    {82, 2, 255, DHCP_DECODED, DHCP_DECODED},
	    {12, 1, 255, DHCP_DECODED, DHCP_DECODED},
	    {60, 1, 255, DHCP_DECODED, DHCP_DECODED},
	    {55, 1, 255, DHCP_DECODED, DHCP_DECODED},
	};
	struct dhcp_message m;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		for (unsigned len = 0; len < 256; len++) {
			bool right = len >= rows[i].min && len <= rows[i].max;
			uint8_t code = rows[i].code;

			if (code == 53 && len == 1)
				continue;
			assert_int_equal(with_length(DHCP_DISCOVER, code, len, &m),
					 right ? DHCP_DECODED : rows[i].discover);
			assert_int_equal(with_length(DHCP_REQUEST, code, len, &m),
					 right ? DHCP_DECODED : rows[i].request);
		}
}

/* Of both the beginning is kept; in pieces and in the fields they are joined like others. */
static void
classes_of_the_client(void **state)
{
	struct packet p = header();
	struct dhcp_message m;

	(void)state;
	assert_int_equal(OPTIONS("\x35\x01\x01\x4d\x02iP\x4d\x02XE\x5d\x04\x00\x07\x01\x09", &m),
			 DHCP_DECODED);
	assert_int_equal(m.user_class_len, 4);
	assert_memory_equal(m.user_class, "iPXE\0", 5);
	assert_int_equal(m.architectures, 2);
	assert_int_equal(m.architecture[0], 7);
	assert_int_equal(m.architecture[1], 0x0109);
	assert_int_equal(OPTIONS("\x35\x01\x01\x4d\x00\x5d\x03\x00\x07\x01", &m), DHCP_DECODED);
	assert_int_equal(m.user_class_len, 0);
	assert_int_equal(m.architectures, 0);
	add(&p, "\x35\x01\x01\x4d\xff", 5);
	for (unsigned i = 0; i < 255; i++)
		add(&p, "u", 1);
	add(&p, "\x5d\x12\x00\x01\x00\x02\x00\x03\x00\x04\x00\x05", 12);
	add(&p, "\x00\x06\x00\x07\x00\x08\x00\x09", 8);
	assert_int_equal(decode(&p, &m), DHCP_DECODED);
	assert_int_equal(m.user_class_len, DHCP_USER_CLASS_MAX);
	assert_int_equal(m.user_class[DHCP_USER_CLASS_MAX - 1], 'u');
	assert_int_equal(m.architectures, DHCP_ARCHITECTURES_MAX);
	assert_int_equal(m.architecture[7], 8);
}

static void
what_is_flawed_did_not_come(void **state)
{
	struct dhcp_message m;

	(void)state;
	assert_int_equal(OPTIONS("\x35\x01\x01\x0c\x00\x3c\x00\x37\x00\x52\x00\x3d\x00"
				 "\x39\x01\x06\x32\x03\x0a\x0a\x0a\x34\x02\x01\x01",
				 &m),
			 DHCP_DECODED);
	assert_false(m.hostname.set || m.vendor.set || m.parameters.set || m.agent.set ||
		     m.client_id.set);
	assert_int_equal(m.max_size, DHCP_SIZE_MIN);
	assert_int_equal(m.requested.host, 0);
	assert_int_equal(OPTIONS("\x35\x01\x01\x3d\x01\x07", &m), DHCP_DECODED);
	assert_int_equal(m.client_id.len, 1);
}

/* As it was it may come again; another value counts as a flaw. */
static void
options_of_fixed_size_may_be_repeated(void **state)
{
	struct dhcp_message m;

	(void)state;
	assert_int_equal(OPTIONS("\x35\x01\x03\x35\x01\x03\x32\x04\x0a\x0a\x0a\x07"
				 "\x36\x04\x0a\x0a\x0a\x64\x32\x04\x0a\x0a\x0a\x07"
				 "\x36\x04\x0a\x0a\x0a\x64\xff",
				 &m),
			 DHCP_DECODED);
	assert_int_equal(m.requested.host, 0x0a0a0a07);
	assert_int_equal(m.server_id.host, 0x0a0a0a64);
	assert_int_equal(
	    OPTIONS("\x35\x01\x03\x32\x04\x0a\x0a\x0a\x07\x32\x04\x0a\x0a\x0a\x08", &m),
	    DHCP_BAD_OPTION);
	assert_int_equal(
	    OPTIONS("\x35\x01\x01\x32\x04\x0a\x0a\x0a\x07\x32\x04\x0a\x0a\x0a\x08", &m),
	    DHCP_DECODED);
	assert_int_equal(m.requested.host, 0);
	assert_int_equal(
	    OPTIONS("\x35\x01\x01\x36\x04\x0a\x0a\x0a\x07\x36\x04\x0a\x0a\x0a\x08", &m),
	    DHCP_BAD_OPTION);
	assert_int_equal(OPTIONS("\x35\x01\x01\x35\x01\x03\xff", &m), DHCP_BAD_OPTION);
	assert_int_equal(OPTIONS("\x35\x01\x01\x32\x02\x0a\x0a\x32\x02\x0a\x07\xff", &m),
			 DHCP_DECODED); /* in two pieces (RFC 3396) */
	assert_int_equal(m.requested.host, 0x0a0a0a07);
}

static void
pieces_are_joined(void **state)
{
	struct dhcp_message m;

	(void)state;
	assert_int_equal(OPTIONS("\x35\x01\x01\x52\x01\x01\x3d\x02\x61\x62\x52\x03\x02xy"
				 "\x3d\x01\x63\xff",
				 &m),
			 DHCP_DECODED);
	assert_int_equal(m.agent.len, 4);
	assert_memory_equal(m.agent.byte, "\x01\x02xy", 4);
	assert_int_equal(m.client_id.len, 3);
	assert_memory_equal(m.client_id.byte, "abc", 3);
}

static void
too_many_pieces_are_a_flaw(void **state)
{
	struct packet p = header();
	struct dhcp_message m;
	uint8_t piece[202] = {82, 200};

	(void)state;
	add(&p, "\x35\x01\x01", 3);
	add(&p, piece, sizeof piece);
	add(&p, piece, sizeof piece);
	add(&p, "\xff", 1);
	assert_int_equal(decode(&p, &m), DHCP_DECODED);
	assert_false(m.agent.set);
	p.byte[243] = p.byte[243 + sizeof piece] = 61; /* whose key would it be? */
	assert_int_equal(decode(&p, &m), DHCP_BAD_OPTION);
}

static void
overload_is_followed(void **state)
{
	for (uint8_t how = 0; how < 5; how++) {
		struct packet p = header();
		struct dhcp_message m;
		bool file = how == 1 || how == 3, sname = how == 2 || how == 3;

		(void)state;
		add(&p, "\x35\x01\x01\x34\x01", 5);
		add(&p, &how, 1);
		add(&p, "\xff", 1);
		memcpy(p.byte + 108, "\x32\x04\x0a\x0a\x0a\x09\x52\x03\x01\x02z\xff", 12);
		memcpy(p.byte + 44, "\x52\x01y\x0c\x01h\xff", 7);
		assert_int_equal(decode(&p, &m), DHCP_DECODED);
		assert_int_equal(m.requested.host, file ? 0x0a0a0a09 : 0);
		assert_int_equal(m.hostname.set, sname);
		assert_int_equal(m.agent.len, how == 3	 ? 4
					      : how == 1 ? 3
							 : 0); /* one byte is a flaw */
	}
}

static void
areas_end_by_themselves(void **state)
{
	struct packet p = header();
	struct dhcp_message m;

	(void)state;
	add(&p, "\x35\x01\x01\x34\x01\x01\xff", 7);
	assert_int_equal(decode(&p, &m), DHCP_DECODED); /* file is all padding */
	p.byte[235] = 12; /* an option whose length byte lies outside */
	assert_int_equal(decode(&p, &m), DHCP_TOO_SHORT);
}

static void
what_follows_the_end_is_padding(void **state)
{
	struct dhcp_message m;

	(void)state;
	assert_int_equal(OPTIONS("\x35\x01\x01\xff\x32\x04\x01\x02\x03\x04", &m), DHCP_DECODED);
	assert_int_equal(m.requested.host, 0);
}

static void
a_client_must_be_someone(void **state)
{
	struct packet p = header();
	struct dhcp_message m;

	(void)state;
	add(&p, "\x35\x01\x01\xff", 4);
	p.byte[2] = 0;
	assert_int_equal(decode(&p, &m), DHCP_BAD_HARDWARE);
}

static void
sizes_are_clamped(void **state)
{
	struct dhcp_message m;

	(void)state;
	assert_int_equal(OPTIONS("\x35\x01\x01\x39\x02\x00\x01\xff", &m), DHCP_DECODED);
	assert_int_equal(m.max_size, DHCP_SIZE_MIN);
	assert_int_equal(OPTIONS("\x35\x01\x01\x39\x02\xff\xff\xff", &m), DHCP_DECODED);
	assert_int_equal(m.max_size, DHCP_SIZE_MAX);
	assert_int_equal(OPTIONS("\x35\x01\x01\xff", &m), DHCP_DECODED);
	assert_int_equal(m.max_size, DHCP_SIZE_MIN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_field_arrives),
	    cmocka_unit_test(a_prefix_is_read_where_no_option_is_cut),
	    cmocka_unit_test(the_header_is_checked),
	    cmocka_unit_test(addresses_are_of_hosts_and_stations),
	    cmocka_unit_test(types_are_those_of_clients),
	    cmocka_unit_test(lengths_are_checked),
	    cmocka_unit_test(pieces_are_joined),
	    cmocka_unit_test(classes_of_the_client),
	    cmocka_unit_test(what_is_flawed_did_not_come),
	    cmocka_unit_test(options_of_fixed_size_may_be_repeated),
	    cmocka_unit_test(too_many_pieces_are_a_flaw),
	    cmocka_unit_test(overload_is_followed),
	    cmocka_unit_test(areas_end_by_themselves),
	    cmocka_unit_test(what_follows_the_end_is_padding),
	    cmocka_unit_test(a_client_must_be_someone),
	    cmocka_unit_test(sizes_are_clamped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
