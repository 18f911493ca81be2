/* What the kernel of this machine says of itself, and that the thread answers each session once. */
#include "test/check.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "linux/log.h"
#include "linux/log_ring.h"
#include "linux/rtnl.h"
#include "linux/survey.h"
#include "linux/survey_thread.h"

static struct node_survey told;
static const struct ports ports = {1, {{"GigabitEthernet0/1/1", "lo"}}};

static void
the_kernel_is_read(void **state)
{
	struct rtnl *r = rtnl_open(0);

	(void)state;
	assert_non_null(r);
	assert_int_equal(survey_read(r, &ports, NODE_SURVEY_TRAFFIC, &told), 0);
	assert_true(told.count >= 1);
	assert_string_equal(told.u.traffic[0].name, "GigabitEthernet0/1/1");
	assert_true(told.u.traffic[0].mtu > 0);
	assert_int_equal(survey_read(r, &ports, NODE_SURVEY_NEIGHBOURS, &told), 0);
	assert_int_equal(survey_read(r, &ports, NODE_SURVEY_ROUTES, &told), 0);
	assert_true(told.count <= NODE_SURVEY_ROWS);
	assert_int_equal(survey_read(r, &ports, NODE_SURVEY_MACHINE, &told), 0);
	assert_true(told.u.machine.cpus > 0 && told.u.machine.busy_us > 0);
	assert_true(told.u.machine.memory_kb > told.u.machine.available_kb);
	assert_true(told.u.machine.own_kb > 0 && told.u.machine.own_kb < told.u.machine.memory_kb);
	rtnl_close(r);
}

/* The newest lines, whole, the oldest of them first. */
static void
the_log_is_kept(void **state)
{
	static char small[64];
	struct log_line line = {.len = 0};
	struct text t = text_of(small, sizeof small);
	struct text whole = text_of(told.u.log, sizeof told.u.log);

	(void)state;
	for (unsigned i = 0; i < LOG_RING_LINES + 10; i++) {
		line.len = (size_t)snprintf(line.bytes, sizeof line.bytes, "line number %u\n", i);
		log_ring_put(&line);
	}
	assert_int_equal(log_ring_read(&t), 3);
	assert_string_equal(small, "line number 263\nline number 264\nline number 265\n");
	assert_int_equal(log_ring_read(&whole), LOG_RING_LINES);
	assert_int_equal(strncmp(told.u.log, "line number 10\n", 15), 0);
}

static void
each_session_is_answered_once(void **state)
{
	static struct survey_answer a;
	char why[200];
	struct text message = text_of(why, sizeof why);
	struct survey_thread *t = survey_thread_start(&ports, &message);
	struct pollfd fd = {.fd = survey_thread_fd(t), .events = POLLIN};
	unsigned sessions = 0;

	(void)state;
	survey_thread_ask(t, 3, 1, NODE_SURVEY_MACHINE);
	survey_thread_ask(t, 3, 2, NODE_SURVEY_MACHINE);
	survey_thread_ask(t, 15, 7, NODE_SURVEY_TRAFFIC);
	while (sessions != (1u << 3 | 1u << 15)) {
		assert_int_equal(poll(&fd, 1, 10000), 1);
		while (survey_thread_hear(t, &a)) {
			assert_string_equal(a.told.why, "");
			assert_true(a.number == 1 || a.number == 2 || a.number == 7);
			sessions |= a.number != 1 ? 1u << a.session : 0;
		}
	}
	survey_thread_stop(t, 5 * TIME_SEC);
	survey_thread_stop(NULL, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_kernel_is_read),
	    cmocka_unit_test(the_log_is_kept),
	    cmocka_unit_test(each_session_is_answered_once),
	};

	return cmocka_run_group_tests_name("linux/survey", tests, NULL, NULL);
}
