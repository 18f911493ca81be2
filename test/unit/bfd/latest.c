/* The latest statuses of BFD sessions, and their displays. */
#include "test/check.h"

#include <string.h>

#include "bfd/latest.h"

static struct bfd_status
status(const char *name, uint32_t local, enum bfd_state state)
{
	struct bfd_status s = {.local = local, .state = (uint8_t)state, .peer = {0x0a0a0a02}};

	memcpy(s.name, name, strlen(name));
	return s;
}

static void
latest_are_sorted_and_forgotten(void **state)
{
	struct bfd_latest b = {0};
	struct bfd_status s;

	(void)state;
	s = status("beta", 2, BFD_UP);
	bfd_latest_put(&b, &s);
	s = status("Alpha", 1, BFD_DOWN);
	bfd_latest_put(&b, &s);
	s = status("BETA", 3, BFD_DOWN);
	bfd_latest_put(&b, &s);
	assert_int_equal(b.count, 2);
	assert_string_equal(b.status[0].name, "Alpha");
	assert_int_equal(bfd_latest_find(&b, "beta")->local, 3);
	assert_ptr_equal(bfd_latest_local(&b, 1), &b.status[0]);
	assert_null(bfd_latest_local(&b, 2));
	s.gone = true;
	bfd_latest_put(&b, &s);
	bfd_latest_put(&b, &s);
	assert_int_equal(b.count, 1);
	assert_null(bfd_latest_find(&b, "beta"));
}

static void
more_than_there_is_room_for_are_left_out(void **state)
{
	static struct bfd_latest b;
	char name[8] = "s00";

	(void)state;
	for (unsigned i = 0; i < BFD_SESSIONS_MAX + 5; i++) {
		struct bfd_status s;

		name[1] = (char)('0' + i / 10);
		name[2] = (char)('0' + i % 10);
		s = status(name, i + 1, BFD_UP);
		bfd_latest_put(&b, &s);
	}
	assert_int_equal(b.count, BFD_SESSIONS_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(latest_are_sorted_and_forgotten),
	    cmocka_unit_test(more_than_there_is_room_for_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
