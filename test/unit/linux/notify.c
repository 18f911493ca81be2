/* systemd is told where NOTIFY_SOCKET says, and nobody without it. */
#include "test/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "linux/notify.h"

static int
listener(const struct sockaddr_un *a, size_t len)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	assert_int_equal(bind(fd, (const struct sockaddr *)a, (socklen_t)len), 0);
	return fd;
}

static void
ready_is_one_datagram(void **state)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	char name[64], got[64] = "";
	int fd;

	(void)state;
	snprintf(name, sizeof name, "@twinlease-notify-%d", (int)getpid());
	memcpy(a.sun_path + 1, name + 1, strlen(name) - 1);
	fd = listener(&a, sizeof(sa_family_t) + strlen(name));
	setenv("NOTIFY_SOCKET", name, 1);
	notify_systemd("READY=1");
	assert_int_equal(recv(fd, got, sizeof got, MSG_DONTWAIT), 7);
	assert_string_equal(got, "READY=1");
	unsetenv("NOTIFY_SOCKET");
	notify_systemd("READY=1");
	setenv("NOTIFY_SOCKET", "", 1);
	notify_systemd("READY=1");
	setenv("NOTIFY_SOCKET", "/nowhere/at/all", 1);
	notify_systemd("READY=1");
	assert_int_equal(recv(fd, got, sizeof got, MSG_DONTWAIT), -1);
	close(fd);
}

static uint64_t
watchdog_of(const char *usec, const char *pid)
{
	setenv("WATCHDOG_USEC", usec, 1);
	if (pid != NULL)
		setenv("WATCHDOG_PID", pid, 1);
	else
		unsetenv("WATCHDOG_PID");
	return notify_watchdog_us();
}

static void
the_watchdog_is_told_twice_as_often_as_it_asks(void **state)
{
	char self[24];

	(void)state;
	snprintf(self, sizeof self, "%d", (int)getpid());
	unsetenv("WATCHDOG_USEC");
	assert_int_equal(notify_watchdog_us(), 0);
	assert_int_equal(watchdog_of("30000000", NULL), 15000000);
	assert_int_equal(watchdog_of("30000000", self), 15000000);
	assert_int_equal(watchdog_of("30000000", "1"), 0); /* another process is meant */
	assert_int_equal(watchdog_of("30000000", "x"), 0);
	assert_int_equal(watchdog_of("3e7", NULL), 0);
	assert_int_equal(watchdog_of("-1", NULL), 0);
	assert_int_equal(watchdog_of("", NULL), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ready_is_one_datagram),
	    cmocka_unit_test(the_watchdog_is_told_twice_as_often_as_it_asks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
