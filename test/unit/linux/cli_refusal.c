/* Refused clients of the command line, and the log: linux/cli_refusal.h. */
#include "test/check.h"

#include <sys/socket.h>

#include "linux/cli_refusal.h"
#include "linux/cli_wire.h"
#include "said.h"

static unsigned
lines(const char *text, const char *words)
{
	unsigned n = 0;

	for (; (text = strstr(text, words)) != NULL; text++)
		n++;
	return n;
}

static void
a_minute_has_few_lines_and_says_how_many_are_missing(void **state)
{
	struct cli_refusals r = {.said = 0};

	(void)state;
	listen_to_log();
	for (unsigned i = 0; i < 1000; i++)
		cli_refusal_log(&r, "Too many.", 7 + i);
	assert_int_equal(lines(said_in_log(), "SESSION_REFUSED: Too many."), CLI_REFUSALS_MAX);
	assert_null(strstr(said_in_log(), "others="));
	cli_refusal_log(&r, "Late.", 7 + CLI_REFUSALS_SPAN_US - 1);
	assert_null(strstr(said_in_log(), "Late."));
	cli_refusal_log(&r, "Late.", 7 + CLI_REFUSALS_SPAN_US);
	assert_non_null(strstr(said_in_log(), "SESSION_REFUSED: Late. (others=996)"));
	cli_refusal_log(&r, "Later.", 8 + CLI_REFUSALS_SPAN_US);
	assert_non_null(strstr(said_in_log(), "Later."));
	assert_int_equal(lines(said_in_log(), "others="), 1);
	hear_no_more();
}

static void
who_is_refused_hears_why(void **state)
{
	struct cli_wire m;
	uint8_t bytes[256];
	size_t used;
	ssize_t n;
	int pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	cli_refuse(pair[0], "Too many.");
	n = recv(pair[1], bytes, sizeof bytes, 0);
	assert_true(n > 0);
	assert_int_equal(cli_wire_read(bytes, (size_t)n, false, &m, &used), CLI_WIRE_OK);
	assert_int_equal(m.kind, CLI_WIRE_REFUSED);
	assert_memory_equal(m.body, "Too many.", 9);
	assert_int_equal(recv(pair[1], bytes, sizeof bytes, 0), 0);
	close(pair[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_minute_has_few_lines_and_says_how_many_are_missing),
	    cmocka_unit_test(who_is_refused_hears_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
