/* Advertisements: golden bytes of both versions, captured from keepalived 2.2.7; every strict
 * prefix and every wrong bit refused. Test names carry the rows of docs/vrrp.md "Test rows". */
#include "test/check.h"

#include "base/checksum.h"
#include "vrrp/advert.h"
#include "wire/ipv4.h"

/* VRID 1, priority 100, 1 s, 10.10.10.100 and .101, sent by 10.10.10.2 to 224.0.0.18. */
static const uint8_t keepalived_v2[] = {0x21, 0x01, 0x64, 0x02, 0x00, 0x01, 0x52, 0x1e,
					0x0a, 0x0a, 0x0a, 0x64, 0x0a, 0x0a, 0x0a, 0x65,
					0,    0,    0,	  0,	0,    0,    0,	  0};
static const uint8_t keepalived_v2_zero[] = {0x21, 0x01, 0x00, 0x02, 0x00, 0x01, 0xb6, 0x1e,
					     0x0a, 0x0a, 0x0a, 0x64, 0x0a, 0x0a, 0x0a, 0x65,
					     0,	   0,	 0,    0,    0,	   0,	 0,    0};
static const uint8_t keepalived_v3[] = {0x31, 0x01, 0x64, 0x02, 0x00, 0x64, 0x4d, 0x1c,
					0x0a, 0x0a, 0x0a, 0x64, 0x0a, 0x0a, 0x0a, 0x65};
static const struct vrrp_pseudo from_b = {{0x0a0a0a02}, {0xe0000012}};

static struct vrrp_advert
an_advert(uint8_t version)
{
	return (struct vrrp_advert){.version = version,
				    .vrid = 1,
				    .priority = 100,
				    .vips_count = 2,
				    .interval_ms = 1000,
				    .vip = {IP4(10, 10, 10, 100), IP4(10, 10, 10, 101)}};
}

static enum vrrp_advert_result
decode(const uint8_t *bytes, size_t len, struct vrrp_advert *ret)
{
	return vrrp_advert_decode(rd_of(bytes, len), &from_b, ret);
}

/* Gives changed bytes a right checksum again, so that another check has to catch them. */
static void
sum_again(uint8_t *bytes, size_t len)
{
	uint16_t sum;

	bytes[6] = bytes[7] = 0;
	sum = checksum_end(checksum_add(0, bytes, len));
	bytes[6] = (uint8_t)(sum >> 8);
	bytes[7] = (uint8_t)sum;
}

static void
keepalived_is_understood_v2_09_v2_10(void **state)
{
	struct vrrp_advert a;

	(void)state;
	assert_int_equal(decode(keepalived_v2, sizeof keepalived_v2, &a), VRRP_ADVERT_OK);
	assert_int_equal(a.version, 2);
	assert_int_equal(a.vrid, 1);
	assert_int_equal(a.priority, 100);
	assert_int_equal(a.interval_ms, 1000);
	assert_int_equal(a.vips_count, 2);
	assert_int_equal(a.vip[0].host, IP4(10, 10, 10, 100).host);
	assert_int_equal(a.vip[1].host, IP4(10, 10, 10, 101).host);
	assert_int_equal(decode(keepalived_v2_zero, sizeof keepalived_v2_zero, &a), VRRP_ADVERT_OK);
	assert_int_equal(a.priority, 0);
	assert_int_equal(decode(keepalived_v3, sizeof keepalived_v3, &a), VRRP_ADVERT_OK);
	assert_int_equal(a.version, 3);
	assert_int_equal(a.interval_ms, 1000);
	assert_true(a.pseudo);
}

/* Byte for byte what keepalived sends for the same values. */
static void
sent_bytes_equal_keepalived_v2_40_v3_51(void **state)
{
	struct vrrp_advert a = an_advert(2);
	uint8_t bytes[VRRP_ADVERT_MAX];
	struct wr w = wr_of(bytes, sizeof bytes);

	(void)state;
	vrrp_advert_encode(&w, &from_b, &a);
	assert_int_equal(w.len, sizeof keepalived_v2);
	assert_memory_equal(bytes, keepalived_v2, w.len);
	a.priority = 0;
	w = wr_of(bytes, sizeof bytes);
	vrrp_advert_encode(&w, &from_b, &a);
	assert_memory_equal(bytes, keepalived_v2_zero, w.len);
	a = an_advert(3);
	a.pseudo = true;
	w = wr_of(bytes, sizeof bytes);
	vrrp_advert_encode(&w, &from_b, &a);
	assert_int_equal(w.len, sizeof keepalived_v3);
	assert_memory_equal(bytes, keepalived_v3, w.len);
}

static void
either_checksum_of_version_3_is_accepted_v3_15(void **state)
{
	struct vrrp_advert a = an_advert(3), b;
	uint8_t bytes[VRRP_ADVERT_MAX];

	(void)state;
	for (unsigned pseudo = 0; pseudo < 2; pseudo++) {
		struct wr w = wr_of(bytes, sizeof bytes);

		a.pseudo = pseudo;
		vrrp_advert_encode(&w, &from_b, &a);
		assert_int_equal(decode(bytes, w.len, &b), VRRP_ADVERT_OK);
		assert_int_equal(b.pseudo, pseudo);
		bytes[2] ^= 1;
		assert_int_equal(decode(bytes, w.len, &b), VRRP_ADVERT_BAD_CHECKSUM);
	}
}

/* The pseudo-header form is RFC 5798's: version 2 never had it. */
static void
version_2_has_one_checksum_v2_09(void **state)
{
	struct vrrp_advert a = an_advert(2), b;
	uint8_t bytes[VRRP_ADVERT_MAX];
	struct wr w = wr_of(bytes, sizeof bytes);
	uint32_t sum;
	uint16_t checksum;

	(void)state;
	vrrp_advert_encode(&w, &from_b, &a);
	bytes[6] = bytes[7] = 0;
	sum = ipv4_pseudo_sum(from_b.source, from_b.destination, IPV4_VRRP, w.len);
	checksum = checksum_end(checksum_add(sum, bytes, w.len));
	bytes[6] = (uint8_t)(checksum >> 8);
	bytes[7] = (uint8_t)checksum;
	assert_int_equal(decode(bytes, w.len, &b), VRRP_ADVERT_BAD_CHECKSUM);
}

static void
prefixes_and_wrong_bits_are_refused_v2_31_v2_32(void **state)
{
	static const struct {
		const uint8_t *bytes;
		size_t len;
	} golden[] = {{keepalived_v2, sizeof keepalived_v2},
		      {keepalived_v2_zero, sizeof keepalived_v2_zero},
		      {keepalived_v3, sizeof keepalived_v3}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(golden); i++) {
		uint8_t bytes[VRRP_ADVERT_MAX + 4] = {0};
		struct vrrp_advert a, untouched;

		memset(&a, 0xa5, sizeof a);
		memset(&untouched, 0xa5, sizeof untouched);
		memcpy(bytes, golden[i].bytes, golden[i].len);
		for (size_t n = 0; n < golden[i].len; n++)
			assert_int_not_equal(decode(bytes, n, &a), VRRP_ADVERT_OK);
		for (size_t n = 1; n <= 4; n++)
			assert_int_equal(decode(bytes, golden[i].len + n, &a),
					 VRRP_ADVERT_BAD_LENGTH);
		for (size_t bit = 0; bit < golden[i].len * 8; bit++) {
			bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
			assert_int_not_equal(decode(bytes, golden[i].len, &a), VRRP_ADVERT_OK);
			bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		}
		assert_memory_equal(&a, &untouched, sizeof a);
	}
}

static void
each_field_has_its_check(void **state)
{
	static const struct {
		bool v3;
		size_t at;
		uint8_t value;
		enum vrrp_advert_result result;
	} wrong[] = {
	    {false, 0, 0x11, VRRP_ADVERT_BAD_VERSION}, /* V2-30 */
	    {false, 0, 0x41, VRRP_ADVERT_BAD_VERSION},
	    {false, 0, 0x22, VRRP_ADVERT_BAD_TYPE}, /* V2-04 */
	    {true, 0, 0x30, VRRP_ADVERT_BAD_TYPE},  /* V3-08 */
	    {false, 1, 0, VRRP_ADVERT_BAD_VRID},
	    {false, 3, 0, VRRP_ADVERT_BAD_LENGTH},
	    {true, 3, 0, VRRP_ADVERT_BAD_LENGTH}, /* V3-12 */
	    {false, 3, 1, VRRP_ADVERT_BAD_LENGTH},
	    {false, 3, 3, VRRP_ADVERT_BAD_LENGTH},
	    {false, 4, 2, VRRP_ADVERT_BAD_AUTH}, /* V2-07, V2-34 */
	    {false, 4, 255, VRRP_ADVERT_BAD_AUTH},
	    {true, 5, 0, VRRP_ADVERT_BAD_INTERVAL}, /* V3-49 */
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		uint8_t bytes[VRRP_ADVERT_MAX];
		size_t len = wrong[i].v3 ? sizeof keepalived_v3 : sizeof keepalived_v2;
		struct vrrp_advert a;

		memcpy(bytes, wrong[i].v3 ? keepalived_v3 : keepalived_v2, len);
		bytes[wrong[i].at] = wrong[i].value;
		sum_again(bytes, len);
		assert_int_equal(decode(bytes, len, &a), wrong[i].result);
	}
}

/* Authentication data is sent 0 and not looked at; so are the reserved bits of version 3. */
static void
reserved_fields_are_ignored_v2_10_v3_13(void **state)
{
	uint8_t bytes[VRRP_ADVERT_MAX];
	struct vrrp_advert a;

	(void)state;
	memcpy(bytes, keepalived_v2, sizeof keepalived_v2);
	bytes[20] = 'x';
	sum_again(bytes, sizeof keepalived_v2);
	assert_int_equal(decode(bytes, sizeof keepalived_v2, &a), VRRP_ADVERT_OK);
	memcpy(bytes, keepalived_v3, sizeof keepalived_v3);
	bytes[4] = 0xf0;
	sum_again(bytes, sizeof keepalived_v3);
	assert_int_equal(decode(bytes, sizeof keepalived_v3, &a), VRRP_ADVERT_OK);
	assert_int_equal(a.interval_ms, 1000);
}

/* A peer may list more addresses than we can be configured with: it is still the Master. */
static void
more_addresses_than_ours_are_counted(void **state)
{
	uint8_t bytes[8 + 4 * 255 + 8] = {0x21, 1, 200, 255, 0, 1};
	struct vrrp_advert a;

	(void)state;
	for (unsigned i = 0; i < 255; i++)
		bytes[8 + 4 * i + 3] = (uint8_t)i;
	sum_again(bytes, sizeof bytes);
	assert_int_equal(decode(bytes, sizeof bytes, &a), VRRP_ADVERT_OK);
	assert_int_equal(a.vips_count, 255);
	assert_int_equal(a.vip[VRRP_VIPS_MAX - 1].host, VRRP_VIPS_MAX - 1);
}

static void
intervals_survive_the_wire_v2_08_v3_14(void **state)
{
	static const struct {
		uint8_t version;
		uint32_t in_ms, out_ms;
	} cases[] = {{2, 1000, 1000}, {2, 255000, 255000}, {2, 100, 0},	      {2, 500, 0},
		     {3, 1000, 1000}, {3, 100, 100},	   {3, 40950, 40950}, {3, 255000, 40950},
		     {3, 10, 10},     {3, 5, 10}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct vrrp_advert a = an_advert(cases[i].version), b;
		uint8_t bytes[VRRP_ADVERT_MAX];
		struct wr w = wr_of(bytes, sizeof bytes);

		a.interval_ms = cases[i].in_ms;
		assert_int_equal(vrrp_advert_interval_ms(a.version, a.interval_ms),
				 cases[i].out_ms);
		vrrp_advert_encode(&w, &from_b, &a);
		assert_int_equal(decode(bytes, w.len, &b), VRRP_ADVERT_OK);
		assert_int_equal(b.interval_ms, cases[i].out_ms);
	}
}

static void
what_does_not_fit_is_bad(void **state)
{
	struct vrrp_advert a = an_advert(2);
	uint8_t bytes[VRRP_ADVERT_MAX];

	(void)state;
	for (size_t cap = 0; cap < sizeof keepalived_v2; cap++) {
		struct wr w = wr_of(bytes, cap);

		vrrp_advert_encode(&w, &from_b, &a);
		assert_true(w.bad);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keepalived_is_understood_v2_09_v2_10),
	    cmocka_unit_test(sent_bytes_equal_keepalived_v2_40_v3_51),
	    cmocka_unit_test(either_checksum_of_version_3_is_accepted_v3_15),
	    cmocka_unit_test(version_2_has_one_checksum_v2_09),
	    cmocka_unit_test(prefixes_and_wrong_bits_are_refused_v2_31_v2_32),
	    cmocka_unit_test(each_field_has_its_check),
	    cmocka_unit_test(reserved_fields_are_ignored_v2_10_v3_13),
	    cmocka_unit_test(more_addresses_than_ours_are_counted),
	    cmocka_unit_test(intervals_survive_the_wire_v2_08_v3_14),
	    cmocka_unit_test(what_does_not_fit_is_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
