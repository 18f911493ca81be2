/* Cursors keep their error, addresses read and print back, the checksum knows RFC 1071's example.
 */
#include "test/check.h"

#include "base/buf.h"
#include "base/checksum.h"
#include "base/hash.h"
#include "base/ip4.h"
#include "base/mac.h"
#include "base/text.h"
#include "base/time.h"

static void
cursor_is_sticky(void **state)
{
	uint8_t bytes[4] = {1, 2, 3, 4}, out[4];
	struct rd r = rd_of(bytes, 3);
	struct wr w = wr_of(out, 3);

	(void)state;
	assert_int_equal(rd_be16(&r), 0x0102);
	assert_int_equal(rd_be16(&r), 0);
	assert_true(r.bad);
	assert_int_equal(rd_u8(&r), 0);
	wr_be16(&w, 0x0102);
	wr_be16(&w, 0x0304);
	assert_true(w.bad);
	assert_int_equal(w.len, 2);
	wr_u8(&w, 9);
	assert_true(w.bad);
}

static void
numbers_are_written_and_read_alike(void **state)
{
	uint8_t bytes[15];
	struct wr w = wr_of(bytes, sizeof bytes);
	struct rd r = rd_of(bytes, sizeof bytes);

	(void)state;
	wr_u8(&w, 0x01);
	wr_be16(&w, 0x8203);
	wr_be32(&w, 0x84050607);
	wr_be64(&w, UINT64_C(0x88090a0b8c0d0e0f));
	assert_false(w.bad);
	assert_memory_equal(bytes, "\x01\x82\x03\x84\x05\x06\x07\x88\x09\x0a\x0b\x8c\x0d\x0e\x0f",
			    sizeof bytes);
	assert_int_equal(rd_u8(&r), 0x01);
	assert_int_equal(rd_be16(&r), 0x8203);
	assert_int_equal(rd_be32(&r), 0x84050607);
	assert_int_equal(rd_be64(&r), UINT64_C(0x88090a0b8c0d0e0f));
	assert_false(r.bad);
	r = rd_of(bytes, 7);
	assert_int_equal(rd_be64(&r), 0); /* no part of a number */
	assert_true(r.bad);
}

static void
addresses_read_and_print_back(void **state)
{
	static const char *const bad[] = {"",	       "1.2.3",	   "1.2.3.4.5",
					  "256.1.1.1", "01.2.3.4", "1.2.3.4 ",
					  "1..2.3",    "a.b.c.d",  "1.2.3.4444"};
	char text[IP4_TEXT], mac_text[MAC_TEXT];
	struct ip4 a = IP4(9, 9, 9, 9);
	struct mac m;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(ip4_parse(bad[i], &a));
	assert_int_equal(a.host, 0x09090909);
	assert_true(ip4_parse("10.10.10.100", &a));
	assert_int_equal(a.host, 0x0a0a0a64);
	assert_string_equal(ip4_format(a, text), "10.10.10.100");
	for (unsigned n = 0; n <= 32; n++)
		assert_int_equal(ip4_mask_length(ip4_mask(n)), n);
	assert_int_equal(ip4_mask_length(IP4(255, 0, 255, 0)), -1);
	assert_true(mac_parse("e0-FC12-3456", &m));
	assert_string_equal(mac_format(m, mac_text), "00e0-fc12-3456");
	assert_false(mac_parse("00e0-fc12-34567", &m));
	assert_false(mac_parse("00e0-fc12", &m));
}

static void
checksum_of_the_rfc(void **state)
{
	uint8_t bytes[] = {0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};

	(void)state;
	assert_int_equal(checksum_end(checksum_add(0, bytes, sizeof bytes)), (uint16_t)~0xddf2);
	for (size_t n = 0; n <= sizeof bytes; n += 2) { /* in two pieces it is the same */
		uint32_t sum = checksum_add(0, bytes, n);

		assert_int_equal(checksum_end(checksum_add(sum, bytes + n, sizeof bytes - n)),
				 (uint16_t)~0xddf2);
	}
	assert_int_equal(checksum_end(checksum_add(0, bytes, 3)), (uint16_t)~0xf201);
}

static void
text_is_cut_not_overrun(void **state)
{
	char buffer[8];
	struct text t = text_of(buffer, sizeof buffer);

	(void)state;
	text_add(&t, "%s", "1234567");
	assert_false(t.cut);
	text_bytes(&t, "8", 1);
	assert_true(t.cut);
	assert_string_equal(buffer, "1234567");
}

static void
time_saturates(void **state)
{
	(void)state;
	assert_true(time_after(5, TIME_NEVER) == TIME_NEVER);
	assert_int_equal(time_left(3, 5), 0);
	assert_true(hash_bytes("abc", 3, 0) != hash_bytes("abc", 3, 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cursor_is_sticky),
	    cmocka_unit_test(numbers_are_written_and_read_alike),
	    cmocka_unit_test(addresses_read_and_print_back),
	    cmocka_unit_test(checksum_of_the_rfc),
	    cmocka_unit_test(text_is_cut_not_overrun),
	    cmocka_unit_test(time_saturates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
