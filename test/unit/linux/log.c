/* A log line looks as interface.md says, stays one line, and is never overrun. */
#include "test/check.h"

#include <string.h>

#include "linux/log.h"

static const struct event event = {"VRRP", 4, "STATE_CHANGE", "advice"};

static void
line_has_vrps_form(void **state)
{
	char bytes[256];
	struct text t = text_of(bytes, sizeof bytes);

	(void)state;
	/* 2026-11-22 23:24:05.123456 UTC */
	log_line(&t, 1795389845123456, "DeviceA", &event, "Backup -> Master. (vrid=1)");
	assert_string_equal(bytes, "Nov 22 23:24:05.123 DeviceA %%01VRRP/4/STATE_CHANGE: "
				   "Backup -> Master. (vrid=1)\n");
}

static void
control_characters_do_not_pass(void **state)
{
	char bytes[256];
	struct text t = text_of(bytes, sizeof bytes);

	(void)state;
	log_line(&t, 0, "A\nB", &event, "a\nb\033[31m\x7f");
	assert_string_equal(bytes, "Jan 01 00:00:00.000 A.B %%01VRRP/4/STATE_CHANGE: a.b.[31m.\n");
}

static void
long_text_is_cut_with_its_end(void **state)
{
	char text[4096], bytes[100];
	struct text t = text_of(bytes, sizeof bytes);

	(void)state;
	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = '\0';
	log_line(&t, 0, "A", &event, text);
	assert_int_equal(strlen(bytes), sizeof bytes - 1);
	assert_int_equal(bytes[sizeof bytes - 2], '\n');
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(line_has_vrps_form),
	    cmocka_unit_test(control_characters_do_not_pass),
	    cmocka_unit_test(long_text_is_cut_with_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
