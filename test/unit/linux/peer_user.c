/* Who is at the other end of a socket: the kernel's numbers, and their names. */
#include "test/check.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/time.h"
#include "linux/peer_user.h"
#include "linux/user_thread.h"

enum { STRANGE_GROUP = 54321 };

static void
the_kernel_says_who_it_is(void **state)
{
	struct peer p;
	int pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_int_equal(peer_read(pair[0], &p), 0);
	assert_int_equal(p.uid, geteuid());
	assert_true(p.count >= 1);
	assert_int_equal(p.group[0], getegid());
	close(pair[0]);
	close(pair[1]);
	assert_int_equal(peer_read(-1, &p), -EBADF);
}

static void
names_are_those_of_the_system_and_numbers_go_without(void **state)
{
	static struct peer_names names;
	struct peer p = {.uid = 0, .count = 2, .group = {0, STRANGE_GROUP}};

	(void)state;
	assert_int_equal(peer_name(&p, &names), 0);
	assert_string_equal(names.name, "root");
	assert_string_equal(names.groups, ":0:root:54321:");
	p.uid = STRANGE_GROUP;
	p.count = 1;
	assert_int_equal(peer_name(&p, &names), 0);
	assert_string_equal(names.name, "54321");
}

static void
the_thread_answers_the_last_question_of_a_place(void **state)
{
	struct user_thread *t = user_thread_start();
	struct pollfd fd;
	struct peer p = {.uid = 0, .count = 1, .group = {0}};
	static struct user_answer a;
	bool heard = false;

	(void)state;
	assert_non_null(t);
	fd = (struct pollfd){.fd = user_thread_fd(t), .events = POLLIN};
	user_thread_ask(t, 3, 1, &p);
	user_thread_ask(t, 3, 2, &p);
	while (!heard || a.number != 2) {
		assert_int_equal(poll(&fd, 1, 5000), 1);
		while (user_thread_hear(t, &a)) {
			heard = true;
			assert_int_equal(a.place, 3);
			assert_int_equal(a.error, 0);
			assert_string_equal(a.names.name, "root");
			if (a.number == 2)
				break;
		}
	}
	user_thread_stop(t, 5 * TIME_SEC);
	user_thread_stop(NULL, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_kernel_says_who_it_is),
	    cmocka_unit_test(names_are_those_of_the_system_and_numbers_go_without),
	    cmocka_unit_test(the_thread_answers_the_last_question_of_a_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
