/* Lines about changes of BFD sessions: each has one, but a session that flaps, or is made to by
 * forged packets, does not fill the log. */
#include "node/node.h"
#include "test/unit/node/seed.h"

static unsigned lines;
static char text[400];

static void
hear_log(void *context, unsigned device, const struct event *event, const char *line)
{
	(void)context;
	if (device != 0 || event != &event_bfd_state)
		return;
	lines++;
	snprintf(text, sizeof text, "%s", line);
}

static void
change(struct rig *r, enum bfd_state state)
{
	struct node_input in = {.kind = NODE_IN_BFD};

	in.u.bfd.state = state;
	snprintf(in.u.bfd.name, sizeof in.u.bfd.name, "near");
	rig_input(r, 0, &in);
}

static void
a_session_that_flaps_does_not_fill_the_log(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	lines = 0;
	r->logged = hear_log;
	for (unsigned i = 0; i < 500; i++) {
		change(r, BFD_UP);
		change(r, BFD_DOWN);
	}
	assert_int_equal(lines, 2 * BFD_SESSIONS_MAX);
	rig_run(r, 61 * TIME_SEC);
	change(r, BFD_UP);
	assert_int_equal(lines, 2 * BFD_SESSIONS_MAX + 2);
	assert_non_null(strstr(text, "BFD session near"));
	change(r, BFD_DOWN);
	assert_int_equal(lines, 2 * BFD_SESSIONS_MAX + 3);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_session_that_flaps_does_not_fill_the_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
