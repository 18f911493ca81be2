/* What systemd is told, and when: each thing once, READY in time, a status only when it changed. */
#include "linux/notice.h"
#include "test/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define NOW (1000 * TIME_SEC)

static int listener;
static char heard[512];

static int
listen_there(void **state)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	char name[64];

	(void)state;
	snprintf(name, sizeof name, "@twinlease-notice-%d", (int)getpid());
	memcpy(a.sun_path + 1, name + 1, strlen(name) - 1);
	listener = socket(AF_UNIX, SOCK_DGRAM, 0);
	setenv("NOTIFY_SOCKET", name, 1);
	unsetenv("WATCHDOG_USEC");
	return bind(listener, (const struct sockaddr *)&a,
		    (socklen_t)(sizeof(sa_family_t) + strlen(name)));
}

/* All that was told since the last call, "|" behind each. */
static const char *
told(void)
{
	size_t len = 0;
	ssize_t n;

	heard[0] = '\0';
	while ((n = recv(listener, heard + len, sizeof heard - len - 2, MSG_DONTWAIT)) > 0) {
		len += (size_t)n;
		memcpy(heard + len, "|", 2);
		len++;
	}
	return heard;
}

static struct notice
begun(void)
{
	struct notice n;

	notice_begin(&n);
	return n;
}

static void
ready_once_the_device_hears(void **state)
{
	struct notice n = begun();

	(void)state;
	notice_hears(&n); /* before it serves */
	assert_int_equal(notice_turn(&n, NOW), TIME_NEVER);
	notice_serving(&n, NOW);
	assert_int_equal(notice_turn(&n, NOW), NOW + NOTICE_READY_US);
	assert_string_equal(told(), "");
	notice_hears(&n);
	assert_string_equal(told(), "READY=1|");
	notice_hears(&n);
	notice_serving(&n, NOW + 1); /* a commit */
	assert_int_equal(notice_turn(&n, NOW + 2 * NOTICE_READY_US), TIME_NEVER);
	assert_string_equal(told(), "");
}

static void
ready_does_not_wait_for_ever(void **state)
{
	struct notice n = begun();

	(void)state;
	notice_serving(&n, NOW);
	notice_turn(&n, NOW + NOTICE_READY_US - 1);
	assert_string_equal(told(), "");
	notice_turn(&n, NOW + NOTICE_READY_US);
	assert_string_equal(told(), "READY=1|");
}

static void
a_reload_ends(void **state)
{
	struct notice n = begun();

	(void)state;
	notice_reloaded(&n); /* it is not ready yet: its start says so */
	assert_string_equal(told(), "");
	notice_serving(&n, NOW);
	notice_hears(&n);
	told();
	notice_reloading(&n);
	assert_int_equal(strncmp(told(), "RELOADING=1\nMONOTONIC_USEC=", 27), 0);
	assert_true(strtoull(heard + 27, NULL, 10) > 0);
	notice_reloaded(&n);
	notice_stopping(&n);
	assert_string_equal(told(), "READY=1|STOPPING=1\nSTATUS=stopping|");
}

static void
a_status_is_told_when_it_changed_and_not_too_often(void **state)
{
	struct notice n = begun();

	(void)state;
	assert_false(notice_wants_status(&n, NOW)); /* nothing happened */
	notice_stepped(&n);
	assert_true(notice_wants_status(&n, NOW));
	notice_status(&n, NOW, "Slave");
	assert_string_equal(told(), "STATUS=Slave|");
	assert_int_equal(notice_turn(&n, NOW), TIME_NEVER);
	notice_stepped(&n);
	assert_false(notice_wants_status(&n, NOW + 1));
	assert_int_equal(notice_turn(&n, NOW + 1), NOW + NOTICE_STATUS_US);
	assert_true(notice_wants_status(&n, NOW + NOTICE_STATUS_US));
	notice_status(&n, NOW + NOTICE_STATUS_US, "Slave");
	assert_string_equal(told(), "");
	notice_stepped(&n);
	notice_status(&n, NOW + 2 * NOTICE_STATUS_US, "Master");
	assert_string_equal(told(), "STATUS=Master|");
}

static void
a_long_status_is_told_once_too(void **state)
{
	struct notice n = begun();
	char text[NOTICE_TEXT_MAX * 2];

	(void)state;
	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = '\0';
	notice_status(&n, NOW, text);
	assert_int_equal(strlen(told()), 7 + NOTICE_TEXT_MAX - 1 + 1);
	notice_status(&n, NOW, text);
	assert_string_equal(told(), "");
}

static void
the_loop_says_that_it_turns(void **state)
{
	struct notice n;

	(void)state;
	setenv("WATCHDOG_USEC", "2000000", 1);
	n = begun();
	unsetenv("WATCHDOG_USEC");
	assert_int_equal(notice_turn(&n, NOW), NOW + TIME_SEC);
	assert_int_equal(notice_turn(&n, NOW + 1), NOW + TIME_SEC);
	assert_int_equal(notice_turn(&n, NOW + TIME_SEC), NOW + 2 * TIME_SEC);
	assert_string_equal(told(), "WATCHDOG=1|WATCHDOG=1|");
}

static void
nobody_listens(void **state)
{
	char *name = strdup(getenv("NOTIFY_SOCKET"));
	struct notice n;

	(void)state;
	unsetenv("NOTIFY_SOCKET");
	n = begun();
	setenv("NOTIFY_SOCKET", name, 1);
	free(name);
	notice_stepped(&n);
	assert_false(notice_wants_status(&n, NOW));
	assert_int_equal(notice_turn(&n, NOW), TIME_NEVER);
	notice_reloading(&n);
	notice_stopping(&n);
	assert_string_equal(told(), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ready_once_the_device_hears),
	    cmocka_unit_test(ready_does_not_wait_for_ever),
	    cmocka_unit_test(a_reload_ends),
	    cmocka_unit_test(a_status_is_told_when_it_changed_and_not_too_often),
	    cmocka_unit_test(a_long_status_is_told_once_too),
	    cmocka_unit_test(the_loop_says_that_it_turns),
	    cmocka_unit_test(nobody_listens),
	};

	return cmocka_run_group_tests(tests, listen_there, NULL);
}
