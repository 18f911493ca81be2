/* linux/key_wait.c -- see linux/key_wait.h. */
#include "linux/key_wait.h"

#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <unistd.h>

int
key_wait_open(void)
{
	sigset_t blocked, heard;

	sigemptyset(&heard);
	sigaddset(&heard, SIGCONT);
	blocked = heard;
	sigaddset(&blocked, SIGWINCH);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	return signalfd(-1, &heard, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* What is typed comes first: a key is never lost to what the other one says. */
enum key_wait
key_wait(int keys, int other, int signals)
{
	struct pollfd p[] = {{.fd = signals, .events = POLLIN},
			     {.fd = keys, .events = POLLIN},
			     {.fd = other, .events = POLLIN}};
	struct signalfd_siginfo went_on;

	if (poll(p, sizeof p / sizeof *p, -1) < 0)
		return KEY_WAIT_SIGNAL;
	if (p[0].revents != 0 && read(signals, &went_on, sizeof went_on) > 0)
		return KEY_WAIT_SIGNAL;
	return p[1].revents != 0 ? KEY_WAIT_KEY : KEY_WAIT_OTHER;
}
