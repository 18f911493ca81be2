/* linux/notify.c -- see linux/notify.h. The protocol is one datagram of NAME=value lines; a name
 * that begins with '@' is in the abstract namespace. */
#include "linux/notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void
notify_systemd(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	size_t len = path != NULL ? strlen(path) : 0;
	int fd;

	if (len < 2 || len >= sizeof a.sun_path)
		return;
	memcpy(a.sun_path, path, len);
	if (path[0] == '@')
		a.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return;
	sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&a,
	       (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len));
	close(fd);
}

bool
notify_wanted(void)
{
	const char *path = getenv("NOTIFY_SOCKET");

	return path != NULL && path[0] != '\0';
}

/* The value of a variable that is a number and nothing else; 0. */
static uint64_t
number_in(const char *name)
{
	const char *text = getenv(name);
	char *end = NULL;
	unsigned long long number;

	if (text == NULL || text[0] < '0' || text[0] > '9')
		return 0;
	number = strtoull(text, &end, 10);
	return *end == '\0' ? number : 0;
}

uint64_t
notify_watchdog_us(void)
{
	if (getenv("WATCHDOG_PID") != NULL && number_in("WATCHDOG_PID") != (uint64_t)getpid())
		return 0;
	return number_in("WATCHDOG_USEC") / 2;
}
