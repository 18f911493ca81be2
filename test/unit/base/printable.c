/* What a terminal would obey does not reach it, and what it prints does. */
#include "base/printable.h"

#include <stdio.h>
#include <string.h>

#include "test/check.h"

static void
controls_become_dots(void **state)
{
	static const struct {
		const char *text, *made;
	} rows[] = {
	    {"", ""},
	    {"plain\n\ttext", "plain\n\ttext"},
	    {"a\033[31mb\a\r\x7f", "a.[31mb..."},
	    {"\x9b"
	     "2Jx\x80\x9f",
	     ".2Jx.."},						/* C1, as bytes */
	    {"\xc2\x9b[31m\xc2\x85\xc2\xa0", ".[31m.\xc2\xa0"}, /* C1, as UTF-8 */
	    {"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80", "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"},
	    {"\xe9t\xe9", "\xe9t\xe9"}, /* Latin-1 */
	    {"\xc3", "\xc3"},		/* cut off */
	    {"\xe2\x82", "\xe2."},	/* cut off: 0x82 alone is C1 */
	    {"\xf0\x9f\x98", "\xf0.."},
	    {"\xc0\x9b", "\xc0."}, /* too long a form of ESC [ */
	};
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		snprintf(text, sizeof text, "%s", rows[i].text);
		assert_int_equal(printable_make(text), strlen(rows[i].made));
		assert_string_equal(text, rows[i].made);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(controls_become_dots)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
