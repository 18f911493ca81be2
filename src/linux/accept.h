/* linux/accept.h -- connections taken from a listening socket of a loop. When the system has
 * nothing left for another one (descriptors, memory), what waits in the socket would wake the loop
 * for ever: then the socket is left alone for ACCEPT_MUTE_US, and that is said, once a minute at
 * most. Errors are no caller's: he gets a connection or none.
 * Tested in test/unit/linux/accept.c. */
#ifndef LINUX_ACCEPT_H
#define LINUX_ACCEPT_H

#include <netinet/in.h>
#include <stdbool.h>

#include "base/time.h"
#include "linux/loop.h"

#define ACCEPT_MUTE_US (1 * TIME_SEC)

struct acceptor {		   /* zero, but for the source, at first */
	struct loop_source source; /* fd -1: it does not listen */
	uint64_t until_us;	   /* muted; 0: it is not */
	uint64_t quiet_us;	   /* no line of the log before that */
	uint64_t times;		   /* muted so often */
};

/* The next connection as a descriptor that never blocks, or -1: there is none now. who: the
 * listener's name in the log. ret_from may be NULL; else the peer of an IPv4 socket. */
int accept_next(struct loop *l, struct acceptor *a, const char *who, struct sockaddr_in *ret_from);

/* When accept_turn() has something to do; TIME_NEVER. */
uint64_t accept_deadline(const struct acceptor *a);

/* Listens again when its time has come. */
void accept_turn(struct loop *l, struct acceptor *a, uint64_t now);

#endif
