/* Files that people wrote, copied or met on other devices, in test/cases: what --check says of each
 * stands beside it, FILE.said. */
#include "test/check.h"

#include <string.h>

#include "conf/load.h"
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

/* As much work as a long file is not to hide in a short one. */
static void
lines_of_many_at_once_are_bounded(void **state)
{
	static const char all[] = "vlan batch 2 to 4094\n";
	enum { FIT = LOAD_BATCHED_MAX / 4093, LINE = sizeof all - 1 };
	static char text[(FIT + 2) * LINE + sizeof "return\n"];
	struct text errors = text_of(said, sizeof said);
	size_t len = 0;

	(void)state;
	for (; len < FIT * LINE; len += LINE)
		memcpy(text + len, all, LINE);
	memcpy(text + len, "return\n", sizeof "return\n");
	assert_int_equal(node_check(text, "f", 0, NULL, false, &errors), 0);
	for (; len < (FIT + 2) * LINE; len += LINE)
		memcpy(text + len, all, LINE);
	memcpy(text + len, "return\n", sizeof "return\n");
	assert_int_equal(node_check(text, "f", 0, NULL, false, &errors), 2);
	assert_string_equal(said, "f:17:1: Lines of many at once in this text make and take away "
				  "more than 65536. (2 times)\n");
}

/* Each error has its line, also of a list of lines that are alike. */
static void
each_error_of_a_long_list_has_its_line(void **state)
{
	static char text[1 << 14];
	struct text t = text_of(text, sizeof text), errors = text_of(said, sizeof said);

	(void)state;
	text_add(&t, "ip pool a server\n gateway 10.1.0.1 255.255.0.0\n"
		     " section 0 10.1.1.1 10.1.1.250\n");
	for (unsigned i = 1; i <= 150; i++)
		text_add(&t, " static-bind ip-address 10.1.%u.%u mac-address 0000-0000-%04x\n",
			 i % 50 == 0 ? 2 : 1, i, i);
	text_add(&t, "#\nip pool b server\n gateway 10.1.9.1 255.255.0.0\n#\nreturn\n");
	assert_int_equal(node_check(text, "f", 0, NULL, false, &errors), 4);
	assert_non_null(strstr(said, "f:53:2: The address is not in a section of the pool.\n"
				     "f:103:2: The address is not in a section of the pool.\n"
				     "f:153:2: The address is not in a section of the pool.\n"));
	assert_non_null(strstr(said, "f:156:2: "));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_file_of_too_many_lines_is_refused_by_commands),
	    cmocka_unit_test(each_error_of_a_long_list_has_its_line),
	    cmocka_unit_test(each_file_has_its_outcome),
	    cmocka_unit_test(lines_of_many_at_once_are_bounded),
	    cmocka_unit_test(what_is_foreign_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
