/* BFD control packets as bytes, and every rule by which one is dropped. */
#include "test/check.h"

#include "bfd/packet.h"

/* An Up packet with a Poll, as RFC 5880 4.1 draws it. */
static const uint8_t drawn[BFD_PACKET_LEN] = {
    0x21, 0xe0, 3, 24, 0, 0, 0, 7, 0x80, 0, 0, 9, 0, 0, 0x27, 0x10, 0, 0, 0x4e, 0x20, 0, 0, 0, 0};

static void
sent_bytes_are_the_drawn_ones_b_01_b_02_b_65(void **state)
{
	struct bfd_packet p = {.diag = BFD_DIAG_EXPIRED,
			       .state = BFD_UP,
			       .poll = true,
			       .multiplier = 3,
			       .my = 7,
			       .your = 0x80000009,
			       .min_tx_us = 10000,
			       .min_rx_us = 20000};
	uint8_t bytes[BFD_PACKET_LEN];
	struct wr w = wr_of(bytes, sizeof bytes);

	(void)state;
	bfd_encode(&w, &p);
	assert_false(w.bad);
	assert_int_equal(w.len, sizeof drawn);
	assert_memory_equal(bytes, drawn, sizeof drawn);
}

static void
drawn_bytes_are_read(void **state)
{
	struct bfd_packet p;

	(void)state;
	assert_int_equal(bfd_decode(rd_of(drawn, sizeof drawn), &p), BFD_FAULT_NONE);
	assert_int_equal(p.diag, BFD_DIAG_EXPIRED);
	assert_int_equal(p.state, BFD_UP);
	assert_true(p.poll && !p.final && !p.demand);
	assert_int_equal(p.multiplier, 3);
	assert_int_equal(p.my, 7);
	assert_int_equal(p.your, 0x80000009);
	assert_int_equal(p.min_tx_us, 10000);
	assert_int_equal(p.min_rx_us, 20000);
}

static void
prefixes_are_refused_b_33_b_34(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof drawn; n++) {
		struct bfd_packet p = {.my = 5};

		assert_int_equal(bfd_decode(rd_of(drawn, n), &p), BFD_FAULT_LENGTH);
		assert_int_equal(p.my, 5);
	}
}

/* One byte of the drawn packet is another. */
static void
each_rule_has_its_fault_b_31_to_b_41(void **state)
{
	static const struct {
		unsigned at;
		uint8_t value;
		enum bfd_fault fault;
	} cases[] = {
	    {0, 0x01, BFD_FAULT_VERSION},
	    {0, 0x41, BFD_FAULT_VERSION},
	    {3, 23, BFD_FAULT_LENGTH},
	    {3, 25, BFD_FAULT_LENGTH},
	    {2, 0, BFD_FAULT_MULTIPLIER},
	    {1, 0xe1, BFD_FAULT_MULTIPOINT},
	    {7, 0, BFD_FAULT_MY_ZERO},
	    {1, 0xe4, BFD_FAULT_AUTH},
	    {0, 0x3f, BFD_FAULT_NONE} /* any diagnostic */,
	    {23, 1, BFD_FAULT_NONE} /* echo */,
	};

	(void)state;
	for (unsigned i = 0; i < COUNT_OF(cases); i++) {
		uint8_t bytes[sizeof drawn];
		struct bfd_packet p;

		memcpy(bytes, drawn, sizeof drawn);
		bytes[cases[i].at] = cases[i].value;
		assert_int_equal(bfd_decode(rd_of(bytes, sizeof bytes), &p), cases[i].fault);
	}
}

static void
without_your_discriminator_only_down_and_admin_down_b_39(void **state)
{
	(void)state;
	for (unsigned said = 0; said < BFD_STATES; said++) {
		uint8_t bytes[sizeof drawn];
		struct bfd_packet p;
		bool good = said == BFD_DOWN || said == BFD_ADMIN_DOWN;

		memcpy(bytes, drawn, sizeof drawn);
		memset(bytes + 8, 0, 4);
		bytes[1] = (uint8_t)(said << 6);
		assert_int_equal(bfd_decode(rd_of(bytes, sizeof bytes), &p),
				 good ? BFD_FAULT_NONE : BFD_FAULT_STATE);
	}
}

static void
what_follows_the_packet_is_not_looked_at(void **state)
{
	uint8_t bytes[sizeof drawn + 20] = {0};
	struct bfd_packet p;

	(void)state;
	memcpy(bytes, drawn, sizeof drawn);
	assert_int_equal(bfd_decode(rd_of(bytes, sizeof bytes), &p), BFD_FAULT_NONE);
}

static void
every_fault_has_its_words(void **state)
{
	(void)state;
	for (unsigned i = BFD_FAULT_NONE + 1; i < BFD_FAULTS; i++)
		for (unsigned k = BFD_FAULT_NONE + 1; k < i; k++)
			assert_string_not_equal(bfd_fault_text((enum bfd_fault)i),
						bfd_fault_text((enum bfd_fault)k));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sent_bytes_are_the_drawn_ones_b_01_b_02_b_65),
	    cmocka_unit_test(drawn_bytes_are_read),
	    cmocka_unit_test(prefixes_are_refused_b_33_b_34),
	    cmocka_unit_test(each_rule_has_its_fault_b_31_to_b_41),
	    cmocka_unit_test(without_your_discriminator_only_down_and_admin_down_b_39),
	    cmocka_unit_test(what_follows_the_packet_is_not_looked_at),
	    cmocka_unit_test(every_fault_has_its_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
