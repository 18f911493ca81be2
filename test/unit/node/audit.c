/* Who did what, in the log: how much of it, and what is said of the rest. */
#include "node/audit.h"

#include "test/unit/node/seed.h"

static struct {
	unsigned recorded, unrecorded;
	char last[256], number[256];
} told;

static void
hear_log(void *context, unsigned device, const struct event *event, const char *text)
{
	(void)context;
	if (device != 0)
		return;
	told.recorded += event == &event_command;
	told.unrecorded += event == &event_unrecorded;
	if (event == &event_command)
		snprintf(told.last, sizeof told.last, "%s", text);
	if (event == &event_unrecorded)
		snprintf(told.number, sizeof told.number, "%s", text);
}

static void
a_paste_does_not_fill_the_log(void **state)
{
	struct rig *r = seed_pair();
	char line[64];

	(void)state;
	rig_run(r, 120 * TIME_SEC);
	memset(&told, 0, sizeof told);
	r->logged = hear_log;
	rig_open_as(r, 0, 0, false, "root", ":0:root:");
	rig_cli(r, 0, "system-view");
	for (unsigned i = 0; i < 1000; i++) {
		snprintf(line, sizeof line, "vlan %u", 1000 + i);
		rig_cli(r, 0, line);
	}
	assert_int_equal(told.recorded, AUDIT_LINES);
	assert_string_equal(told.last, "user=root VTY 0, vlan 1199");
	assert_int_equal(told.unrecorded, 0);
	rig_run(r, 1 * TIME_SEC);
	rig_cli(r, 0, "sysname Z");
	assert_string_equal(told.last, "user=root VTY 0, sysname Z");
	assert_int_equal(told.unrecorded, 1);
	assert_string_equal(told.number, "800 commands before this were not recorded");
	for (unsigned i = 0; i < 20; i++)
		rig_cli(r, 0, "sysname Y");
	assert_int_equal(told.recorded, AUDIT_LINES + AUDIT_A_SECOND);
	rig_free(r);
}

static void
one_who_types_nothing_is_logged_out(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	rig_open_as(r, 0, 1, true, "root", "");
	rig_run(r, 599 * TIME_SEC);
	assert_false(r->device[0].quit);
	rig_run(r, 1 * TIME_SEC);
	assert_true(r->device[0].quit);
	assert_non_null(strstr(r->device[0].console, "Nothing was typed for too long"));
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_paste_does_not_fill_the_log),
	    cmocka_unit_test(one_who_types_nothing_is_logged_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
