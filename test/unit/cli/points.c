/* Commit points as a list and as files: what is kept, what goes first, and that a file which is not
 * as it was written is none. */
#include "test/unit/cli/small.h"

#include "base/memory.h"
#include "cli/points.h"

static struct points points;
static char file[8192], copy[8192];

static int
empty(void **state)
{
	points_free(&points);
	memset(&points, 0, sizeof points);
	return begin(state);
}

static void
add(const char *label)
{
	struct point like = {.wall_us = 77, .type = "CLI", .user = "VTY 3"};

	snprintf(like.label, sizeof like.label, "%s", label);
	snprintf(like.description, sizeof like.description, "what it is");
	points_add(&points, &like, running);
}

static void
write_newest(void)
{
	struct text t = text_of(file, sizeof file);

	point_write(points_back(&points, 0), &t);
}

static void
a_point_comes_back_from_its_file(void **state)
{
	const struct point *p;

	(void)state;
	type("system-view");
	type("limit 3");
	type("commit");
	add("one");
	write_newest();
	points_free(&points);
	assert_true(points_read(&points, POINTS_FIRST, file));
	p = points_find(&points, POINTS_FIRST);
	assert_non_null(p);
	assert_true(point_is(p, running));
	assert_int_equal(p->wall_us, 77);
	assert_string_equal(p->label, "one");
	assert_string_equal(p->description, "what it is");
	assert_string_equal(p->user, "VTY 3");
	assert_false(points_read(&points, POINTS_FIRST, file)); /* it is there already */
	assert_int_equal(points.count, 1);
}

/* Every prefix, and every byte changed. */
static void
what_is_not_as_it_was_written_is_no_point(void **state)
{
	size_t len;

	(void)state;
	add("");
	write_newest();
	points_free(&points);
	len = strlen(file);
	for (size_t i = 0; i < len; i++) {
		memcpy(copy, file, len + 1);
		copy[i] = '\0';
		assert_false(points_read(&points, POINTS_FIRST, copy));
		copy[i] = file[i] == '0' ? '1' : '0';
		assert_false(points_read(&points, POINTS_FIRST, copy));
	}
	assert_false(points_read(&points, POINTS_FIRST, "#\nreturn\n"));
	assert_true(points_read(&points, POINTS_FIRST, file));
}

static void
the_oldest_goes_and_its_file_with_it(void **state)
{
	(void)state;
	add("kept");
	for (unsigned i = 1; i < POINTS_MAX; i++)
		add("");
	assert_int_equal(points.gone_count, 0);
	add("");
	assert_int_equal(points.count, POINTS_MAX);
	assert_int_equal(points.gone_count, 1);
	assert_int_equal(points.gone[0], POINTS_FIRST + 1);
	assert_non_null(points_labelled(&points, "kept"));
	assert_int_equal(points_back(&points, 0)->id, POINTS_FIRST + POINTS_MAX);
	assert_null(points_back(&points, POINTS_MAX));
}

static void
files_may_be_read_in_any_order(void **state)
{
	(void)state;
	add("");
	add("two");
	write_newest();
	points_free(&points);
	add("");
	points.list[0].id = POINTS_FIRST + 7;
	assert_false(points_read(&points, POINTS_FIRST, file));
	assert_true(points_read(&points, POINTS_FIRST + 1, file));
	assert_int_equal(points_back(&points, 0)->id, POINTS_FIRST + 7);
	assert_string_equal(points_back(&points, 1)->label, "two");
	assert_ptr_equal(points_before(&points, points_back(&points, 0)), points_back(&points, 1));
	assert_null(points_before(&points, points_back(&points, 1)));
}

static void
a_session_names_its_commit(void **state)
{
	(void)state;
	type("system-view");
	type("limit 3");
	EXPECT("commit label 3rd", "Error: A label begins with no digit and is no hyphen.\n",
	       "[*HUAWEI]");
	EXPECT("commit label good description of the limit", "", "[~HUAWEI]");
	type("limit 4");
	EXPECT("commit label good", "Error: The label already exists.\n", "[*HUAWEI]");
	assert_true(io.failed);
	for (unsigned i = 1; i < POINTS_LABELS_MAX; i++) {
		char line[40];

		snprintf(line, sizeof line, "commit label l%u", i);
		EXPECT(line, "", "[~HUAWEI]");
		type(i % 2 ? "limit 3" : "limit 4");
	}
	EXPECT("commit label more", "Error: The number of labels exceeds the upper limit (20).\n",
	       "[*HUAWEI]");
	EXPECT("commit", "", "[~HUAWEI]");
	type("return");
	type("rollback configuration to label good");
	EXPECT("display current-configuration | include limit", "limit 3\n", "<HUAWEI>");
}

#undef TEST
#define TEST(function) cmocka_unit_test_setup_teardown(function, empty, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_point_comes_back_from_its_file),
	    TEST(what_is_not_as_it_was_written_is_no_point),
	    TEST(the_oldest_goes_and_its_file_with_it),
	    TEST(files_may_be_read_in_any_order),
	    TEST(a_session_names_its_commit),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	points_free(&points);
	return failed;
}
