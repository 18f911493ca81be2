/* Files that people wrote, copied or met on other devices, in test/cases: what --check says of each
 * stands beside it, FILE.said. */
#include "test/check.h"

#include <string.h>

#include "node/check.h"
#include "node/node.h"
#include "test/unit/node/seed.h"

enum { SAID_MAX = 1 << 16 };

static char said[SAID_MAX], wanted[SAID_MAX];

static void
read_said(const char *name)
{
	char path[64];
	FILE *f;
	size_t len;

	snprintf(path, sizeof path, "test/cases/%s.said", name);
	f = fopen(path, "rb");
	assert_non_null(f);
	len = fread(wanted, 1, sizeof wanted - 1, f);
	wanted[len] = '\0';
	fclose(f);
}

static void
each_file_has_its_outcome(void **state)
{
	static const struct {
		const char *name;
		unsigned errors;
	} file[] = {{"back", 0},   {"capture", 3}, {"flat", 0},	   {"foreign", 1}, {"hybrid", 1},
		    {"margin", 0}, {"switch", 0},  {"owner-A", 1}, {"owner-B", 1}, {"vlan1", 0}};

	(void)state;
	for (size_t i = 0; i < sizeof file / sizeof *file; i++) {
		struct text errors = text_of(said, sizeof said);
		char path[64], *text;
		unsigned count;

		snprintf(path, sizeof path, "test/cases/%s.cfg", file[i].name);
		text = read_file(path);
		count = node_check(text, path, 0, NULL, false, &errors);
		free(text);
		read_said(file[i].name);
		assert_string_equal(said, wanted);
		assert_int_equal(count, file[i].errors);
	}
}

static void
what_is_foreign_is_left_out(void **state)
{
	struct text errors = text_of(said, sizeof said);
	char *text = read_file("test/cases/foreign.cfg");

	(void)state;
	assert_int_equal(node_check(text, "f", 0, NULL, true, &errors), 0);
	assert_string_equal(
	    said, "f: Warning: Left out: 11 lines in 5 blocks belong to functions this device has "
		  "not: ospf (4), aaa (3), tunnels (3), ssh (1).\n");
	free(text);
}

/* A device that serves reads no file that holds it up; a start may. */
static void
a_file_of_too_many_lines_is_refused_by_commands(void **state)
{
	static char text[(CHECK_LINES_MAX + 2) * 2 + 1];
	struct rig *r = seed_pair();
	size_t len = 0;

	(void)state;
	for (unsigned i = 0; i <= CHECK_LINES_MAX; i++, len += 2)
		memcpy(text + len, "#\n", 2);
	rig_put_file(r, 0, "long.cfg", text, len);
	assert_non_null(strstr(rig_cli(r, 0, "compare configuration long.cfg"), "too many"));
	assert_null(strstr(rig_cli(r, 0, "compare configuration short.cfg"), "too many"));
	rig_put_file(r, 0, "long.cfg", text, len - 2);
	assert_null(strstr(rig_cli(r, 0, "compare configuration long.cfg"), "too many"));
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_file_of_too_many_lines_is_refused_by_commands),
	    cmocka_unit_test(each_file_has_its_outcome),
	    cmocka_unit_test(what_is_foreign_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
