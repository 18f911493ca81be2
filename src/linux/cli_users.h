/* linux/cli_users.h -- the loop's side of linux/user_thread.h: asks it for the names of who
 * connects, and hands on what it says. The thread begins with the first question. Tested in
 * test/unit/linux/cli_socket.c. */
#ifndef LINUX_CLI_USERS_H
#define LINUX_CLI_USERS_H

#include <stdint.h>

#include "linux/loop.h"
#include "linux/user_thread.h"

struct cli_users { /* loop, named and owner are set at first, the rest zero */
	struct loop *loop;
	void (*named)(void *owner, const struct user_answer *a);
	void *owner;
	struct loop_source source;
	struct user_thread *thread; /* NULL: nobody was asked about yet */
	uint64_t asked;
	struct user_answer heard;
};

/* The number of the question, which its answer has; 0: it cannot be asked. */
uint64_t cli_users_ask(struct cli_users *u, unsigned place, const struct peer *p);

void cli_users_end(struct cli_users *u);

#endif
