/* Messages of the CLI socket: read back as written, every strict prefix is short, lies are bad. */
#include "test/check.h"

#include <string.h>

#include "linux/cli_wire.h"

static uint8_t bytes[65536];

static size_t
written(const struct cli_wire *m)
{
	size_t used = 0;

	assert_true(cli_wire_write(bytes, sizeof bytes, &used, m));
	return used;
}

static void
read_back(const struct cli_wire *m, bool from_client)
{
	size_t len = written(m), used = 0;
	struct cli_wire got;

	for (size_t n = 0; n < len; n++)
		assert_int_equal(cli_wire_read(bytes, n, from_client, &got, &used), CLI_WIRE_SHORT);
	assert_int_equal(cli_wire_read(bytes, len, !from_client, &got, &used), CLI_WIRE_BAD);
	assert_int_equal(cli_wire_read(bytes, len + 3, from_client, &got, &used), CLI_WIRE_OK);
	assert_int_equal(used, len);
	assert_int_equal(got.kind, m->kind);
	assert_int_equal(got.version, m->version);
	assert_int_equal(got.page, m->page);
	assert_int_equal(got.interactive, m->interactive);
	assert_int_equal(got.prompt, m->prompt);
	assert_int_equal(got.failed, m->failed);
	assert_int_equal(got.len, m->len);
	if (m->len > 0)
		assert_memory_equal(got.body, m->body, m->len);
}

static void
every_kind_reads_back(void **state)
{
	static const uint8_t line[] = "display vlan";
	const struct cli_wire client[] = {
	    {.kind = CLI_WIRE_HELLO, .version = 2, .interactive = true},
	    {.kind = CLI_WIRE_LINE, .body = line, .len = 12},
	    {.kind = CLI_WIRE_LINE},
	    {.kind = CLI_WIRE_HELP, .body = line, .len = 3},
	    {.kind = CLI_WIRE_TAB, .body = line, .len = 3},
	    {.kind = CLI_WIRE_MORE},
	    {.kind = CLI_WIRE_STOP},
	};
	const struct cli_wire daemon[] = {
	    {.kind = CLI_WIRE_TEXT, .page = 24, .body = line, .len = 12},
	    {.kind = CLI_WIRE_PROMPT, .body = line, .len = 5, .failed = true},
	    {.kind = CLI_WIRE_PROMPT, .prompt = NODE_PROMPT_QUESTION},
	    {.kind = CLI_WIRE_QUIT},
	    {.kind = CLI_WIRE_REFUSED, .body = line, .len = 12},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(client); i++)
		read_back(&client[i], true);
	for (size_t i = 0; i < COUNT_OF(daemon); i++)
		read_back(&daemon[i], false);
}

static void
lies_are_bad(void **state)
{
	static const struct {
		bool from_client;
		size_t len;
		uint8_t bytes[8];
	} lie[] = {
	    {true, 5, {0, 0, 0, 0, 0}},		    /* no such kind */
	    {true, 5, {0, 0, 0, 0, 7}},		    /* no such kind */
	    {false, 5, {0, 0, 0, 0, 68}},	    /* no such kind */
	    {true, 5, {0, 0, 0x10, 1, 2}},	    /* a line of 4097 bytes */
	    {true, 5, {0xff, 0xff, 0xff, 0xff, 2}}, /* a line of 4 GB */
	    {false, 5, {0, 0, 0x80, 1, 64}},	    /* a text of 32769 bytes */
	    {false, 6, {0, 0, 0, 1, 64, 0}},	    /* TEXT cut */
	    {true, 6, {0, 0, 0, 1, 5, 0}},	    /* MORE with a body */
	    {true, 6, {0, 0, 0, 1, 1, 1}},	    /* HELLO cut */
	    {true, 7, {0, 0, 0, 2, 1, 1, 2}},	    /* neither interactive nor not */
	    {true, 8, {0, 0, 0, 3, 1, 1, 1, 0}},    /* HELLO too long */
	    {true, 6, {0, 0, 0, 1, 2, '\n'}},	    /* a line with an end */
	    {true, 6, {0, 0, 0, 1, 2, 0}},	    /* a line with a '\0' */
	    {false, 6, {0, 0, 0, 1, 65, 0}},	    /* PROMPT cut */
	    {false, 7, {0, 0, 0, 2, 65, 3, 0}},	    /* no such prompt */
	    {false, 6, {0, 0, 0, 1, 66, 0}},	    /* QUIT with a body */
	};
	struct cli_wire got;
	size_t used;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lie); i++)
		assert_int_equal(
		    cli_wire_read(lie[i].bytes, lie[i].len, lie[i].from_client, &got, &used),
		    CLI_WIRE_BAD);
}

static void
what_does_not_fit_is_not_written(void **state)
{
	struct cli_wire m = {.kind = CLI_WIRE_LINE, .body = (const uint8_t *)"abc", .len = 3};
	size_t used = 2;

	(void)state;
	assert_false(cli_wire_write(bytes, 9, &used, &m));
	assert_int_equal(used, 2);
	assert_true(cli_wire_write(bytes, 10, &used, &m));
	assert_int_equal(used, 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_kind_reads_back),
	    cmocka_unit_test(lies_are_bad),
	    cmocka_unit_test(what_does_not_fit_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
