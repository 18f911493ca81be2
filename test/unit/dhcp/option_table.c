/* The table of options: no code twice, lengths that can be, and what is refused. */
#include "test/check.h"

#include "dhcp/option_table.h"

static void
rows_can_be_met(void **state)
{
	uint8_t bytes[DHCP_OPTION_BYTES];
	unsigned rows = 0;

	(void)state;
	for (unsigned code = 0; code < 256; code++) {
		const struct dhcp_option_row *row = dhcp_option_row(code);
		char said[120];
		struct text all = text_of(said, sizeof said);
		unsigned right = 0;

		if (!row)
			continue;
		rows++;
		assert_int_equal(row->code, code);
		memset(bytes, row->type == DHCP_OF_FLAG ? 1 : 0xff, sizeof bytes);
		for (size_t len = 0; len <= sizeof bytes; len++) {
			char why[120];
			struct text t = text_of(why, sizeof why);
			bool fits = dhcp_option_fits(code, bytes, len, &t);

			assert_int_equal(fits, len >= row->min && len <= row->max &&
						   len % row->unit == 0);
			assert_int_equal(fits, why[0] == '\0');
			right += fits;
		}
		assert_true(right > 0);
		memset(bytes, 0, sizeof bytes);
		assert_int_equal(dhcp_option_fits(code, bytes, row->max, &all), row->least == 0);
		memset(bytes, row->type == DHCP_OF_FLAG ? 1 : 0xff, sizeof bytes);
		assert_true(dhcp_option_fits(code, bytes, row->max, NULL));
	}
	assert_true(rows > 80);
}

static void
what_is_unknown_takes_anything(void **state)
{
	(void)state;
	assert_null(dhcp_option_row(224));
	assert_true(dhcp_option_fits(224, NULL, 0, NULL));
	for (unsigned kind = DHCP_OPTION_ASCII; kind <= DHCP_OPTION_ADDRESS; kind++) {
		assert_true(dhcp_option_takes(224, (enum dhcp_option_kind)kind, NULL));
		assert_true(dhcp_option_takes(43, (enum dhcp_option_kind)kind, NULL));
	}
	assert_true(dhcp_option_takes(66, DHCP_OPTION_HEX, NULL));
	assert_true(dhcp_option_nests(224, NULL));
	assert_true(dhcp_option_nests(43, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_can_be_met),
	    cmocka_unit_test(what_is_unknown_takes_anything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
