/* Lines about strange advertisements, and how many of them. */
#include "node/remarks.h"

#include "base/memory.h"
#include "node/node.h"
#include "test/unit/node/seed.h"

static unsigned lines;
static const struct event *last;
static char text[400];

static void
hear_log(void *context, unsigned device, const struct event *event, const char *line)
{
	(void)context;
	if (device != 0 || strcmp(event->module, "VRRP") != 0 || event == &event_vrrp_state)
		return;
	lines++;
	last = event;
	snprintf(text, sizeof text, "%s", line);
}

static struct rig *
listening(void)
{
	struct rig *r = seed_pair();

	lines = 0;
	r->logged = hear_log;
	return r;
}

static void
advertise(struct rig *r, struct ip4 source, struct ip4 vip, uint32_t interval_ms, uint8_t priority)
{
	struct vrrp_settings cfg = {.version = 2,
				    .vrid = 1,
				    .source = source,
				    .interval_ms = interval_ms,
				    .vips_count = 1,
				    .vip = {vip}};

	rig_forge_vrrp(r, &cfg, priority);
	rig_run(r, 1100 * TIME_MS); /* told once a second */
}

static void
each_kind_names_who_it_was(void **state)
{
	struct rig *r = listening();

	(void)state;
	advertise(r, IP4(10, 10, 10, 66), IP4(10, 10, 10, 240), 1000, 250);
	assert_ptr_equal(last, &event_vrrp_foreign);
	assert_non_null(strstr(text, "the last from 10.10.10.66, of 10.10.10.240, priority 250"));
	advertise(r, IP4(10, 10, 10, 66), IP4(10, 10, 10, 100), 60000, 254);
	assert_ptr_equal(last, &event_vrrp_rejected);
	assert_non_null(strstr(text, "every 60000 ms (here 1000 ms)"));
	advertise(r, IP4(192, 0, 2, 1), IP4(10, 10, 10, 100), 1000, 254);
	assert_ptr_equal(last, &event_vrrp_rejected);
	assert_non_null(strstr(text, "a sender that cannot be; the last from 192.0.2.1"));
	advertise(r, IP4(10, 10, 10, 1), IP4(10, 10, 10, 100), 1000, 254);
	assert_ptr_equal(last, &event_vrrp_own);
	assert_int_equal(last->level, 2);
	assert_int_equal(r->device[0].owns, true);
	assert_int_equal(lines, 4);
	advertise(r, IP4(10, 10, 10, 66), IP4(10, 10, 10, 100), 2000, 10);
	assert_ptr_equal(last, &event_vrrp_differs);
	assert_non_null(strstr(text, "every 2000 ms (here 1000 ms)"));
	rig_free(r);
}

static void
a_flood_is_a_line_and_its_number(void **state)
{
	struct rig *r = listening();

	(void)state;
	for (unsigned i = 0; i < 100; i++)
		advertise(r, IP4(10, 10, 10, 66), IP4(10, 10, 10, 240), 1000, 250);
	assert_int_equal(lines, 1);
	rig_run(r, REMARKS_US);
	assert_int_equal(lines, 2);
	assert_non_null(strstr(text, "99 advertisements dropped"));
	rig_free(r);
}

static unsigned
lines_of(struct remarks *r, uint64_t damped_us, uint64_t now)
{
	struct node_actions *out = memory_new(1, sizeof *out);
	struct step step = {.now = now, .out = out};
	struct vrrp_status status = {.vlan = 100, .vrid = 1, .damped_us = damped_us};
	unsigned count;

	remarks_status(r, &status, &step);
	count = out->count;
	for (unsigned i = 0; i < count; i++) {
		assert_ptr_equal(out->list[i].event, &event_vrrp_damped);
		assert_non_null(strstr(out->list[i].text, "3 takeovers by BFD"));
	}
	memory_free(out);
	return count;
}

static void
each_damping_of_takeovers_is_a_line(void **state)
{
	struct remarks *r = memory_new(1, sizeof *r);

	(void)state;
	assert_int_equal(lines_of(r, 0, 100 * TIME_SEC), 0);
	assert_int_equal(lines_of(r, 700 * TIME_SEC, 100 * TIME_SEC), 1);
	assert_int_equal(lines_of(r, 700 * TIME_SEC, 101 * TIME_SEC), 0);
	assert_int_equal(lines_of(r, 800 * TIME_SEC, 702 * TIME_SEC), 1);
	assert_int_equal(lines_of(r, 0, 1500 * TIME_SEC), 0);
	memory_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_damping_of_takeovers_is_a_line),
	    cmocka_unit_test(each_kind_names_who_it_was),
	    cmocka_unit_test(a_flood_is_a_line_and_its_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
