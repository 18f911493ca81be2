/* Commit points in a folder: what is taken for one, and that a file which cannot be read is named
 * and not in the way. */
#include "test/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "linux/file.h"
#include "linux/points_dir.h"
#include "node/step/input.h"

static char folder[] = "/tmp/points_dir.XXXXXX";

static void
names(void **state)
{
	char path[64];

	(void)state;
	assert_int_equal(points_dir_number("commit.1000000001"), 1000000001);
	assert_int_equal(points_dir_number("/a.b/commit.7"), 7);
	assert_int_equal(points_dir_number("commit.7.cfg"), 0);
	assert_int_equal(points_dir_number("commit."), 0);
	assert_int_equal(points_dir_number("commit.07"), 0);
	assert_int_equal(points_dir_number("commit.12345678901"), 0);
	assert_int_equal(points_dir_number("xcommit.7"), 0);
	assert_int_equal(points_dir_number("commit.7/x"), 0);
	assert_int_equal(points_dir_number("/a/trial"), NODE_POINT_TRIAL);
	assert_int_equal(points_dir_number("commit.1"), 0);
	assert_true(points_dir_path("/d", NODE_POINT_TRIAL, path, sizeof path));
	assert_string_equal(path, "/d/trial");
	assert_true(points_dir_path("/d", 7, path, sizeof path));
	assert_string_equal(path, "/d/commit.7");
	assert_false(points_dir_path("/d", 7, path, 11));
}

static void
write_one(const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	assert_int_equal(file_write(path, text, strlen(text)), 0);
}

static void
remove_one(const char *name)
{
	char path[128];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	assert_int_equal(remove(path), 0);
}

static void
a_start_reads_them(void **state)
{
	const struct node_point *list;
	struct points_dir *p;
	char path[128];

	(void)state;
	write_one("commit.1000000002", "two");
	write_one("NAME.cfg", "other");
	snprintf(path, sizeof path, "%s/commit.1000000003", folder);
	assert_int_equal(mkdir(path, 0700), 0);
	p = points_dir_read(folder);
	assert_int_equal(points_dir_list(p, &list), 2);
	for (unsigned i = 0; i < 2; i++) {
		if (list[i].number == 1000000002)
			assert_string_equal(list[i].text, "two");
		else
			assert_null(list[i].text);
	}
	points_dir_free(p);
	remove_one("commit.1000000002");
	remove_one("commit.1000000003");
	remove_one("NAME.cfg");
	p = points_dir_read("/nowhere");
	assert_int_equal(points_dir_list(p, &list), 0);
	points_dir_free(p);
	points_dir_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names),
	    cmocka_unit_test(a_start_reads_them),
	};
	int failed;

	if (mkdtemp(folder) == NULL)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(folder);
	return failed;
}
