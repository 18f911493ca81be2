/* ICMP echo: what is asked, byte for byte, and which answers are one. */
#include "test/check.h"

#include "base/checksum.h"
#include "wire/icmp.h"

static const struct icmp_echo echo = {.src = {0x0a0a0a64},
				      .dst = {0x0a140009},
				      .id = 0x1234,
				      .sequence = 2,
				      .token = 0x0102030405060708};

/* The answer to `echo` as an IPv4 packet. */
static size_t
answer(uint8_t *ret)
{
	uint8_t frame[ICMP_FRAME_LEN];
	struct wr w = wr_of(frame, sizeof frame);
	uint16_t sum;

	icmp_echo_ask(&w, (struct mac){{0, 0, 0x5e, 0, 1, 1}}, (struct mac){{2, 0, 0, 0, 0, 9}},
		      &echo);
	assert_false(w.bad);
	assert_int_equal(w.len, ICMP_FRAME_LEN);
	memcpy(ret, frame + ETHER_HEADER_LEN, sizeof frame - ETHER_HEADER_LEN);
	memcpy(ret + 12, frame + 30, 4);
	memcpy(ret + 16, frame + 26, 4);
	ret[20] = ret[22] = ret[23] = 0;
	sum = checksum_end(checksum_add(0, ret + 20, 16));
	ret[22] = (uint8_t)(sum >> 8);
	ret[23] = (uint8_t)sum;
	return sizeof frame - ETHER_HEADER_LEN;
}

static void
asked_byte_for_byte(void **state)
{
	static const uint8_t want[] = {
	    2,	0, 0,	 0,    0,    9,	   0, 0,    0x5e, 0,  1,  1,  8,   0,  0x45, 0, 0,
	    36, 0, 0,	 0,    0,    64,   1, 0x5c, 0x4f, 10, 10, 10, 100, 10, 20,   0, 9,
	    8,	0, 0xd5, 0xb5, 0x12, 0x34, 0, 2,    1,	  2,  3,  4,  5,   6,  7,    8};
	uint8_t frame[ICMP_FRAME_LEN + 9];
	struct wr w = wr_of(frame, sizeof frame);

	(void)state;
	icmp_echo_ask(&w, (struct mac){{0, 0, 0x5e, 0, 1, 1}}, (struct mac){{2, 0, 0, 0, 0, 9}},
		      &echo);
	assert_int_equal(w.len, sizeof want);
	assert_memory_equal(frame, want, sizeof want);
	w = wr_of(frame, ICMP_FRAME_LEN - 1);
	icmp_echo_ask(&w, (struct mac){{0}}, (struct mac){{0}}, &echo);
	assert_true(w.bad);
}

static void
an_answer(void **state)
{
	uint8_t b[64] = {0};
	struct icmp_echo e;
	size_t len = answer(b);

	(void)state;
	assert_int_equal(icmp_echo_answer(rd_of(b, len), &e), WIRE_OK);
	assert_int_equal(e.src.host, echo.dst.host);
	assert_int_equal(e.dst.host, echo.src.host);
	assert_int_equal(e.id, echo.id);
	assert_int_equal(e.sequence, echo.sequence);
	assert_true(e.token == echo.token);
	assert_int_equal(icmp_echo_answer(rd_of(b, len + 10), &e), WIRE_OK); /* padding */
}

static void
what_is_none(void **state)
{
	static const struct {
		unsigned at;
		uint8_t value;
		enum wire_result result;
	} wrong[] = {
	    {9, 17, WIRE_BAD_CHECKSUM}, {20, 8, WIRE_OTHER},	    {20, 3, WIRE_OTHER},
	    {21, 1, WIRE_BAD_FIELD},	{35, 9, WIRE_BAD_CHECKSUM}, {24, 9, WIRE_BAD_CHECKSUM},
	};
	struct icmp_echo e = {.id = 7};
	uint8_t b[64] = {0};
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		len = answer(b);
		b[wrong[i].at] = wrong[i].value;
		assert_int_equal(icmp_echo_answer(rd_of(b, len), &e), wrong[i].result);
	}
	len = answer(b);
	for (size_t n = 0; n < len; n++)
		assert_int_equal(icmp_echo_answer(rd_of(b, n), &e), WIRE_SHORT);
	assert_int_equal(e.id, 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(asked_byte_for_byte),
	    cmocka_unit_test(an_answer),
	    cmocka_unit_test(what_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
